import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import type { RefreshConfig } from '../src/config-refresh.ts'
import type { DatabaseConfig } from '../src/config.ts'
import { connect } from '../src/db/connect.ts'
import type { Clock } from '../src/hosts/clock.ts'
import { openRefreshing } from '../src/refresh/context.ts'
import { runSource } from '../src/refresh/run.ts'
import { findSleep } from '../src/refresh/sources.ts'

/*
 * Refreshes in a process of its own, so that its memory is that of a worker and of nothing else. Its time is the simulated one of whoever
 * started it: it sleeps by telling that time has passed.
 */

export interface WorkerTask {
  database: DatabaseConfig
  settings: RefreshConfig
  apiUrls: Record<string, string>
}

export type Order = { kind: 'round'; at: number; isParallel: boolean } | { kind: 'moved' }

export type Word = { kind: 'time'; now: number } | ({ kind: 'done' } & RoundReport)

export interface RoundReport {
  now: number
  seconds: number
  /** Rows inserted, updated, deleted, by table. */
  written: [table: string, counts: number[]][]
  /** Of this process, while it ran and after it. */
  peakBytes: number
  heapBytes: number
  faults: string[]
  /** Repositories at GitHub whose contributors nobody could be asked for yet. */
  unfinished: number
}

const task: WorkerTask = JSON.parse(process.argv[2] ?? '')
const tables = ['package', 'release', 'commit_week', 'refresh_state', 'refresh_source', 'call_ledger']
const moved: (() => void)[] = []
/** How far the hosts' time may lag behind: every word costs two processes their turn. */
const precisionMs = 500
let now = 0
let told = 0
let connection = await connect(task.database, { timeZone: 'UTC' })

const clock: Clock = {
  now: () => now,
  async sleep(ms) {
    now += ms
    if (now - told >= precisionMs) await tellTime()
  },
}

function say(word: Word): void {
  process.send?.(word)
}

/** Resolves once the hosts live at that time, too. */
function tellTime(): Promise<void> {
  told = now
  return new Promise((resolve) => {
    moved.push(resolve)
    say({ kind: 'time', now })
  })
}

// Whoever started it has ended.
process.on('disconnect', () => process.exit())
process.on('message', (order: Order) => {
  if (order.kind === 'moved') return moved.shift()?.()
  now = order.at
  told = now
  void runRound(order.isParallel).then((report) => say({ kind: 'done', ...report }))
})

async function runRound(isParallel: boolean): Promise<RoundReport> {
  const before = await countWritten()
  const startedAt = performance.now()
  let peakBytes = 0
  const watch = setInterval(() => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss())), 20)
  const faults: string[] = []
  await refreshAll(isParallel, faults)
  clearInterval(watch)
  const seconds = (performance.now() - startedAt) / 1_000
  const after = await countWritten()
  globalThis.gc?.()
  return {
    now,
    seconds,
    peakBytes,
    heapBytes: process.memoryUsage().heapUsed,
    faults,
    written: [...after].map(([table, counts]) => [table, counts.map((count, n) => count - (before.get(table)?.[n] ?? 0))]),
    unfinished: await countUnfinished(),
  }
}

async function refreshAll(isParallel: boolean, faults: string[]): Promise<void> {
  const { settings, apiUrls } = task
  const { db } = connection
  const { context, close } = openRefreshing({ db, settings, apiUrls, clock, report: (error) => faults.push(String(error)) })
  // Behind a limit (Bitbucket: 1,000 an hour) a round goes on when the host says so.
  const run = async (source: (typeof context.sources)[number]) => {
    for (let hour = 0; hour < 24; hour++) {
      await runSource(context, source, { isThorough: true })
      const until = await findSleep(db, source.name, now)
      if (until === undefined) return
      now = Math.max(now, until)
      await tellTime()
    }
  }
  if (isParallel) await Promise.all(context.sources.map(run))
  else for (const source of context.sources) await run(source)
  await close()
}

async function countWritten(): Promise<Map<string, number[]>> {
  await tellWritten()
  const { rows } = await sql<{ table: string; counts: number[] }>`
    select relname as table, array[n_tup_ins, n_tup_upd, n_tup_del]::float8[] as counts from pg_stat_user_tables
    where relname = any(${tables}) order by relname`.execute(connection.db)
  return new Map(rows.map(({ table, counts }) => [table, counts]))
}

/** PostgreSQL counts what a connection has written when it likes, but at the latest when that ends. */
async function tellWritten(): Promise<void> {
  if (task.database.engine === 'embedded') {
    await sql`select pg_stat_force_next_flush()`.execute(connection.db)
    return
  }
  await connection.close()
  connection = await connect(task.database, { timeZone: 'UTC' })
  await sleep(500)
}

async function countUnfinished(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from refresh_state where source = 'github.com' and state = 'fresh' and not validators ? 'contributorsOf'`.execute(
    connection.db,
  )
  return rows[0]?.count ?? 0
}
