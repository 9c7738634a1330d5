import type { Credentials } from './credentials.ts'
import type { HostAnswer, HostFetch, HostRequest } from './fetch.ts'
import type { HostGate, Turn } from './gate.ts'

/** One host as its client asks it: safely, in turn, with a token that works. */
export interface HostApi {
  /**
   * Statuses are answers, but for those that tell of a limit or a rejected token.
   * @throws HostError, HostLimitedError
   */
  ask: (request: HostRequest, turn?: Turn) => Promise<HostAnswer>
  readonly gate: HostGate
  readonly credentials: Credentials
}

export interface HostApiOptions {
  fetch: HostFetch
  gate: HostGate
  credentials: Credentials
}

export function createHostApi({ fetch, gate, credentials }: HostApiOptions): HostApi {
  async function ask(request: HostRequest, turn?: Turn): Promise<HostAnswer> {
    const { header } = credentials
    const answer = await gate.run(() => fetch(header ? { ...request, secretHeaders: header } : request), turn)
    if (answer.status !== 401 || !header) return answer
    credentials.reject(header)
    return ask(request, turn)
  }
  return { ask, gate, credentials }
}
