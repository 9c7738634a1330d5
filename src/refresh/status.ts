import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Source, Subject } from './source.ts'

/** How one source stands. Ages in seconds; times in ISO 8601. */
export interface SourceStatus {
  source: string
  subject: Subject
  is_asked: boolean
  promise_seconds: number
  packages: number
  states: { new: number; fresh: number; failing: number; gone: number }
  /** Of the latest answers about packages that are not gone. */
  age: { median: number | null; p95: number | null; oldest: number | null }
  due: number
  sleeping_until: string | null
  /** Of the last 24 hours. */
  calls: { total: number; not_modified: number; failed: number; points: number }
  budget: { remaining: number; resets_at: string | null; measured_at: string } | null
  failures: { reason: string; state: string; packages: number }[]
}

export interface RefreshStatus {
  at: string
  is_on: boolean
  sources: SourceStatus[]
  downloads: { source: string; fetched_at: string | null; reason: string | null } | null
}

export interface StatusOptions {
  db: Database
  now: number
  isOn: boolean
  sources: readonly Source[]
  maxAgeMs: number
  downloadsTitle: string | undefined
}

interface StateRow {
  subject: Subject
  source: string
  packages: number
  new: number
  fresh: number
  failing: number
  gone: number
  median: number | null
  p95: number | null
  oldest: number | null
  due: number
}

/** How refreshing goes: by source, the age of what is known against what is promised, what asking costs, and what fails. */
export async function findStatus({ db, now, isOn, sources, maxAgeMs, downloadsTitle }: StatusOptions): Promise<RefreshStatus> {
  const at = new Date(now).toISOString()
  const [states, failures, calls, places] = [
    await listStates(db, at),
    await listFailures(db),
    await listCalls(db, now),
    await listPlaces(db),
  ]
  const { rows: downloads } = await sql<{ at: string; reason: string | null }>`
    select done_at as at, reason from upkeep where task = 'downloads'`.execute(db)
  return {
    at,
    is_on: isOn,
    sources: states.map(({ subject, source: name, packages, due, median, p95, oldest, ...row }) => {
      const source = sources.find((each) => each.subject === subject && each.name === name)
      const apiHost = source?.apiHost ?? name
      const place = places.get(apiHost)
      const sleeping = places.get(name)?.sleeping_until ?? null
      return {
        source: name,
        subject,
        is_asked: isOn && source !== undefined,
        promise_seconds: (source?.maxAgeMs ?? maxAgeMs) / 1_000,
        packages,
        states: { new: row.new, fresh: row.fresh, failing: row.failing, gone: row.gone },
        age: { median, p95, oldest },
        due,
        sleeping_until: sleeping !== null && Date.parse(sleeping) > now ? new Date(sleeping).toISOString() : null,
        calls: calls.get(apiHost) ?? { total: 0, not_modified: 0, failed: 0, points: 0 },
        budget:
          place?.remaining === null || place?.measured_at === null || place === undefined
            ? null
            : {
                remaining: place.remaining,
                resets_at: toIso(place.resets_at),
                measured_at: new Date(place.measured_at).toISOString(),
              },
        failures: failures
          .filter((each) => each.subject === subject && each.source === name)
          .map(({ reason, state, packages: count }) => ({ reason, state, packages: count })),
      }
    }),
    downloads:
      downloadsTitle === undefined
        ? null
        : { source: downloadsTitle, fetched_at: toIso(downloads[0]?.at ?? null), reason: downloads[0]?.reason ?? null },
  }
}

function toIso(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}

/** Only the greatest: strangers' addresses lead to any number of hosts. */
const maxSources = 100

async function listStates(db: Database, at: string): Promise<StateRow[]> {
  // An index that told of no change confirms what was fetched before.
  const { rows } = await sql<StateRow>`
    with known as (
      select subject, source, state, next_due_at, case when subject = 'project' and state = 'fresh' and serial is not null
        then greatest(fetched_at, checked_at) else fetched_at end as fetched_at
      from refresh_state left join refresh_source on name = source
    ), aged as (
      select *, case when state <> 'gone' then extract(epoch from ${at}::timestamptz - fetched_at)::float8 end as age from known
    )
    select subject, source, count(*) as packages,
      count(*) filter (where state = 'new') as new, count(*) filter (where state = 'fresh') as fresh,
      count(*) filter (where state = 'failing') as failing, count(*) filter (where state = 'gone') as gone,
      percentile_disc(0.5) within group (order by age) as median, percentile_disc(0.95) within group (order by age) as p95,
      max(age) as oldest, count(*) filter (where next_due_at <= ${at}) as due
    from aged group by subject, source order by packages desc, source limit ${maxSources}`.execute(db)
  return rows
}

const maxReasons = 10

async function listFailures(
  db: Database,
): Promise<{ subject: Subject; source: string; reason: string; state: string; packages: number }[]> {
  const { rows } = await sql<{ subject: Subject; source: string; reason: string; state: string; packages: number }>`
    select * from (
      select subject, source, coalesce(reason, '') as reason, state, count(*) as packages,
        row_number() over (partition by subject, source order by count(*) desc, reason) as place
      from refresh_state where state in ('failing', 'gone') group by subject, source, reason, state
    ) as reasons where place <= ${maxReasons} order by packages desc, reason`.execute(db)
  return rows
}

async function listCalls(db: Database, now: number): Promise<Map<string, SourceStatus['calls']>> {
  const { rows } = await sql<{ host: string } & SourceStatus['calls']>`
    select host, sum(calls)::float8 as total, sum(not_modified)::float8 as not_modified, sum(failed)::float8 as failed, sum(points)::float8 as points
    from call_ledger where hour > ${new Date(now - 86_400_000).toISOString()} group by host`.execute(db)
  return new Map(rows.map(({ host, ...calls }) => [host, calls]))
}

interface Place {
  sleeping_until: string | null
  remaining: number | null
  resets_at: string | null
  measured_at: string | null
}

async function listPlaces(db: Database): Promise<Map<string, Place>> {
  const { rows } = await sql<{ name: string } & Place>`
    select name, sleeping_until, remaining, resets_at, measured_at from refresh_source`.execute(db)
  return new Map(rows.map(({ name, ...place }) => [name, place]))
}
