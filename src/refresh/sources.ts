import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** Lets nobody ask a source before `until`, in milliseconds since 1970. */
export async function putToSleep(db: Database, name: string, until: number): Promise<void> {
  await sql`
    insert into refresh_source (name, sleeping_until) values (${name}, ${new Date(until).toISOString()})
    on conflict (name) do update set sleeping_until = excluded.sleeping_until`.execute(db)
}

/** Until when a source sleeps, in milliseconds since 1970; undefined when it may be asked at `now`. */
export async function findSleep(db: Database, name: string, now: number): Promise<number | undefined> {
  const { rows } = await sql<{ until: number | null }>`
    select (extract(epoch from sleeping_until) * 1000)::float8 as until from refresh_source where name = ${name}`.execute(db)
  const until = rows[0]?.until ?? 0
  return until > now ? until : undefined
}

/** What is known of an index as a whole. */
export interface IndexCheck {
  /** When it is to be asked next which of its projects changed, in milliseconds since 1970. */
  nextCheckAt: number
  validators: Readonly<Record<string, string>>
}

export async function findIndexCheck(db: Database, name: string): Promise<IndexCheck> {
  const { rows } = await sql<{ next: number | null; cursor: Record<string, string> }>`
    select (extract(epoch from next_check_at) * 1000)::float8 as next, cursor from refresh_source where name = ${name}`.execute(
    db,
  )
  return { nextCheckAt: rows[0]?.next ?? 0, validators: rows[0]?.cursor ?? {} }
}

/** Notes when the index is to be asked next, and that it answered at `checkedAt`, if it did. */
export async function saveIndexCheck(
  db: Database,
  name: string,
  { nextCheckAt, validators, checkedAt }: IndexCheck & { checkedAt?: number },
): Promise<void> {
  const at = checkedAt === undefined ? null : new Date(checkedAt).toISOString()
  await sql`
    insert into refresh_source (name, checked_at, next_check_at, cursor)
    values (${name}, ${at}, ${new Date(nextCheckAt).toISOString()}, ${JSON.stringify(validators)}::jsonb)
    on conflict (name) do update set checked_at = coalesce(excluded.checked_at, refresh_source.checked_at),
      next_check_at = excluded.next_check_at, cursor = excluded.cursor`.execute(db)
}
