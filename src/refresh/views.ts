import type { IncomingMessage } from 'node:http'

import { type RawBuilder, sql } from 'kysely'
import { LRUCache } from 'lru-cache'

import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import { type ClientAddress, toNetwork } from '../http/client-address.ts'

export interface ViewCounter {
  /** Hears of an answer; it counts if somebody has looked at a package. */
  count: (request: IncomingMessage, status: number) => void
  /** Writes what is left, and counts no more. */
  close(): Promise<void>
}

export interface ViewCounterOptions {
  db: Database
  addressOf: ClientAddress
  clock: Pick<Clock, 'now'>
}

const saveEveryMs = 60_000

/** The page of a package, and its record in the API, in every form of their addresses. */
const viewed =
  /^\/(?:packages\/p\/(?<page>[\w-]{1,50})|api\/v4\/packages\/(?:(?<id>\d{1,15})|(?<slug>[\w-]{1,50})))(?:\/|\.\w+\/?)(?:\?|$)/

/** Whoever says so is a machine that looks at everything, and tells nothing of what people look at. */
const machine = /bot\b|crawl|spider|slurp|preview|monitor|headless/i

/** Somebody who comes again within this time is still looking. */
const lookMs = 3_600_000
const maxLookers = 50_000
const weekSeconds = 7 * 86_400

/**
 * Counts in memory how often packages are looked at, and adds that to the database by the minute, so that no reader waits for it. Who looks
 * is forgotten within the hour and never written: an address is remembered only so that nobody counts twice.
 */
export function createViewCounter({ db, addressOf, clock }: ViewCounterOptions): ViewCounter {
  /** By slug or id. */
  let counts = new Map<string | number, number>()
  const lookers = new LRUCache<string, true>({ max: maxLookers, ttl: lookMs, perf: clock })

  async function save(): Promise<void> {
    if (counts.size === 0) return
    const counted = counts
    counts = new Map()
    try {
      await saveViews(db, counted, clock.now())
    } catch {
      // The database is out of reach; the next time may do. There are never more keys than packages.
      for (const [key, views] of counted) counts.set(key, (counts.get(key) ?? 0) + views)
    }
  }

  const timer = setInterval(() => void save(), saveEveryMs)
  timer.unref()

  return {
    count(request, status) {
      if (status !== 200 || request.method !== 'GET') return
      const { page, slug, id } = viewed.exec(request.url ?? '')?.groups ?? {}
      const key = page ?? slug ?? (id === undefined ? undefined : Number(id))
      if (key === undefined || !isPerson(request)) return
      const looker = `${key} ${toNetwork(addressOf(request))}`
      if (lookers.has(looker)) return
      lookers.set(looker, true)
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    async close() {
      clearInterval(timer)
      await save()
    },
  }
}

/** Browsers that fetch ahead of their reader say so. */
function isPerson({ headers }: IncomingMessage): boolean {
  const isAhead = headers['sec-purpose'] !== undefined || headers['purpose'] !== undefined
  return !isAhead && !machine.test(headers['user-agent'] ?? '')
}

/** Views a day, forgetting over a week: what was known fades, and what is new counts for a seventh. */
async function saveViews(db: Database, counts: ReadonlyMap<string | number, number>, now: number): Promise<void> {
  const rows = [...counts].map(([key, views]) => (typeof key === 'number' ? { id: key, views } : { slug: key, views }))
  await sql`
    insert into package_view (package_id, views_a_day, counted_at)
    select package.id, sum(views) / 7.0, ${new Date(now).toISOString()}
    from json_to_recordset(${JSON.stringify(rows)}) as seen(id bigint, slug text, views integer)
      join package on package.id = seen.id or package.slug = seen.slug
    group by package.id order by package.id
    on conflict (package_id) do update set counted_at = excluded.counted_at,
      views_a_day = ${viewsADay(now)} + excluded.views_a_day`.execute(db)
}

/** How often a package is looked at, as of `now`; from `package_view`. */
export function viewsADay(now: number): RawBuilder<number> {
  const at = new Date(now).toISOString()
  return sql<number>`package_view.views_a_day
    * exp(-greatest(extract(epoch from ${at}::timestamptz - package_view.counted_at), 0)::float8 / ${weekSeconds})`
}

/** Forgets what nobody has looked at for months. */
export async function forgetOldViews(db: Database, now: number): Promise<void> {
  const before = new Date(now - 90 * 86_400_000).toISOString()
  await sql`delete from package_view where counted_at < ${before}`.execute(db)
}
