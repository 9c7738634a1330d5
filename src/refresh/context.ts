import type { RefreshConfig } from '../config-refresh.ts'
import type { Database } from '../db/connect.ts'
import { type Clock, systemClock } from '../hosts/clock.ts'
import { createSources } from './create-sources.ts'
import { createLedger } from './ledger.ts'
import type { RefreshContext } from './run.ts'

export interface OpenRefreshing {
  context: RefreshContext
  /** Closes the connections to hosts. */
  close: () => Promise<void>
}

export interface RefreshingOptions {
  db: Database
  settings: RefreshConfig
  report: (error: unknown) => void
  clock?: Clock
  /** Where the APIs of hosts lie, by host name, if not where they are known to lie. */
  apiUrls?: Readonly<Record<string, string>>
}

/** All that refreshing needs, as the settings have it; nothing is asked yet. */
export function openRefreshing({ db, settings, report, clock = systemClock, apiUrls = {} }: RefreshingOptions): OpenRefreshing {
  const ledger = createLedger(clock)
  const { sources, downloads, close } = createSources({
    settings,
    clock,
    onCall: (call) => ledger.book(call),
    onRejected: (message) => report(new TokenRejectedError(message)),
    apiUrls,
  })
  return { context: { db, sources, downloads, clock, ledger, maxAgeMs: settings.maxAgeMs, report }, close }
}

/** A host does not take a token any more; whoever runs the directory must give another. */
class TokenRejectedError extends Error {
  override name = 'TokenRejectedError'
}
