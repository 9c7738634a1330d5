import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** What is left of a deleted record. */
export interface Tombstone {
  id: number
  title: string
  slug: string
  /** As PostgreSQL writes it, in the session's time zone. */
  deletedAt: string
  /** The revision that undeleting reverts. */
  revisionId: number
}

/** The record that `key` – its id (all digits) or its slug – named last, if it is deleted now. */
export async function findTombstone(
  db: Database,
  subject: 'package' | 'grid' | 'category',
  key: string,
): Promise<Tombstone | undefined> {
  const isId = /^\d{1,15}$/.test(key)
  if (key.includes('\0')) return undefined
  const named = isId ? sql`row_id = ${Number(key)}` : sql`before ->> 'slug' = ${key}`
  const { rows } = await sql<Tombstone>`
    select row_id as id, before ->> 'title' as title, before ->> 'slug' as slug, at as "deletedAt", revision_id as "revisionId"
    from revision_change join revision on revision.id = revision_id
    where action = 'delete' and table_name = ${subject} and ${named}
      and not exists (select from ${sql.table(subject)} where id = row_id)
    order by revision_change.id desc limit 1`.execute(db)
  return rows[0]
}
