import { type RawBuilder, sql } from 'kysely'

import type { Database } from './connect.ts'

/** Who changes the catalogue, and by which way. */
export interface Author {
  /** Undefined for what no person asked for. */
  accountId?: number | undefined
  via: 'api' | 'page' | 'import' | 'refresh' | 'command'
}

/** The record to which the changes of a transaction belong, where the rows alone do not tell: a membership is a grid's or a package's. */
export interface ChangeSubject {
  kind: 'package' | 'grid' | 'category'
  id: number
}

/** Says for the rest of the transaction `tx` who changes the catalogue; the triggers that record revisions read it. */
export async function setAuthor(tx: Database, author: Author, subject?: ChangeSubject): Promise<void> {
  await sql`select ${toSettings(author, subject)}`.execute(tx)
}

/** The same as a part of a statement, for its own transaction. */
export function toSettings({ accountId, via }: Author, subject: ChangeSubject | undefined): RawBuilder<unknown> {
  return sql`set_config('packgrid.account', ${accountId?.toString() ?? ''}, true), set_config('packgrid.via', ${via}, true),
    set_config('packgrid.subject', ${toSetting(subject)}, true)`
}

/** Says to which record the changes that follow in `tx` belong. */
export async function setSubject(tx: Database, kind: ChangeSubject['kind'], id: number): Promise<void> {
  await sql`select set_config('packgrid.subject', ${toSetting({ kind, id })}, true)`.execute(tx)
}

function toSetting(subject: ChangeSubject | undefined): string {
  return subject ? `${subject.kind}:${subject.id}` : ''
}
