import { type JobQueue, openJobQueue } from '../../src/jobs/queue.ts'
import { refreshQueues, toJob } from '../../src/refresh/jobs.ts'
import { runSource } from '../../src/refresh/run.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Refreshing, startRefreshing } from './refreshing.ts'

export const webhookSecret = 'It is a secret to everybody'

export interface Serving extends AsyncDisposable {
  refreshing: Refreshing
  server: TestServer
  queue: JobQueue
  getJson(path: string): Promise<Record<string, unknown>>
  /** Does what the queue says, and resolves once all of it is done. */
  work(): Promise<void>
}

/** A server over a scripted world. Jobs wait until the test lets them run. */
export async function startServing(): Promise<Serving> {
  const refreshing = await startRefreshing()
  const queue = await openJobQueue(refreshing.database, {
    queues: refreshQueues,
    onError: (error) => refreshing.faults.push(error),
  })
  const server = await startTestServer({
    database: refreshing.database,
    publicUrl: 'https://packages.example',
    refreshing: { context: refreshing.context, queue, webhookSecret },
  })
  return {
    refreshing,
    server,
    queue,
    getJson: async (path) => JSON.parse((await server.get(path)).body),
    async work() {
      const { sources } = refreshing.context
      const waiting = new Set(sources.map((source) => toJob(source).key))
      const { promise, resolve } = Promise.withResolvers<void>()
      await queue.enqueue(refreshing.database.db, sources.map(toJob))
      await queue.work('refresh', {
        concurrency: sources.length,
        async run(key) {
          const source = sources.find((each) => toJob(each).key === key)
          if (source) await runSource(refreshing.context, source)
          waiting.delete(key)
          if (waiting.size === 0) resolve()
        },
      })
      await promise
      await server.changes.settled()
    },
    async [Symbol.asyncDispose]() {
      await queue.close()
      await server[Symbol.asyncDispose]()
      await refreshing[Symbol.asyncDispose]()
    },
  }
}
