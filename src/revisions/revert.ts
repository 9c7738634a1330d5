import { sql } from 'kysely'

import { setSubject } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { isDatabaseError } from '../db/transact.ts'
import { conflict } from '../rest/errors.ts'
import { toFieldName } from './resource.ts'
import { type Kept, restoreRow, type RowChange, undoChanges } from './rows.ts'

export interface Revision {
  id: number
  subject: 'package' | 'grid' | 'category'
  subject_id: number
  account_id: number | null
  age_ms: number
}

const revisionColumns = sql`id, subject, subject_id, account_id, (extract(epoch from now() - at) * 1000)::float8 as age_ms`

export async function findRevision(db: Database, id: number): Promise<Revision | undefined> {
  const { rows } = await sql<Revision>`select ${revisionColumns} from revision where id = ${id}`.execute(db)
  return rows[0]
}

/** What an account did in a span of time, the newest first. */
export async function listRevisionsBy(
  db: Database,
  span: { accountId: number; after: string; before: string | undefined; limit: number },
): Promise<Revision[]> {
  const until = span.before === undefined ? sql`true` : sql`at < ${span.before}::timestamptz`
  const { rows } = await sql<Revision>`
    select ${revisionColumns} from revision
    where account_id = ${span.accountId} and at >= ${span.after}::timestamptz and ${until} order by id desc limit ${span.limit}`.execute(
    db,
  )
  return rows
}

/**
 * Takes a revision back as a whole, in `tx`, and returns the id of the revision that this makes.
 * @throws RestError 409 when what it changed has been changed again
 */
export async function revertRevision(tx: Database, revision: Revision): Promise<number> {
  const kept = await undoRevision(tx, revision)
  if (kept.length > 0)
    throw conflict(`What this edit changed has been changed again: ${kept.map(toText).join('; ')}. Revert the later edits first.`)
  const { rows } = await sql<{ id: number }>`
    select id from revision where change_set = nullif(current_setting('packgrid.change_set', true), '')::bigint order by id limit 1`.execute(
    tx,
  )
  const id = rows[0]?.id
  if (id === undefined) throw conflict('There is nothing left to revert: the record is as it was before this edit.')
  return id
}

/** Takes back what it can of many revisions, the newest first: what others have changed since stays. */
export async function revertRevisions(
  tx: Database,
  revisions: readonly Revision[],
): Promise<{ revision: number; kept: Kept[] }[]> {
  const outcomes: { revision: number; kept: Kept[] }[] = []
  for (const revision of revisions) {
    await sql`savepoint revision`.execute(tx)
    try {
      outcomes.push({ revision: revision.id, kept: await undoRevision(tx, revision) })
      await sql`release savepoint revision`.execute(tx)
    } catch (error) {
      // A slug that somebody else has by now, a category that is gone: the others can still be taken back.
      if (!isDatabaseError(error) || !error.code.startsWith('23')) throw error
      await sql`rollback to savepoint revision`.execute(tx)
      outcomes.push({ revision: revision.id, kept: [{ type: revision.subject, id: revision.subject_id, fields: [] }] })
    }
  }
  return outcomes
}

async function undoRevision(tx: Database, revision: Revision): Promise<Kept[]> {
  await setSubject(tx, revision.subject, revision.subject_id)
  await sql`select set_config('packgrid.reverts', ${String(revision.id)}, true)`.execute(tx)
  await lockRecords(tx, revision)
  const { rows: changes } = await sql<RowChange>`
    select id, table_name, row_id, action, before, after from revision_change where revision_id = ${revision.id} order by id`.execute(
    tx,
  )
  const kept = await undoChanges(tx, changes)
  for (const { table_name, row_id, action } of changes) {
    if (action === 'delete' && (table_name === 'package' || table_name === 'grid'))
      await restoreMemberships(tx, table_name, row_id)
  }
  return kept
}

/** In the order that every change keeps: grids before packages, smaller ids first. */
async function lockRecords(tx: Database, { id }: Revision): Promise<void> {
  for (const table of ['grid', 'package'] as const) {
    const column = sql.ref(`${table}_id`)
    await sql`
      select from ${sql.table(table)} where id in (select ${column} from revision_change where revision_id = ${id})
      order by id for update`.execute(tx)
  }
}

/**
 * A grid and a package that are deleted one after the other take their membership with the first. When the second comes back, and the
 * first is there again, so does the membership with its cells.
 */
async function restoreMemberships(tx: Database, table: 'package' | 'grid', id: number): Promise<void> {
  const other = table === 'package' ? 'grid' : 'package'
  const { rows: lost } = await sql<RowChange & { revision_id: number }>`
    select change.* from revision_change as change
    where change.table_name = 'grid_package' and change.action = 'delete' and change.${sql.ref(`${table}_id`)} = ${id}
      and exists (
        select from revision_change as cause where cause.revision_id = change.revision_id
          and cause.table_name = ${other} and cause.action = 'delete' and cause.row_id = change.${sql.ref(`${other}_id`)}
      )
      and not exists (
        select from revision_change as later where later.table_name = 'grid_package' and later.row_id = change.row_id
          and later.${sql.ref(`${table}_id`)} = ${id} and later.id > change.id
      )
    order by change.id`.execute(tx)
  for (const { revision_id, row_id, before } of lost) {
    if (!(await restoreRow(tx, 'grid_package', before ?? {}))) continue
    const { rows: cells } = await sql<RowChange>`
      select * from revision_change
      where revision_id = ${revision_id} and table_name = 'element' and (before ->> 'grid_package_id')::bigint = ${row_id}`.execute(
      tx,
    )
    for (const cell of cells) await restoreRow(tx, 'element', cell.before ?? {})
  }
}

function toText({ type, id, fields }: Kept): string {
  return `${type === 'grid_package' ? 'membership' : type} ${id} (${fields.map(toFieldName).join(', ')})`
}
