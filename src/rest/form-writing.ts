import { type RawBuilder, sql } from 'kysely'

import type { ChangeSubject } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from './changing.ts'
import { permissionDenied } from './errors.ts'
import { parseRecord } from './input/parse-record.ts'
import { Form } from './input/values.ts'
import { getRow } from './records.ts'
import type { Resource } from './resource.ts'
import type { Writing } from './writing.ts'

/** What a page's form asks for: the same as a request to the API, by the same rules. */
export interface FormWrite {
  actor: Actor
  /** Names and values, as a form sends them. */
  pairs: Iterable<readonly [name: string, value: string]>
  /** Of the record above. */
  parentId?: number
}

const findAddress = () => ({ kind: 'unknown' }) as const

/** The new record's id. @throws RestError 400, 403, 409 */
export async function createFromForm(
  db: Database,
  resource: Resource,
  { actor, pairs, parentId = 0 }: FormWrite,
): Promise<number> {
  const writing = getWriting(resource)
  if (!writing.allows(actor, 'add', undefined, { id: parentId })) throw permissionDenied()
  const values = await parseRecord(new Form([...pairs]), writing.fields, false, { db, findAddress, current: undefined })
  requireAllowed(writing.findForbidden?.(actor, values, undefined))
  const subject = toSubject(writing, parentId)
  return changeAs(db, actor, writing, subject, async (tx) => (await writing.create?.(tx, values, { actor, parentId })) ?? 0)
}

/**
 * Changes the fields that the form names.
 * @param check is asked under the lock, and may throw
 * @throws RestError 400, 403, 404, 409
 */
export async function updateFromForm(
  db: Database,
  resource: Resource,
  id: number,
  { actor, pairs, parentId = 0 }: FormWrite,
  check: (tx: Database) => Promise<void> = async () => undefined,
): Promise<void> {
  const writing = getWriting(resource)
  const current = await getAllowedRow(db, resource, id, { actor, parentId }, 'edit')
  const values = await parseRecord(new Form([...pairs]), writing.fields, true, { db, findAddress, current: { ...current } })
  requireAllowed(writing.findForbidden?.(actor, values, current))
  await changeAs(db, actor, writing, toSubject(writing, resource.parent ? parentId : id), async (tx) => {
    await writing.lock?.(tx, id, values)
    await getAllowedRow(tx, resource, id, { actor, parentId }, 'edit')
    await check(tx)
    await writing.update?.(tx, id, values, { actor, parentId })
  })
}

/** What would be stored of the values that the form names, and nothing else of it. @throws RestError 400, 404 */
export async function readForm(
  db: Database,
  resource: Resource,
  id: number,
  { pairs }: Pick<FormWrite, 'pairs'>,
): Promise<Readonly<Record<string, unknown>>> {
  const current = await getRow(db, resource, String(id), [])
  return parseRecord(new Form([...pairs]), getWriting(resource).fields, true, { db, findAddress, current: { ...current } })
}

/** @throws RestError 403, 404, 409 */
export async function removeFromForm(
  db: Database,
  resource: Resource,
  id: number,
  { actor, parentId = 0 }: Omit<FormWrite, 'pairs'>,
): Promise<void> {
  const writing = getWriting(resource)
  await changeAs(db, actor, writing, toSubject(writing, resource.parent ? parentId : id), async (tx) => {
    await writing.lock?.(tx, id, {})
    await getAllowedRow(tx, resource, id, { actor, parentId }, 'delete')
    await writing.remove?.(tx, id, { actor, parentId })
  })
}

/** Whose history the edit belongs to; 0: that of a new record, or of the one above as the row tells. */
function toSubject({ subject }: Writing, id: number): ChangeSubject | undefined {
  return id === 0 ? undefined : { kind: subject, id }
}

function getWriting({ writing }: Resource): Writing {
  if (!writing) throw permissionDenied()
  return writing
}

async function getAllowedRow(
  db: Database,
  resource: Resource,
  id: number,
  { actor, parentId }: { actor: Actor; parentId: number },
  action: 'edit' | 'delete',
): Promise<{ id: number }> {
  const conditions: RawBuilder<boolean>[] = [
    resource.visibleTo?.(actor) ?? sql<boolean>`true`,
    ...(resource.parent && parentId > 0 ? [resource.parent.condition(parentId)] : []),
  ]
  const row = await getRow(db, resource, String(id), conditions)
  if (!getWriting(resource).allows(actor, action, row, { id: parentId })) throw permissionDenied()
  return row
}

function requireAllowed(reason: string | undefined): void {
  if (reason !== undefined) throw permissionDenied(reason)
}
