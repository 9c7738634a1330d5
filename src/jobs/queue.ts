import { fromKysely, fromPglite, PgBoss } from 'pg-boss'

import type { Connection, Database } from '../db/connect.ts'

/** Something to be done: which kind, and for what. Two wishes for the same are one job. */
export interface Job {
  queue: string
  key: string
}

interface JobWorker {
  run: (key: string, signal: AbortSignal) => Promise<void>
  /** Jobs at once in this process; one unless told. */
  concurrency?: number
}

export interface JobQueue {
  /** Puts jobs in line, inside the transaction that `db` is, if it is one. One that waits already is not put there twice. */
  enqueue(db: Database, jobs: readonly Job[]): Promise<void>
  /**
   * Runs the jobs of a queue as they come: of one key at most one at a time, over all processes. A job whose worker dies is given to
   * another one; `signal` tells a worker that the job is no longer his or that he is to stop.
   */
  work(queue: string, worker: JobWorker): Promise<void>
  close(): Promise<void>
}

export interface JobQueueOptions {
  queues: readonly string[]
  onError: (error: unknown) => void
}

/** A worker that gives no sign of life for so long is dead. */
const heartbeatSeconds = 10
/** How often the dead are looked for. */
const superviseSeconds = 5
const maxJobSeconds = 3_600

/** The queue lives in the schema `pgboss` of the database; any process may open it. */
export async function openJobQueue(connection: Connection, { queues, onError }: JobQueueOptions): Promise<JobQueue> {
  const boss = new PgBoss({
    ...(connection.origin.engine === 'postgres'
      ? { connectionString: connection.origin.url, max: 3, application_name: 'packgrid jobs' }
      : { backend: 'pglite', db: fromPglite(connection.origin.pglite) }),
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
    registerInstance: false,
  })
  boss.on('error', onError)
  await boss.start()
  for (const name of queues) {
    await boss.createQueue(name, {
      // One of a key may run and one more wait, which starts after whatever was written before it was put in line.
      policy: 'stately',
      notify: true,
      retryLimit: 1_000,
      heartbeatSeconds,
      expireInSeconds: maxJobSeconds,
      deleteAfterSeconds: 3_600,
    })
  }
  return {
    async enqueue(db, jobs) {
      for (const { queue, key } of jobs) await boss.send(queue, {}, { singletonKey: key, db: fromKysely(db) })
    },
    async work(queue, { run, concurrency = 1 }) {
      const options = {
        localConcurrency: concurrency,
        pollingIntervalSeconds: 1,
        notifyPollingIntervalSeconds: 5,
        includeMetadata: true,
      } as const
      await boss.work(queue, options, async (jobs) => {
        for (const { singletonKey, signal } of jobs) await run(singletonKey ?? '', signal)
      })
    },
    close: () => boss.stop({ graceful: true, close: true, timeout: 10_000 }),
  }
}
