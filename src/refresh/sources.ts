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
