import { createHostApi, type HostApi } from './api.ts'
import { type Clock, systemClock } from './clock.ts'
import { createCredentials } from './credentials.ts'
import type { HostFetch } from './fetch.ts'
import { createHostGate, type HostGateOptions } from './gate.ts'

/** What a client needs to reach its host. */
export interface HostAccess {
  fetch: HostFetch
  /** In the order of their use; none to ask as a visitor. */
  tokens?: readonly string[] | undefined
  clock?: Clock | undefined
  /** Hears that a token was rejected, by its place in `tokens`. */
  onTokenRejected?: ((place: number) => void) | undefined
}

/** How a host wants to be asked. */
export interface Manners {
  pace: HostGateOptions
  /** The header that carries a token. */
  toHeader?: (token: string) => Record<string, string>
}

/** One host, asked in turn and at its pace. */
export function createPacedApi(access: HostAccess, { pace, toHeader = toBearer }: Manners): HostApi {
  const { fetch, tokens = [], clock = systemClock, onTokenRejected } = access
  const gate = createHostGate({ ...pace, clock })
  return createHostApi({ fetch, gate, credentials: createCredentials(tokens, toHeader, onTokenRejected) })
}

function toBearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
