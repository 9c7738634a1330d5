import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import type { Json } from '../rest/json.ts'
import { type RevisionRow, toFieldChanges } from './resource.ts'

/** An edit in short: who, when, how, and which fields of the record itself it changed from what to what. */
export interface Edit {
  revision: number
  at: string
  /** Name of the account. */
  account: string | null
  via: string
  fields: Record<string, { from: Json; to: Json }>
  /** Memberships, features, cells and other parts that came, changed or went. */
  parts: number
  [key: string]: Json
}

/**
 * The edits of a package or grid made after the revision `since` (0: all), the newest first: what a person who edits is told that others
 * changed meanwhile. A page that edits keeps the id of the newest revision it shows.
 */
export async function listEdits(
  db: Database,
  subject: 'package' | 'grid' | 'category',
  id: number,
  { since = 0, limit }: { since?: number; limit: number },
): Promise<Edit[]> {
  const concerned = subject === 'category' ? sql`subject = 'category' and subject_id = ${id}` : toConcerned(subject, id)
  const { rows } = await sql<Pick<RevisionRow, 'id' | 'at' | 'account_name' | 'via' | 'changes'>>`
    select revision.id, at, via,
      (select name from account where account.id = account_id) as account_name,
      (
        select json_agg(json_build_object('table', table_name, 'id', row_id, 'action', action, 'before', before, 'after', after) order by id)
        from revision_change where revision_id = revision.id
      ) as changes
    from revision where ${concerned} and revision.id > ${since} order by revision.id desc limit ${limit}`.execute(db)
  return rows.map(({ id: revision, at, account_name: account, via, changes }) => {
    const own = changes.filter((change) => change.table === subject && change.id === id)
    const fields = Object.assign({}, ...own.map(({ before, after }) => toFieldChanges(before, after)))
    return { revision, at: toIsoDatetime(at), account, via, fields, parts: changes.length - own.length }
  })
}

function toConcerned(subject: 'package' | 'grid', id: number) {
  return sql`revision.id in (select revision_id from revision_change where ${sql.ref(`${subject}_id`)} = ${id})`
}
