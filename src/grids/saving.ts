import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from '../rest/changing.ts'
import { RestError } from '../rest/errors.ts'
import type { Fields } from '../rest/input/field.ts'
import { parseRecord } from '../rest/input/parse-record.ts'
import { Form } from '../rest/input/values.ts'
import type { Writing } from '../rest/writing.ts'

/** What is wrong with a form, by the names of its fields. */
export type Problems = Readonly<Record<string, readonly string[]>>

export interface SaveOptions<Row extends { id: number }, F extends Fields> {
  actor: Actor
  table: 'grid' | 'feature' | 'element'
  writing: Writing<Row, F>
  /** What the form says, field by field. */
  values: Readonly<Record<string, string>>
  /** Undefined for a new record. */
  current: Row | undefined
  /** When the record had been changed last as the form was made. */
  base: string
  /** Id of the grid that the record lies in. */
  parentId: number
}

/**
 * Saves what a form says by the fields, checks and transactions of the API. Somebody else's change since the form was made is not written
 * over: `changed` then says so.
 */
export async function saveForm<Row extends { id: number }, F extends Fields>(
  db: Database,
  { actor, table, writing, values, current, base, parentId }: SaveOptions<Row, F>,
): Promise<{ id: number } | { problems: Problems; changed: boolean }> {
  try {
    const context = { db, current: current && { ...current }, findAddress: () => ({ kind: 'unknown' }) as const }
    const parsed = await parseRecord(new Form(Object.entries(values)), writing.fields, current !== undefined, context)
    const reason = writing.findForbidden?.(actor, parsed, current)
    if (reason !== undefined) return { problems: { detail: [reason] }, changed: false }
    return await changeAs(db, actor, writing, async (tx) => {
      if (!current) return { id: (await writing.create?.(tx, parsed, { actor, parentId })) ?? 0 }
      await writing.lock?.(tx, current.id, parsed)
      const modified = await readModified(tx, table, current.id)
      if (modified === undefined) return { problems: { detail: ['It has been deleted meanwhile.'] }, changed: false }
      if (modified !== base) return { problems: { detail: [changedText] }, changed: true }
      await writing.update?.(tx, current.id, parsed, { actor, parentId })
      return { id: current.id }
    })
  } catch (error) {
    if (!(error instanceof RestError) || ![400, 409].includes(error.status)) throw error
    return { problems: toProblems(error.body), changed: false }
  }
}

const changedText =
  'Somebody else has changed this since you opened the form. What is stored now is shown below; send yours again to put it in its place.'

async function readModified(tx: Database, table: string, id: number): Promise<string | undefined> {
  const { rows } = await sql<{ modified: string }>`
    select modified_at as modified from ${sql.table(table)} where id = ${id}`.execute(tx)
  return rows[0]?.modified
}

/** Fields and what is wrong with each, as the API tells it. */
function toProblems(body: RestError['body']): Problems {
  if (typeof body !== 'object' || body === null) return { detail: ['This cannot be saved.'] }
  const toTexts = (texts: unknown) => (Array.isArray(texts) ? texts : [texts]).filter((text) => typeof text === 'string')
  return Object.fromEntries(Object.entries(body).map(([name, texts]) => [name, toTexts(texts)]))
}
