import type { AppRefreshing } from '../app.ts'
import type { Config } from '../config.ts'
import { type Connection, connect } from '../db/connect.ts'
import { type JobQueue, openJobQueue } from '../jobs/queue.ts'
import { openRefreshing } from '../refresh/context.ts'
import { refreshQueues } from '../refresh/jobs.ts'
import { startWorker } from '../refresh/worker.ts'

/** A fault is said once, on standard error, and the rest goes on. */
export function reportFault(error: unknown): void {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
}

export function openQueue(connection: Connection): Promise<JobQueue> {
  return openJobQueue(connection, { queues: refreshQueues, onError: reportFault })
}

/** What a server needs to take wishes and, if it is to, to refresh by itself. */
export interface ServedRefreshing extends AppRefreshing, AsyncDisposable {
  /** Begins to ask hosts, where that is not left to other processes. */
  start(): Promise<void>
}

/** Undefined for a directory that does not refresh. */
export async function openForServer(config: Config, connection: Connection): Promise<ServedRefreshing | undefined> {
  const { mode, githubWebhookSecret: webhookSecret } = config.refresh
  if (mode === 'off') return undefined
  const queue = await openQueue(connection)
  const { context, close } = openRefreshing({ db: connection.db, settings: config.refresh, report: reportFault })
  let rounds: AsyncDisposable | undefined
  return {
    context,
    queue,
    webhookSecret,
    async start() {
      if (mode === 'on') rounds = await startRounds(config, connection, queue)
    },
    async [Symbol.asyncDispose]() {
      await rounds?.[Symbol.asyncDispose]()
      await queue.close()
      await close()
    },
  }
}

/** A round needs no more, and takes nothing of what requests wait for. */
const roundConnections = 4

/** Keeps the catalogue fresh in this process until it is disposed of. On PostgreSQL it has connections of its own. */
export async function startRounds(
  { database, timeZone, refresh: settings }: Config,
  shared: Connection,
  queue: JobQueue,
): Promise<AsyncDisposable> {
  const connection =
    database.engine === 'postgres' ? await connect({ ...database, connections: roundConnections }, { timeZone }) : shared
  const { context, close } = openRefreshing({ db: connection.db, settings, report: reportFault })
  const worker = await startWorker({ connection, queue, context })
  return {
    async [Symbol.asyncDispose]() {
      await worker.close()
      await close()
      if (connection !== shared) await connection.close()
    },
  }
}

/** What a start says of refreshing, and what to do about it. */
export function describeRefreshing({ refresh: { mode, githubTokens, maxAgeMs } }: Config): string {
  if (mode === 'off')
    return 'Facts are not refreshed: nothing is asked of any host. Set GITHUB_TOKEN, or REFRESH=on, to change that.'
  const hosts = githubTokens.length > 0 ? 'every host' : 'every host but GitHub, which needs GITHUB_TOKEN,'
  const who = mode === 'on' ? 'Facts are refreshed' : 'Facts are refreshed by packgrid work'
  return `${who}: ${hosts} is asked about each package at least every ${Math.round(maxAgeMs / 3_600_000)} h.`
}
