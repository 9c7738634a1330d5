import { createHostApi, type HostApi } from '../../src/hosts/api.ts'
import type { Clock } from '../../src/hosts/clock.ts'
import { createCredentials } from '../../src/hosts/credentials.ts'
import type { Call } from '../../src/hosts/facts.ts'
import { createHostFetch } from '../../src/hosts/fetch.ts'
import { createHostGate, type HostGateOptions } from '../../src/hosts/gate.ts'

export interface SimulatedAccess {
  api: HostApi
  calls: Call[]
  close(): Promise<void>
}

export interface AccessOptions extends HostGateOptions {
  clock: Clock
  tokens?: readonly string[]
  timeoutMs?: number
  /** Hears of every call, as `calls` does. */
  onCall?: (call: Call) => void
}

/** The way to simulated hosts: the real one, allowed to the loopback. */
export function createAccess({ tokens = [], timeoutMs = 2000, onCall, ...gate }: AccessOptions): SimulatedAccess {
  const calls: Call[] = []
  const fetch = createHostFetch({
    allowHosts: ['127.0.0.1'],
    contact: 'https://packages.example/about',
    timeoutMs,
    onCall: (call) => {
      calls.push(call)
      onCall?.(call)
    },
  })
  const credentials = createCredentials(tokens, (token) => ({ authorization: `Bearer ${token}` }))
  return { api: createHostApi({ fetch, gate: createHostGate(gate), credentials }), calls, close: () => fetch.close() }
}
