import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** Commits by week (its Monday in UTC); weeks without commits are left out. */
export type CommitWeeks = Map<string, number>

/** The stored weeks of each package, as far back as is shown and a little further. */
export async function listCommitWeeks(db: Database, packageIds: readonly number[]): Promise<Map<number, CommitWeeks>> {
  const { rows } = await sql<{ package_id: number; week: string; commits: number }>`
    select package_id, week::text as week, commits from commit_week where package_id = any(${packageIds})`.execute(db)
  const weeks = new Map<number, CommitWeeks>()
  for (const { package_id: id, week, commits } of rows) {
    const known = weeks.get(id) ?? new Map()
    weeks.set(id, known.set(week, commits))
  }
  return weeks
}

/**
 * Puts the answered counts in the place of the stored ones of their weeks, in the database and in `known`; only what differs is written.
 * Counts replace, so that an answer that comes twice doubles nothing.
 */
export async function saveCommitWeeks(
  tx: Database,
  packageId: number,
  known: CommitWeeks,
  answered: ReadonlyMap<string, number>,
  includesMerges: boolean,
): Promise<void> {
  const different = [...answered].filter(([week, commits]) => (known.get(week) ?? 0) !== commits)
  const counted = different.filter(([, commits]) => commits > 0)
  const emptied = different.filter(([, commits]) => commits <= 0).map(([week]) => week)
  for (const [week, commits] of counted) known.set(week, commits)
  for (const week of emptied) known.delete(week)
  if (emptied.length > 0) {
    await sql`delete from commit_week where package_id = ${packageId} and week = any(${emptied}::date[])`.execute(tx)
  }
  if (counted.length === 0) return
  const rows = counted.map(([week, commits]) => ({ week, commits }))
  await sql`
    insert into commit_week (package_id, week, commits, includes_merges)
    select ${packageId}, week, commits, ${includesMerges} from json_to_recordset(${JSON.stringify(rows)}) as new(week date, commits integer)
    on conflict (package_id, week) do update set commits = excluded.commits, includes_merges = excluded.includes_merges`.execute(
    tx,
  )
}
