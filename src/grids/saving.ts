import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { conflict } from '../rest/errors.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { createFromForm, updateFromForm } from '../rest/form-writing.ts'
import type { Resource } from '../rest/resource.ts'
import type { Typed } from './editing.ts'

export interface RecordForm {
  actor: Actor
  resource: Resource
  /** What the form says of the fields, by their names. */
  values: Typed
  /** Undefined for a new record. */
  id: number | undefined
  /** When the record had been changed last as the form was made. */
  base: string
  /** The grid that the record lies in. */
  parent?: { resource: Resource; id: number }
}

/** Saves what a form says, but not over somebody else's change since the form was made: `isChanged` then says so. */
export async function saveRecord(
  db: Database,
  { actor, resource, values, id, base, parent }: RecordForm,
): Promise<{ id: number; errors?: undefined } | { errors: FormErrors; isChanged: boolean }> {
  const pairs = Object.entries(values)
  const write = { actor, pairs, ...(parent && { parent: parent.resource, parentId: parent.id }) }
  let isChanged = false
  const { result, errors } = await tryForm(async () => {
    if (id === undefined) return createFromForm(db, resource, write)
    await updateFromForm(db, resource, id, write, async (tx) => {
      isChanged = (await readModified(tx, resource, id)) !== base
      if (isChanged) throw conflict(changedText)
    })
    return id
  })
  return errors ? { errors, isChanged } : { id: result }
}

const changedText =
  'Somebody else has changed this since you opened the form. What is stored now is shown below; send yours again to put it in its place.'

async function readModified(tx: Database, { source, id: key }: Resource, id: number): Promise<string | undefined> {
  const { rows } = await sql<{ modified: string }>`
    select modified_at as modified from ${sql.table(source.table)} where ${key} = ${id}`.execute(tx)
  return rows[0]?.modified
}
