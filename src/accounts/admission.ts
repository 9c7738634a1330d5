import type { IncomingMessage } from 'node:http'

import { hasCredentials } from '../http/credentials.ts'
import type { RateLimits } from '../http/limits.ts'
import { RestError } from '../rest/errors.ts'
import type { Actor } from './actor.ts'
import type { Identify } from './identify.ts'

/**
 * Identifies whoever sends a request and takes its price from the right budget, both once however often it is asked: an account's own, or
 * that of the address for everybody else. @throws RestError 401, ThrottledError
 */
export function createAdmission({ identify, limits }: { identify: Identify; limits: RateLimits }): Identify {
  const admissions = new WeakMap<IncomingMessage, Promise<Actor | undefined>>()

  async function admit(request: IncomingMessage): Promise<Actor | undefined> {
    const actor = hasCredentials(request.headers) ? await identifyTrusted(request) : undefined
    if (actor) limits.takeByAccount(request, actor)
    else limits.takeByAddress(request)
    return actor
  }

  async function identifyTrusted(request: IncomingMessage): Promise<Actor | undefined> {
    limits.requireTrust(request)
    try {
      return await identify(request)
    } catch (error) {
      if (error instanceof RestError) limits.noteRefused(request)
      throw error
    }
  }

  return (request) => {
    const known = admissions.get(request) ?? admit(request)
    admissions.set(request, known)
    return known
  }
}
