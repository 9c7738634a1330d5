import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { Clock } from '../hosts/clock.ts'
import type { Call } from '../hosts/facts.ts'

interface Entry {
  host: string
  hour: number
  calls: number
  notModified: number
  failed: number
  points: number
}

interface Budget {
  host: string
  remaining: number
  resetsAt: number | null
  measuredAt: number
}

/** Counts calls by host and hour in memory until they are written. */
export interface Ledger {
  book(call: Call): void
  /** Adds what was counted since the last time to the database. */
  save(db: Database): Promise<void>
}

const hourMs = 3_600_000

export function createLedger(clock: Clock): Ledger {
  let entries = new Map<string, Entry>()
  let budgets = new Map<string, Budget>()

  function add(more: Entry): void {
    const key = `${more.host} ${more.hour}`
    const { calls = 0, notModified = 0, failed = 0, points = 0 } = entries.get(key) ?? {}
    entries.set(key, {
      ...more,
      calls: calls + more.calls,
      notModified: notModified + more.notModified,
      failed: failed + more.failed,
      points: points + more.points,
    })
  }

  return {
    book({ host, status, points, remaining, resetAt }) {
      const now = clock.now()
      const hasFailed = status === 'network error' || status >= 500 || status === 429
      add({
        host,
        hour: Math.floor(now / hourMs) * hourMs,
        calls: 1,
        notModified: Number(status === 304),
        failed: Number(hasFailed),
        points,
      })
      if (remaining !== undefined) budgets.set(host, { host, remaining, resetsAt: resetAt?.getTime() ?? null, measuredAt: now })
    },
    async save(db) {
      const counted = [...entries.values()]
      const measured = [...budgets.values()]
      if (counted.length + measured.length === 0) return
      entries = new Map()
      budgets = new Map()
      try {
        await transact(db, async (tx) => {
          if (counted.length > 0) await addEntries(tx, counted)
          if (measured.length > 0) await saveBudgets(tx, measured)
        })
      } catch (error) {
        // What was asked was asked, whether or not the database is there.
        for (const entry of counted) add(entry)
        throw error
      }
    },
  }
}

async function addEntries(db: Database, entries: readonly Entry[]): Promise<void> {
  await sql`
    insert into call_ledger (host, hour, calls, not_modified, failed, points)
    select host, to_timestamp(hour / 1000), calls, "notModified", failed, points
    from json_to_recordset(${JSON.stringify(entries)}) as new(
      host text, hour float8, calls integer, "notModified" integer, failed integer, points integer)
    order by host, hour
    on conflict (host, hour) do update set
      calls = call_ledger.calls + excluded.calls, not_modified = call_ledger.not_modified + excluded.not_modified,
      failed = call_ledger.failed + excluded.failed, points = call_ledger.points + excluded.points`.execute(db)
}

async function saveBudgets(db: Database, budgets: readonly Budget[]): Promise<void> {
  await sql`
    insert into refresh_source (name, remaining, resets_at, measured_at)
    select host, remaining, to_timestamp("resetsAt" / 1000), to_timestamp("measuredAt" / 1000)
    from json_to_recordset(${JSON.stringify(budgets)}) as new(host text, remaining integer, "resetsAt" float8, "measuredAt" float8)
    on conflict (name) do update set
      remaining = excluded.remaining, resets_at = excluded.resets_at, measured_at = excluded.measured_at`.execute(db)
}
