import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
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

  return {
    book({ host, status, points, remaining, resetAt }) {
      const now = clock.now()
      const hour = Math.floor(now / hourMs) * hourMs
      const key = `${host} ${hour}`
      const entry = entries.get(key) ?? { host, hour, calls: 0, notModified: 0, failed: 0, points: 0 }
      entry.calls++
      entry.points += points
      if (status === 304) entry.notModified++
      if (status === 'network error' || status >= 500 || status === 429) entry.failed++
      entries.set(key, entry)
      if (remaining !== undefined) budgets.set(host, { host, remaining, resetsAt: resetAt?.getTime() ?? null, measuredAt: now })
    },
    async save(db) {
      const counted = [...entries.values()]
      const measured = [...budgets.values()]
      entries = new Map()
      budgets = new Map()
      if (counted.length > 0) await addEntries(db, counted)
      if (measured.length > 0) await saveBudgets(db, measured)
    },
  }
}

async function addEntries(db: Database, entries: readonly Entry[]): Promise<void> {
  await sql`
    insert into call_ledger (host, hour, calls, not_modified, failed, points)
    select host, to_timestamp(hour / 1000), calls, "notModified", failed, points
    from json_to_recordset(${JSON.stringify(entries)}) as new(
      host text, hour float8, calls integer, "notModified" integer, failed integer, points integer)
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
