import { LRUCache } from 'lru-cache'

import { toNetwork } from '../http/client-address.ts'
import { maxNameLength } from './store.ts'

/** How often something may be tried from one place, or for one name, in a time. */
interface AttemptLimit {
  key: string
  max: number
  windowMs: number
}

const minuteMs = 60_000

/** Wrong passwords that are borne before one has to wait. */
export function passwordLimits(name: string, address: string): AttemptLimit[] {
  const network = toNetwork(address)
  const login = name.slice(0, maxNameLength).toLowerCase()
  return [
    // Somebody who mistypes. Name and address together, so that nobody can shut out somebody else.
    { key: `password ${network} ${login}`, max: 5, windowMs: 15 * minuteMs },
    // One address that tries many names.
    { key: `password ${network}`, max: 30, windowMs: 15 * minuteMs },
    // Many addresses that try one name.
    { key: `password of ${login}`, max: 100, windowMs: 60 * minuteMs },
  ]
}

/** Accounts that may be made from one address. */
export function signUpLimits(address: string): AttemptLimit[] {
  return [{ key: `sign-up ${toNetwork(address)}`, max: 10, windowMs: 60 * minuteMs }]
}

/** Counters that are remembered; whoever tries from one address fills no more than its limit allows. */
const maxCounters = 50_000

interface Counter {
  count: number
  endsAtMs: number
}

/** Counts attempts, in this process. */
export class Attempts {
  readonly #counters = new LRUCache<string, Counter>({ max: maxCounters })
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts an attempt, before it is made so that many at once find no gap; the seconds to wait if there have been too many. */
  begin(limits: readonly AttemptLimit[]): number | undefined {
    const counters = limits.map((limit) => ({ counter: this.#counterOf(limit), max: limit.max }))
    const full = counters.find(({ counter, max }) => counter.count >= max)
    if (full) return Math.max(1, Math.ceil((full.counter.endsAtMs - this.#now()) / 1_000))
    for (const { counter } of counters) counter.count += 1
    return undefined
  }

  /** Takes back what `begin` counted: it was no failure. */
  forgive(limits: readonly AttemptLimit[]): void {
    for (const limit of limits) {
      const counter = this.#counterOf(limit)
      counter.count = Math.max(0, counter.count - 1)
    }
  }

  #counterOf({ key, windowMs }: AttemptLimit): Counter {
    const known = this.#counters.get(key)
    if (known && known.endsAtMs > this.#now()) return known
    const counter = { count: 0, endsAtMs: this.#now() + windowMs }
    this.#counters.set(key, counter)
    return counter
  }
}
