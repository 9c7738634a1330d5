import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import type { DownloadsSource } from '../pypi/downloads.ts'
import { refreshBatch } from './batch.ts'
import { followIndex, isIndexCheckDue } from './index-changes.ts'
import type { Ledger } from './ledger.ts'
import { isWorthACall, toFillHorizon } from './plan.ts'
import type { Saved } from './save-repositories.ts'
import type { Source } from './source.ts'
import { findSleep, putToSleep } from './sources.ts'
import { listTargets, listWaiting, type Target } from './targets.ts'

export interface RefreshContext {
  db: Database
  sources: readonly Source[]
  downloads: DownloadsSource | undefined
  clock: Clock
  ledger: Ledger
  /** The promise: no answer is older. */
  maxAgeMs: number
  report: (error: unknown) => void
}

export interface RunOptions {
  /** Stops after the batch under way. */
  signal?: AbortSignal
  /** Asks about all that is due, also when a call is not full. */
  isThorough?: boolean
  /** Asks only about what somebody waits for. */
  isOnlyWanted?: boolean
  onBatch?: (saved: readonly Saved[]) => void
}

/** After so many batches in a row of nothing but failures the host is down, and is left in peace for a while. */
const patience = { batches: 3, pauseMs: 600_000 }

/**
 * Asks a source, batch after batch, until nothing is due, its limit is reached, or `signal` stops it. Only one process may do so for a
 * source at a time. Stopped anywhere, it goes on later where it was: what has been answered is no longer due.
 */
export async function runSource(context: RefreshContext, source: Source, options: RunOptions = {}): Promise<void> {
  await askAll(context, source, { ...options, isOnlyWanted: true })
  if (options.isOnlyWanted || options.signal?.aborted) return
  await followIndex(context, source)
  await askAll(context, source, options)
}

async function askAll(context: RefreshContext, source: Source, options: RunOptions): Promise<void> {
  const { db, clock, ledger, report } = context
  const maxAgeMs = source.maxAgeMs ?? context.maxAgeMs
  for (let fruitless = 0; !options.signal?.aborted;) {
    const now = clock.now()
    if ((await findSleep(db, source.name, now)) !== undefined) return
    const targets = await listNext(context, source, options, now)
    if (targets.length === 0) return
    const saved = await refreshBatch({ db, now, maxAgeMs, report }, source, targets).finally(() => ledger.save(db))
    options.onBatch?.(saved)
    fruitless = saved.every(({ outcome }) => outcome.kind === 'failed') ? fruitless + 1 : 0
    const until = findLimit(saved) ?? (fruitless === patience.batches ? clock.now() + patience.pauseMs : undefined)
    // A limit that is over already must not make a busy loop.
    if (until) await putToSleep(db, source.name, Math.max(until, clock.now() + 1_000))
  }
}

/** Whom to ask next; nobody, if what is due is not worth a call yet. */
async function listNext(context: RefreshContext, source: Source, options: RunOptions, now: number): Promise<Target[]> {
  const { db } = context
  const limit = source.client.batchSize
  const maxAgeMs = source.maxAgeMs ?? context.maxAgeMs
  if (options.isOnlyWanted) return listTargets(db, source, { limit, horizon: undefined, now })
  if (options.isThorough) return listTargets(db, source, { limit, horizon: now, now })
  const isEnough = await hasEnough(context, source, now, maxAgeMs)
  return isEnough ? listTargets(db, source, { limit, horizon: toFillHorizon(now, maxAgeMs), now }) : []
}

async function hasEnough({ db }: RefreshContext, source: Source, now: number, maxAgeMs: number): Promise<boolean> {
  const waiting = (await listWaiting(db, now, source.name)).find(({ subject }) => subject === source.subject)
  return waiting !== undefined && (waiting.isWanted || isWorthACall(waiting, source.client.batchSize, now, maxAgeMs))
}

function findLimit(saved: readonly Saved[]): number | undefined {
  const limits = saved.flatMap(({ outcome }) => (outcome.kind === 'limited' ? [outcome.retryAt.getTime()] : []))
  return limits.length > 0 ? Math.max(...limits) : undefined
}

/** The sources that are to be asked now. */
export async function listDueSources({ db, sources, clock, maxAgeMs }: RefreshContext): Promise<Source[]> {
  const now = clock.now()
  const waiting = await listWaiting(db, now)
  const due: Source[] = []
  for (const source of sources) {
    if ((await findSleep(db, source.name, now)) !== undefined) continue
    const each = waiting.find(({ subject, source: name }) => subject === source.subject && name === source.name)
    const isWorthIt = each && isWorthACall(each, source.client.batchSize, now, source.maxAgeMs ?? maxAgeMs)
    if (each?.isWanted || isWorthIt || (await isIndexCheckDue(db, source, now))) due.push(source)
  }
  return due
}
