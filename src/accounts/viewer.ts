import type { IncomingMessage } from 'node:http'

import type { Viewer } from '../http/site.ts'
import type { KnownSession, SignIn } from './sign-in.ts'

/** Tells pages who reads them. */
export function createFindViewer(signIn: Pick<SignIn, 'find'>): (request: IncomingMessage) => Promise<Viewer | undefined> {
  return async (request) => {
    const session = await signIn.find(request)
    return session && toViewer(session)
  }
}

export function toViewer({ actor, csrfToken }: KnownSession): Viewer {
  return { name: actor.name, profile: `/profiles/${actor.name}/`, csrfToken, actor }
}
