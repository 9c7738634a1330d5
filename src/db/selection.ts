import { type RawBuilder, sql } from 'kysely'

import type { Database } from './connect.ts'

/** Which rows of a table a page shows. */
export interface Selection {
  conditions: readonly RawBuilder<boolean>[]
  /** Complete order, tie-breaker included. */
  order: RawBuilder<unknown>
  limit: number
  offset: bigint
}

/** A statement's source: a table and what is read from it. */
export interface Source {
  table: string
  columns: RawBuilder<unknown>
}

/** Chooses the rows first, by id: what their columns ask of other tables is then not asked for all that `offset` skips. */
export async function selectRows<Row>(db: Database, source: Source, selection: Selection): Promise<Row[]> {
  const table = sql.table(source.table)
  const { rows } = await sql<Row>`
    select ${source.columns}
    from ${table} join (
      select ${table}.id as chosen_id from ${table} ${toWhere(selection.conditions)}
      order by ${selection.order} limit ${selection.limit} offset ${toRowOffset(selection.offset)}
    ) as chosen on chosen_id = ${table}.id
    order by ${selection.order}
  `.execute(db)
  return rows
}

export async function countRows(db: Database, { table }: Source, { conditions }: Selection): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from ${sql.table(table)} ${toWhere(conditions)}`.execute(db)
  return rows[0]?.count ?? 0
}

function toWhere(conditions: readonly RawBuilder<boolean>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

/** Beyond any table, but within what PostgreSQL can count. */
function toRowOffset(offset: bigint): number {
  return offset > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(offset)
}
