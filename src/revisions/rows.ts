import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Json } from '../rest/json.ts'

/** A change of one row, as a trigger wrote it down. */
export interface RowChange {
  id: number
  table_name: Table
  row_id: number
  action: 'insert' | 'update' | 'delete'
  before: Record<string, Json> | null
  after: Record<string, Json> | null
}

interface Reference {
  column: string
  table: string
  /** A row that lacks it cannot be; otherwise it can be without. */
  isNeeded?: true
}

const ofPackage: Reference = { column: 'package_id', table: 'package', isNeeded: true }
const ofGrid: Reference = { column: 'grid_id', table: 'grid', isNeeded: true }
const ofAccount: Reference = { column: 'account_id', table: 'account', isNeeded: true }

/** By table, what its rows refer to; no table refers to one that stands below it, so that rows come back in this order. */
const references = {
  category: [],
  grid: [],
  package: [
    { column: 'category_id', table: 'category', isNeeded: true },
    { column: 'replaced_by_id', table: 'package' },
    { column: 'created_by', table: 'account' },
    { column: 'modified_by', table: 'account' },
    { column: 'deprecated_by', table: 'account' },
    // Releases come back after their package, so that it gets its latest one last.
    { column: 'latest_release_id', table: 'release' },
  ],
  release: [ofPackage],
  example: [ofPackage, { column: 'created_by', table: 'account' }],
  grid_package: [ofGrid, ofPackage],
  feature: [ofGrid],
  element: [
    ofGrid,
    { column: 'grid_package_id', table: 'grid_package', isNeeded: true },
    { column: 'feature_id', table: 'feature', isNeeded: true },
  ],
  favourite: [ofPackage, ofAccount],
  usage: [ofPackage, ofAccount],
  flag: [ofPackage, ofAccount],
} satisfies Record<string, Reference[]>

type Table = keyof typeof references

/** What could not be put back, because it has been changed again or is gone. */
export interface Kept {
  type: string
  id: number
  fields: string[]
}

/** Takes back `changes`, given in the order in which they were made, as far as nobody has changed the same since. */
export async function undoChanges(tx: Database, changes: readonly RowChange[]): Promise<Kept[]> {
  // Times as text are compared with those that triggers wrote down.
  await sql`select set_config('TimeZone', 'UTC', true)`.execute(tx)
  const kept: Kept[] = []
  for (const change of toUndoOrder(changes)) {
    const fields = await undoChange(tx, change)
    if (fields.length > 0) kept.push({ type: change.table_name, id: change.row_id, fields })
  }
  for (const { table_name, row_id, action, before } of changes) {
    if (table_name === 'package' && action === 'delete')
      await saveLatestRelease(tx, row_id, before?.['latest_release_id'] ?? null)
  }
  return kept
}

/** Backwards, except that rows which were there before come back first, each after what it refers to. */
function toUndoOrder(changes: readonly RowChange[]): RowChange[] {
  const last = new Map(changes.map((change) => [`${change.table_name} ${change.row_id}`, change]))
  const isLost = (change: RowChange) => change.action === 'delete' && last.get(`${change.table_name} ${change.row_id}`) === change
  const lost = changes.filter(isLost).toSorted((one, other) => rank(one) - rank(other))
  return [...lost, ...changes.filter((change) => !isLost(change)).toReversed()]
}

const rank = ({ table_name }: RowChange) => Object.keys(references).indexOf(table_name)

/** The columns that stay as they are. */
async function undoChange(tx: Database, change: RowChange): Promise<string[]> {
  const { table_name, row_id, action, before } = change
  if (action === 'update') return undoUpdate(tx, change)
  if (action === 'delete') return (await restoreRow(tx, table_name, before ?? {})) ? [] : ['id']
  await sql`delete from ${sql.table(table_name)} where id = ${row_id}`.execute(tx)
  return []
}

async function undoUpdate(tx: Database, { table_name, row_id, before, after }: RowChange): Promise<string[]> {
  const table = sql.table(table_name)
  const { rows } = await sql<{ column: string; is_same: boolean }>`
    select key as column, value is not distinct from to_jsonb(present) -> key as is_same
    from ${table} as present, jsonb_each(${JSON.stringify(after)}::jsonb) where present.id = ${row_id} for update of present`.execute(
    tx,
  )
  if (rows.length === 0) return Object.keys(after ?? {})
  const undone = rows.filter(({ is_same }) => is_same).map(({ column }) => column)
  if (undone.length > 0) {
    const columns = sql.join(undone.map((column) => sql.ref(column)))
    await sql`
      update ${table} set (${columns}, modified_at) = (
        select ${columns}, now() from jsonb_populate_record(null::${table}, ${JSON.stringify(before)}::jsonb)
      ) where id = ${row_id}`.execute(tx)
  }
  return rows.filter(({ is_same }) => !is_same).map(({ column }) => column)
}

/** Puts a deleted row back under its id, unless it is there again or lacks what it belongs to. */
export async function restoreRow(tx: Database, table: Table, row: Readonly<Record<string, Json>>): Promise<boolean> {
  const restored = await withoutLost(tx, table, row)
  if (!restored) return false
  const columns = sql.join((await listColumns(tx, table)).filter((column) => column in restored).map((column) => sql.ref(column)))
  const isRecord = table === 'package' || table === 'grid' || table === 'category'
  const { rows } = await sql`
    insert into ${sql.table(table)} (${columns}) overriding system value
    select ${columns} from jsonb_populate_record(null::${sql.table(table)}, ${JSON.stringify(restored)}::jsonb)
    on conflict ${isRecord ? sql`(id)` : sql``} do nothing returning id`.execute(tx)
  return rows.length > 0
}

/** The row without references to what is gone; undefined when it cannot be without one. */
async function withoutLost(
  tx: Database,
  table: Table,
  row: Readonly<Record<string, Json>>,
): Promise<Record<string, Json> | undefined> {
  const kept = { ...row }
  for (const { column, table: target, isNeeded } of references[table] as Reference[]) {
    const id = row[column] ?? null
    if (id === null) continue
    const { rows } = await sql`select from ${sql.table(target)} where id = ${id} for key share`.execute(tx)
    if (rows.length > 0) continue
    if (isNeeded) return undefined
    kept[column] = null
  }
  return kept
}

async function listColumns(tx: Database, table: Table): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select attname as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(tx)
  return rows.map(({ name }) => name)
}

async function saveLatestRelease(tx: Database, packageId: number, releaseId: Json): Promise<void> {
  await sql`
    update package set latest_release_id = release.id from release
    where package.id = ${packageId} and release.package_id = package.id and release.id = ${releaseId}`.execute(tx)
}
