import { type RawBuilder, sql } from 'kysely'

import type { ChangeSubject } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from './changing.ts'
import { permissionDenied } from './errors.ts'
import { parseRecord } from './input/parse-record.ts'
import { Form } from './input/values.ts'
import { getRow, keepRow } from './records.ts'
import type { Resource } from './resource.ts'
import type { Writing } from './writing.ts'

/** What a page's form asks for: the same as a request to the API, by the same rules. */
export interface FormWrite {
  actor: Actor
  /** Names and values, as a form sends them. */
  pairs: Iterable<readonly [name: string, value: string]>
  /** Of the record above. */
  parentId?: number
  /** Of the record above, where it decides who may: it is read again once nobody else can change it. */
  parent?: Resource
}

const findAddress = () => ({ kind: 'unknown' }) as const

/** The new record's id. @throws RestError 400, 403, 404, 409 */
export async function createFromForm(db: Database, resource: Resource, write: FormWrite): Promise<number> {
  const { actor, pairs, parentId = 0 } = write
  const writing = getWriting(resource)
  if (!writing.allows(actor, 'add', undefined, await readParent(db, write))) throw permissionDenied()
  const values = await parseRecord(new Form([...pairs]), writing.fields, false, { db, findAddress, current: undefined })
  requireAllowed(writing.findForbidden?.(actor, values, undefined))
  const subject = toSubject(writing, parentId)
  return changeAs(db, actor, writing, subject, async (tx) => {
    if (!writing.allows(actor, 'add', undefined, await lockParent(tx, write))) throw permissionDenied()
    return (await writing.create?.(tx, values, { actor, parentId })) ?? 0
  })
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
  write: FormWrite,
  check: (tx: Database) => Promise<void> = async () => undefined,
): Promise<void> {
  const { actor, pairs, parentId = 0 } = write
  const writing = getWriting(resource)
  const current = await getAllowedRow(db, resource, id, write, 'edit', await readParent(db, write))
  const values = await parseRecord(new Form([...pairs]), writing.fields, true, { db, findAddress, current: { ...current } })
  requireAllowed(writing.findForbidden?.(actor, values, current))
  await changeAs(db, actor, writing, toSubject(writing, resource.parent ? parentId : id), async (tx) => {
    const parent = await lockParent(tx, write)
    await writing.lock?.(tx, id, values)
    await getAllowedRow(tx, resource, id, write, 'edit', parent)
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
  write: Omit<FormWrite, 'pairs'>,
): Promise<void> {
  const { actor, parentId = 0 } = write
  const writing = getWriting(resource)
  await changeAs(db, actor, writing, toSubject(writing, resource.parent ? parentId : id), async (tx) => {
    const parent = await lockParent(tx, write)
    await writing.lock?.(tx, id, {})
    await getAllowedRow(tx, resource, id, write, 'delete', parent)
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

type Place = Omit<FormWrite, 'pairs'>

/** The record above, or what is known of it. @throws RestError 404 */
async function readParent(db: Database, { parent, parentId = 0 }: Place): Promise<{ id: number }> {
  return parent ? getRow(db, parent, String(parentId), []) : { id: parentId }
}

/** The same, kept as it is until the end of the transaction. */
async function lockParent(tx: Database, place: Place): Promise<{ id: number }> {
  const { parent, parentId = 0 } = place
  if (parent) await keepRow(tx, parent, parentId)
  return readParent(tx, place)
}

async function getAllowedRow(
  db: Database,
  resource: Resource,
  id: number,
  { actor, parentId = 0 }: Place,
  action: 'edit' | 'delete',
  parent: { id: number },
): Promise<{ id: number }> {
  const conditions: RawBuilder<boolean>[] = [
    resource.visibleTo?.(actor) ?? sql<boolean>`true`,
    ...(resource.parent && parentId > 0 ? [resource.parent.condition(parentId)] : []),
  ]
  const row = await getRow(db, resource, String(id), conditions)
  if (!getWriting(resource).allows(actor, action, row, parent)) throw permissionDenied()
  return row
}

function requireAllowed(reason: string | undefined): void {
  if (reason !== undefined) throw permissionDenied(reason)
}
