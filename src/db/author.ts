import { sql } from 'kysely'

import type { Database } from './connect.ts'

/** Who changes the catalogue, and by which way. */
export interface Author {
  /** Undefined for what no person asked for. */
  accountId?: number | undefined
  via: 'api' | 'page' | 'import' | 'refresh' | 'command'
}

/** Says for the rest of the transaction `tx` who changes the catalogue; the triggers that record revisions read it. */
export async function setAuthor(tx: Database, { accountId, via }: Author): Promise<void> {
  await sql`select set_config('packgrid.account', ${accountId?.toString() ?? ''}, true), set_config('packgrid.via', ${via}, true)`.execute(
    tx,
  )
}

/** Says which record the changes that follow in `tx` belong to, where the rows alone do not tell: a membership is a grid's or a package's. */
export async function setSubject(tx: Database, kind: 'package' | 'grid' | 'category', id: number): Promise<void> {
  await sql`select set_config('packgrid.subject', ${`${kind}:${id}`}, true)`.execute(tx)
}
