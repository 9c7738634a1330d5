import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** What is to be done once a day (UTC). */
export type DailyTask = 'daily' | 'downloads'

/** Whether the task has been done on `day` (`2026-02-09`). */
export async function isDone(db: Database, task: DailyTask, day: string): Promise<boolean> {
  const { rows } = await sql`select from upkeep where task = ${task} and done_on >= ${day}::date and reason is null`.execute(db)
  return rows.length > 0
}

/** Notes that the task was done at `now`, or why it could not be. */
export async function saveDone(db: Database, task: DailyTask, now: number, reason?: string): Promise<void> {
  const at = new Date(now).toISOString()
  await sql`
    insert into upkeep (task, done_on, done_at, reason) values (${task}, ${at.slice(0, 10)}, ${at}, ${reason ?? null})
    on conflict (task) do update set reason = excluded.reason,
      done_on = case when excluded.reason is null then excluded.done_on else upkeep.done_on end,
      done_at = case when excluded.reason is null then excluded.done_at else upkeep.done_at end`.execute(db)
}
