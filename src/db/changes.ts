import { setTimeout as sleep } from 'node:timers/promises'

import type { PGlite } from '@electric-sql/pglite'
import { Client } from 'pg'

/** The channel on which the row triggers send surrogate keys. */
const channel = 'packgrid'

/** Hears the surrogate keys of whatever any writer committed: this process, another one, or psql. */
export interface ChangeListener {
  changed(key: string): void
  /** From now on changes may go unheard. */
  paused(): void
  /** From now on every change is heard. */
  resumed(): void
}

/** One listener that tells all of `listeners`. */
export function tellAll(listeners: readonly ChangeListener[]): ChangeListener {
  return {
    changed: (key) => listeners.forEach((listener) => listener.changed(key)),
    paused: () => listeners.forEach((listener) => listener.paused()),
    resumed: () => listeners.forEach((listener) => listener.resumed()),
  }
}

export interface ChangeFeed {
  /** Resolves when every change committed before the call has been heard (or the listener knows that it hears nothing). */
  settled(): Promise<void>
  close(): Promise<void>
}

/** The embedded database has one process: it hears itself before a query returns. */
export async function openEmbeddedFeed(pglite: PGlite, listener: ChangeListener): Promise<ChangeFeed> {
  const unlisten = await pglite.listen(channel, (key) => listener.changed(key))
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
    client.on('notification', (notification) => listener.changed(notification.payload ?? '*'))
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
