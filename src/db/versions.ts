import { sql } from 'kysely'

import { type Author, type ChangeSubject, toSettings } from './author.ts'
import type { Database } from './connect.ts'
import type { Source } from './selection.ts'

/** A row as it was read, with the transaction that wrote it: if that is another now, somebody has changed the row since. */
export type Version = { id: number; version: string }

/** The same rows with their versions. */
export function withVersion({ table, columns }: Source): Source {
  return { table, columns: sql`${columns}, ${sql.table(table)}.xmin::text as version` }
}

export interface RowChange {
  source: Source
  row: Version
  /** What the row shall hold, by column: values, or SQL. */
  columns: Readonly<Record<string, unknown>>
  author: Author
  subject: ChangeSubject
}

/**
 * Changes a row that is still as it was read, by one statement that is a transaction of its own.
 * @returns the row as it is now; undefined when somebody else was faster, and nothing is changed
 */
export async function updateVersion(db: Database, change: RowChange): Promise<{ id: number } | undefined> {
  const { source, row, columns, author, subject } = change
  const table = sql.table(source.table)
  const assignments = Object.entries(columns).map(([name, value]) => sql`${sql.ref(name)} = ${value}`)
  const { rows } = await sql<{ id: number }>`
    with author as materialized (select ${toSettings(author, subject)})
    update ${table} set ${sql.join(assignments)} from author
    where ${table}.id = ${row.id} and ${table}.xmin = ${row.version}::xid
    returning ${source.columns}`.execute(db)
  return rows[0]
}
