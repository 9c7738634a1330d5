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
  // There are few outcomes, and short keys are found faster.
  const names = new Map<string, string>()

  function toOutcome(accept: string): string {
    const remembered = outcomes.get(accept)
    if (remembered !== undefined) return remembered
    const formats = [undefined, 'json', 'api'].map((requested) => JSON.stringify(negotiateFormat(accept, requested))).join()
    const outcome = names.get(formats) ?? String(names.size)
    names.set(formats, outcome)
    if (accept.length <= maxRememberedLength) outcomes.set(accept, outcome)
    return outcome
  }

  return ({ headers, url = '' }) => (url.startsWith(root) ? `${toOutcome(headers.accept ?? '*/*')} ${url}` : url)
}
