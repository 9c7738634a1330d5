import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Standing } from './assess.ts'
import type { Coverage } from './commit-weeks.ts'
import type { Waiting } from './plan.ts'
import type { Source, Subject } from './source.ts'
import { viewsADay } from './views.ts'

/** When a field was last answered, where not with the rest, and when it last changed; ISO 8601. */
export interface FieldTimes {
  fetchedAt?: string
  changedAt?: string
  /** What the source said, of a field that a person may overrule. */
  value?: string
}

/** One package as a question to a source, with all that is known of earlier answers. Times in milliseconds since 1970. */
export interface Target {
  packageId: number
  slug: string
  /** Address of the repository, or what the catalogue has as the project's. */
  url: string
  remoteId: string | null
  serial: number | null
  validators: Record<string, string>
  standing: Standing
  fetchedAt: number | null
  changedAt: number | null
  changesADay: number
  /** How often people look at it. */
  viewsADay: number
  fields: Record<string, FieldTimes>
  coverage: Coverage | undefined
  lastCommitAt: string | null
  /** Since when somebody waits for it. */
  wantedAt: number | null
}

/** A target as the database has it. */
interface TargetRow extends Standing, Omit<Target, 'standing' | 'coverage'> {
  weeksSince: string | null
  weeksUntil: string | null
}

const milliseconds = (column: string) => sql`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`

const toColumns = (now: number) => sql`
  refresh_state.package_id as "packageId", slug, case subject when 'repository' then repo_url else pypi_url end as url, remote_id as "remoteId",
  serial, validators, state, reason, failures, ${milliseconds('first_failed_at')} as "firstFailedAt", missings,
  ${milliseconds('missing_since')} as "missingSince", ${milliseconds('refresh_state.gone_at')} as "goneAt",
  ${milliseconds('fetched_at')} as "fetchedAt", ${milliseconds('changed_at')} as "changedAt", changes_a_day as "changesADay", fields,
  coalesce(${viewsADay(now)}, 0)::float8 as "viewsADay", weeks_since::text as "weeksSince", weeks_until::text as "weeksUntil",
  to_char(last_commit_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "lastCommitAt",
  ${milliseconds('wanted_at')} as "wantedAt"`

/** Whom to ask about next: those somebody waits for, if any, or else those due until `horizon` (nobody without one), the longest due first. */
export async function listTargets(
  db: Database,
  { subject, name }: Source,
  { limit, horizon, now }: { limit: number; horizon: number | undefined; now: number },
): Promise<Target[]> {
  const select = async (condition: RawBuilder<unknown>, order: RawBuilder<unknown>) => {
    const { rows } = await sql<TargetRow>`
      select ${toColumns(now)} from refresh_state join package on package.id = refresh_state.package_id
        left join package_view on package_view.package_id = package.id
      where subject = ${subject} and source = ${name} and ${condition}
      order by ${order}, refresh_state.package_id limit ${limit}`.execute(db)
    return rows.map(toTarget)
  }
  const wanted = await select(sql`wanted_at is not null`, sql`wanted_at`)
  if (wanted.length > 0 || horizon === undefined) return wanted
  return select(sql`next_due_at <= ${new Date(horizon).toISOString()}`, sql`next_due_at`)
}

function toTarget(row: TargetRow): Target {
  const { state, reason, failures, firstFailedAt, missings, missingSince, goneAt, weeksSince, weeksUntil, ...known } = row
  return {
    ...known,
    standing: { state, reason, failures, firstFailedAt, missings, missingSince, goneAt },
    coverage: weeksSince && weeksUntil ? { since: weeksSince, until: weeksUntil } : undefined,
  }
}

/** How many wait for a source, and whether somebody waits for one of them. */
export interface SourceWaiting extends Waiting {
  subject: Subject
  source: string
  isWanted: boolean
}

/** Every source that has something due at `now`, or only the one named. */
export async function listWaiting(db: Database, now: number, only?: string): Promise<SourceWaiting[]> {
  const at = new Date(now).toISOString()
  const { rows } = await sql<{
    subject: Subject
    source: string
    due: number
    oldest: number | null
    wanted: boolean
  }>`
    select subject, source, count(*) as due, bool_or(wanted_at is not null) as wanted,
      (extract(epoch from min(next_due_at)) * 1000)::float8 as oldest
    from refresh_state where (next_due_at <= ${at} or wanted_at is not null) and ${only === undefined ? sql`true` : sql`source = ${only}`}
    group by subject, source order by subject, source`.execute(db)
  return rows.map(({ subject, source, due, oldest, wanted }) => ({
    subject,
    source,
    due,
    oldestDueAt: oldest ?? undefined,
    isWanted: wanted,
  }))
}
