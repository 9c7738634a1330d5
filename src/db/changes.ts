import { setTimeout as sleep } from 'node:timers/promises'

import type { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'

/** The channel on which the row triggers send surrogate keys. */
const channel = 'packgrid'

/** Hears the surrogate keys of whatever any writer committed: this process, another one, or psql. */
export interface ChangeListener {
  /** @param version the transaction that made the change, as `xmin` of a row names it; undefined: nobody knows */
  changed(key: string, version?: string): void
  /** From now on changes may go unheard. */
  paused(): void
  /** From now on every change is heard. */
  resumed(): void
}

/** One listener that tells all of `listeners`. */
export function tellAll(listeners: readonly ChangeListener[]): ChangeListener {
  return {
    changed: (key, version) => listeners.forEach((listener) => listener.changed(key, version)),
    paused: () => listeners.forEach((listener) => listener.paused()),
    resumed: () => listeners.forEach((listener) => listener.resumed()),
  }
}

/** Before the surrogate keys of a transaction comes its number: `@8713`. */
const versionMark = '@'

/** Tells `listener` what notifications say, each with who sent it. */
function createReader(listener: ChangeListener): (payload: string, sender?: number) => void {
  let latest: { version: string; sender: number | undefined } | undefined
  return (payload, sender) => {
    if (payload.startsWith(versionMark)) latest = { version: payload.slice(versionMark.length), sender }
    else listener.changed(payload, latest?.sender === sender ? latest?.version : undefined)
  }
}

export interface ChangeFeed {
  /** Resolves when every change committed before the call has been heard (or the listener knows that it hears nothing). */
  settled(): Promise<void>
  close(): Promise<void>
}

/** The embedded database has one process: it hears itself before a query returns. */
export async function openEmbeddedFeed(pglite: PGlite, listener: ChangeListener): Promise<ChangeFeed> {
  const read = createReader(listener)
  const unlisten = await pglite.listen(channel, (payload) => read(payload))
  listener.resumed()
  return {
    settled: async () => {},
    close: async () => {
      listener.paused()
      await unlisten()
    },
  }
}

export interface PostgresFeedOptions {
  /** How often the listening connection is probed, so that one cut without a word is noticed. */
  heartbeatMs?: number
}

/** Listens on a connection of its own and opens another whenever it is lost. The first one may take its time: the listener starts paused. */
export function openPostgresFeed(url: string, listener: ChangeListener, options: PostgresFeedOptions = {}): ChangeFeed {
  const heartbeatMs = options.heartbeatMs ?? 2_000
  const stop = new AbortController()
  let current: Client | undefined
  /** The connection answers one query at a time: whoever asks during one shares the next. */
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  let giveUp = () => {}

  /** PostgreSQL hands pending notifications to a connection before it answers the next query on it. */
  function probe(): Promise<void> {
    next ??= askAfter(running)
    return next
  }

  async function askAfter(earlier: Promise<void>): Promise<void> {
    await earlier
    running = ask()
    next = undefined
    await running
  }

  async function ask(): Promise<void> {
    await current?.query('select 1').catch(() => giveUp())
  }

  async function listenOnce(): Promise<void> {
    const client = new Client({
      connectionString: url,
      application_name: 'packgrid changes',
      connectionTimeoutMillis: 5_000,
      query_timeout: heartbeatMs,
      keepAlive: true,
    })
    const lost = new AbortController()
    // More than once: the server says why it ends, and then the connection is gone.
    client.on('error', () => lost.abort())
    client.once('end', () => lost.abort())
    const read = createReader(listener)
    client.on('notification', ({ payload, processId }) => read(payload ?? '*', processId))
    const ended = AbortSignal.any([stop.signal, lost.signal])
    ended.addEventListener('abort', () => {
      if (current !== client) return
      current = undefined
      listener.paused()
    })
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
      if (ended.aborted) return
      current = client
      giveUp = () => lost.abort()
      listener.resumed()
      while (!ended.aborted) {
        await sleep(heartbeatMs, undefined, { signal: ended })
        await probe()
      }
    } finally {
      lost.abort()
      void client.end().catch(() => {})
    }
  }

  async function listenForEver(): Promise<void> {
    for (let failures = 0; !stop.signal.aborted; failures++) {
      const startedAt = Date.now()
      await listenOnce().catch(() => {})
      if (Date.now() - startedAt > heartbeatMs) failures = 0
      await sleep(Math.min(50 * 2 ** failures, 5_000), undefined, { signal: stop.signal }).catch(() => {})
    }
  }

  const finished = listenForEver()
  return {
    settled: () => probe(),
    async close() {
      stop.abort()
      await finished
    },
  }
}
