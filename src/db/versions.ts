import { sql } from 'kysely'

import { type Author, toSettings } from './author.ts'
import type { Database } from './connect.ts'
import type { Source } from './selection.ts'

/** A row as it was read, with the transaction that wrote it: if that is another now, somebody has changed the row since. */
export type Version = { id: number; version: string }

/** The same rows with their versions. */
export function withVersion({ table, columns }: Source): Source {
  return { table, columns: sql`${columns}, ${sql.table(table)}.xmin::text as version` }
}

/** As the value of a column: when the change was made. */
export const timeOfChange = sql<string>`now()`

/** A change of one row that belongs to nobody's history but its own. */
export interface RowEdit {
  row: Version
  /** What the row shall hold, by column. */
  columns: Readonly<Record<string, unknown>>
  author: Author
}

/** Whether one statement can make both changes. */
export function areAlike(one: RowEdit, other: RowEdit): boolean {
  const isSameAuthor = one.author.accountId === other.author.accountId && one.author.via === other.author.via
  return isSameAuthor && describeColumns(one) === describeColumns(other)
}

const describeColumns = ({ columns }: RowEdit) =>
  Object.entries(columns)
    .map(([name, value]) => (value === timeOfChange ? `${name} at` : name))
    .join()

/**
 * Changes different rows alike, those that are still as they were read and that nobody else is changing, by one statement that is a
 * transaction of its own.
 * @param source what to return of them as they are now, with their versions
 */
export async function updateVersions<Row extends Version>(
  db: Database,
  source: Source,
  edits: readonly [RowEdit, ...RowEdit[]],
): Promise<Row[]> {
  const table = sql.table(source.table)
  const [{ author, columns }] = edits
  const given = Object.keys(columns).filter((name) => columns[name] !== timeOfChange)
  const assignments = Object.keys(columns).map((name) =>
    given.includes(name) ? sql`${sql.ref(name)} = ${sql.ref(`new_${name}`)}` : sql`${sql.ref(name)} = ${timeOfChange}`,
  )
  const renamed = given.map((name) => sql`${sql.ref(name)} as ${sql.ref(`new_${name}`)}`)
  const { rows } = await sql<Row>`
    with author as materialized (select ${toSettings(author, undefined)}),
    kept as (
      select id as kept_id, wanted
      from ${table} join jsonb_array_elements(${toJson(edits)}) as wanted
        on id = (wanted ->> 'id')::bigint and xmin = (wanted ->> 'version')::xid
      for no key update of ${table} skip locked
    )
    update ${table} set ${sql.join(assignments)}
    from author, kept, lateral (select ${sql.join(renamed)} from jsonb_populate_record(null::${table}, wanted)) as new_row
    where ${table}.id = kept_id
    returning ${withVersion(source).columns}`.execute(db)
  return rows
}

/** Rows for jsonb, which takes no halves of characters. */
function toJson(edits: readonly RowEdit[]): string {
  const rows = edits.map(({ row, columns }) => ({ ...columns, id: row.id, version: row.version }))
  return JSON.stringify(rows, (_, value: unknown) => {
    if (value === timeOfChange) return undefined
    return typeof value === 'string' ? value.toWellFormed() : value
  })
}
