import type { IncomingMessage } from 'node:http'

import { hasSessionCookie } from '../http/credentials.ts'
import { notAuthenticated } from '../rest/errors.ts'
import type { Actor } from './actor.ts'
import type { SignIn } from './sign-in.ts'
import type { TokenMemory } from './token-memory.ts'

/** Who sends a request; undefined without credentials. @throws RestError 401 when there are some and they are not valid */
export type Identify = (request: IncomingMessage) => Promise<Actor | undefined>

/**
 * Reads `Authorization: Token …` and `Bearer …`, in the manners and words of Django REST framework, else the cookie of a session. A cookie
 * that is no longer good is no credential, for browsers send it without being asked.
 */
export function createIdentify({ tokens, signIn }: { tokens: TokenMemory; signIn: Pick<SignIn, 'find'> }): Identify {
  return async (request) => {
    const token = parseAuthorization(request.headers.authorization)
    if (token === undefined) return hasSessionCookie(request.headers) ? (await signIn.find(request))?.actor : undefined
    const actor = await tokens.findActor(token)
    if (!actor) throw notAuthenticated('Invalid token.')
    return actor
  }
}

/** The token in the header; undefined when it is absent or of a scheme that is not ours. @throws RestError 401 */
function parseAuthorization(header: string | undefined): string | undefined {
  const [scheme = '', token, ...more] = header?.trim().split(/\s+/) ?? []
  if (!/^(token|bearer)$/i.test(scheme)) return undefined
  if (token === undefined) throw notAuthenticated('Invalid token header. No credentials provided.')
  if (more.length > 0) throw notAuthenticated('Invalid token header. Token string should not contain spaces.')
  return token
}
