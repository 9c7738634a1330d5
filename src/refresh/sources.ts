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
  /** When it last told which of its projects changed, in milliseconds since 1970. */
  checkedAt: number | undefined
  validators: Readonly<Record<string, string>>
}

export async function findIndexCheck(db: Database, name: string): Promise<IndexCheck> {
  const { rows } = await sql<{ checked: number | null; cursor: Record<string, string> }>`
    select (extract(epoch from checked_at) * 1000)::float8 as checked, cursor from refresh_source where name = ${name}`.execute(db)
  return { checkedAt: rows[0]?.checked ?? undefined, validators: rows[0]?.cursor ?? {} }
}

export async function saveIndexCheck(db: Database, name: string, { checkedAt, validators }: Required<IndexCheck>): Promise<void> {
  const at = new Date(checkedAt ?? 0).toISOString()
  await sql`
    insert into refresh_source (name, checked_at, cursor) values (${name}, ${at}, ${JSON.stringify(validators)}::jsonb)
    on conflict (name) do update set checked_at = excluded.checked_at, cursor = excluded.cursor`.execute(db)
}
