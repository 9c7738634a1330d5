import type { Connection } from '../db/connect.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { refreshDownloads } from './downloads.ts'
import { toJob, upkeepJob } from './jobs.ts'
import { listDueSources, type RefreshContext, runSource } from './run.ts'
import type { Source } from './source.ts'
import { keepUp } from './upkeep.ts'

export interface Worker {
  /** Stops after the batches under way. */
  close(): Promise<void>
}

export interface WorkerOptions {
  connection: Connection
  queue: JobQueue
  context: RefreshContext
  /** How often it is looked whether something is due. */
  tickMs?: number
}

/** A job gives its place up after so long, so that none is ever taken for dead. */
const sliceMs = 600_000

/** Keeps the catalogue fresh until it is closed. As many processes as wanted may do so on one database: each source is asked by one at a time. */
export async function startWorker({ connection, queue, context, tickMs = 30_000 }: WorkerOptions): Promise<Worker> {
  const stop = new AbortController()
  const { db } = connection

  async function tick(): Promise<void> {
    const due = await listDueSources(context)
    await queue.enqueue(db, [...due.map(toJob), upkeepJob])
  }
  const tickSafely = () => void (stop.signal.aborted ? undefined : tick().catch(context.report))

  async function run(key: string, signal: AbortSignal): Promise<void> {
    const source = context.sources.find((each: Source) => toJob(each).key === key)
    if (!source) return
    await runSource(context, source, { signal: AbortSignal.any([signal, stop.signal, AbortSignal.timeout(sliceMs)]) })
  }

  await queue.work('refresh', { run, concurrency: context.sources.length })
  await queue.work('upkeep', {
    async run() {
      if (context.downloads) await refreshDownloads(db, context.downloads, context.clock.now())
      await keepUp(db, context.clock.now())
    },
  })
  const feed = await connection.watch({
    changed: (key) => {
      if (key === 'refresh-due') tickSafely()
    },
    paused: () => {},
    resumed: tickSafely,
  })
  const timer = setInterval(tickSafely, tickMs)
  return {
    async close() {
      stop.abort()
      clearInterval(timer)
      await feed.close()
    },
  }
}
