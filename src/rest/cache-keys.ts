import type { IncomingMessage } from 'node:http'

import { LRUCache } from 'lru-cache'

import { negotiateFormat } from './negotiation.ts'

/**
 * Tells requests apart that may get different contents: by their URL and, below the API's `root`, by what their `Accept` comes to,
 * whichever format the URL names. Headers that mean the same share a key.
 */
export function createCacheKeys(root: string): (request: IncomingMessage) => string {
  // Only so many headers are remembered, and no long ones: they are a stranger's text.
  const outcomes = new LRUCache<string, string>({ max: 500 })
  const maxRememberedLength = 300

  function toOutcome(accept: string): string {
    const remembered = outcomes.get(accept)
    if (remembered !== undefined) return remembered
    const outcome = [undefined, 'json', 'api'].map((requested) => JSON.stringify(negotiateFormat(accept, requested))).join()
    if (accept.length <= maxRememberedLength) outcomes.set(accept, outcome)
    return outcome
  }

  return ({ headers, url = '' }) => (url.startsWith(root) ? `${toOutcome(headers.accept ?? '*/*')} ${url}` : url)
}
