import type { IncomingMessage } from 'node:http'

import { LRUCache } from 'lru-cache'

import { type ClientAddress, toNetwork } from './client-address.ts'

/** How much anybody may ask for in a minute, in units of cost. */
export interface LimitOptions {
  quotas: Record<PolicyName, number>
  costs: {
    /** An answer that has to be made; one that lies ready costs 1, and one that says "not modified" nothing. */
    read: number
    write: number
  }
}

/** Who shares a budget: everybody without credentials at one address, one account, one account that is new, the wrong credentials of one address. */
export type PolicyName = 'address' | 'account' | 'new-account' | 'refused'

const windowS = 60
/** Clients that are remembered; the one that was not seen longest starts anew. */
const maxClients = 50_000

/** The budget is used up. */
export class ThrottledError extends Error {
  override name = 'ThrottledError'
  readonly statusCode = 429
  readonly retryAfterS: number

  constructor(retryAfterS: number) {
    super(`Request was throttled. Expected available in ${retryAfterS} second${retryAfterS === 1 ? '' : 's'}.`)
    this.retryAfterS = retryAfterS
  }
}

interface Budget {
  used: number
  endsAtMs: number
}

interface Charge {
  policy: PolicyName
  budget: Budget
  cost: number
}

/**
 * Budgets in windows of a minute, each beginning with a client's first request. The headers follow draft-ietf-httpapi-ratelimit-headers-10.
 * Counted in this process only: several processes give several budgets.
 */
export class RateLimits {
  readonly #quotas: Record<PolicyName, number>
  readonly #costs: LimitOptions['costs']
  readonly #addressOf: ClientAddress
  readonly #now: () => number
  readonly #policyHeaders: Record<PolicyName, string>
  readonly #budgets = new LRUCache<string, Budget>({ max: maxClients })
  readonly #charges = new WeakMap<IncomingMessage, Charge>()

  constructor({ quotas, costs }: LimitOptions, addressOf: ClientAddress, now: () => number = Date.now) {
    this.#quotas = quotas
    this.#costs = costs
    this.#addressOf = addressOf
    this.#now = now
    const toHeader = (name: PolicyName) => `"${name}";q=${quotas[name]};w=${windowS}`
    this.#policyHeaders = {
      address: toHeader('address'),
      account: toHeader('account'),
      'new-account': toHeader('new-account'),
      refused: toHeader('refused'),
    }
  }

  addressOf(request: IncomingMessage): string {
    return this.#addressOf(request)
  }

  /** Takes the price of an answer that lies ready and returns the headers to go with it; undefined when the budget does not allow it. */
  takeReady(request: IncomingMessage, isNotModified: boolean): [string, string, string, string] | undefined {
    const budget = this.#budgetOf('address', toNetwork(this.#addressOf(request)))
    if (!isNotModified) {
      if (budget.used >= this.#quotas.address) return undefined
      budget.used += 1
    }
    return this.#toHeaders('address', budget)
  }

  /** Takes the price of a request from the budget of its address. @throws ThrottledError */
  takeByAddress(request: IncomingMessage): void {
    this.#take(request, 'address', toNetwork(this.#addressOf(request)))
  }

  /** Takes the price of a request from the budget of the account that sends it. @throws ThrottledError */
  takeByAccount(request: IncomingMessage, { accountId, isNew }: { accountId: number; isNew: boolean }): void {
    this.#take(request, isNew ? 'new-account' : 'account', String(accountId))
  }

  /** Refuses to look at credentials from an address that has sent too many wrong ones. @throws ThrottledError */
  requireTrust(request: IncomingMessage): void {
    const budget = this.#budgetOf('refused', toNetwork(this.#addressOf(request)))
    if (budget.used >= this.#quotas.refused) this.#refuse(request, { policy: 'refused', budget, cost: 0 })
  }

  noteRefused(request: IncomingMessage): void {
    const budget = this.#budgetOf('refused', toNetwork(this.#addressOf(request)))
    budget.used += 1
    this.#charges.set(request, { policy: 'refused', budget, cost: 0 })
  }

  /** The headers of an answer, names and values in turn. A "not modified" gives back what was taken. */
  headersOf(request: IncomingMessage, status: number): [string, string, string, string] {
    const charge = this.#charges.get(request)
    if (!charge) return this.#toHeaders('address', this.#budgetOf('address', toNetwork(this.#addressOf(request))))
    if (status === 304) {
      charge.budget.used -= charge.cost
      charge.cost = 0
    }
    return this.#toHeaders(charge.policy, charge.budget)
  }

  #take(request: IncomingMessage, policy: PolicyName, client: string): void {
    const budget = this.#budgetOf(policy, client)
    const { method } = request
    const cost = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? this.#costs.read : this.#costs.write
    if (budget.used >= this.#quotas[policy]) this.#refuse(request, { policy, budget, cost: 0 })
    budget.used += cost
    this.#charges.set(request, { policy, budget, cost })
  }

  #refuse(request: IncomingMessage, charge: Charge): never {
    this.#charges.set(request, charge)
    throw new ThrottledError(this.#secondsLeft(charge.budget))
  }

  #budgetOf(policy: PolicyName, client: string): Budget {
    const now = this.#now()
    const key = policy === 'address' ? client : `${policy} ${client}`
    const known = this.#budgets.get(key)
    if (known && known.endsAtMs > now) return known
    const budget = { used: 0, endsAtMs: now + windowS * 1_000 }
    this.#budgets.set(key, budget)
    return budget
  }

  #secondsLeft({ endsAtMs }: Budget): number {
    return Math.max(1, Math.ceil((endsAtMs - this.#now()) / 1_000))
  }

  #toHeaders(policy: PolicyName, budget: Budget): [string, string, string, string] {
    const remaining = Math.max(0, this.#quotas[policy] - budget.used)
    return [
      'RateLimit-Policy',
      this.#policyHeaders[policy],
      'RateLimit',
      `"${policy}";r=${remaining};t=${this.#secondsLeft(budget)}`,
    ]
  }
}
