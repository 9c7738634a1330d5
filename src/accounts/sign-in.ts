import { createHmac } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

import type { ClientAddress } from '../http/client-address.ts'
import { hasSessionCookie } from '../http/credentials.ts'
import { type Actor, isRole } from './actor.ts'
import { addressHeader, type Auth, type AuthOptions, createAuth } from './auth.ts'
import { getSecret } from './secret.ts'
import { endSessions, removeExpired } from './sessions.ts'
import { saveLastLogin } from './store.ts'

export interface SignInOptions extends Omit<AuthOptions, 'origin' | 'secret'> {
  /** Origin that readers use; known once the server listens. */
  origin: () => string
  /** Signs cookies; undefined: one that the database keeps. */
  secret: string | undefined
  addressOf: ClientAddress
}

/** Where to send a browser next, with the cookies to set. */
interface Redirect {
  location: string
  cookies: string[]
}

export interface KnownSession {
  id: number
  actor: Actor
  /** Proves that a form came from one of our pages, for browsers that do not say so themselves. */
  csrfToken: string
}

/** Sessions of people at a browser: begins, finds and ends them. */
export interface SignIn {
  readonly hasGitHub: boolean
  /** Checks the password and begins a session; its cookies, or undefined when name and password do not fit. */
  withPassword(request: IncomingMessage, name: string, password: string): Promise<string[] | undefined>
  /** Begins the way over GitHub and back to `next`, a path of ours. */
  toGitHub(request: IncomingMessage, next: string): Promise<Redirect>
  /** Ends that way: a session, or back to the sign-in page with an `error`. */
  fromGitHub(request: IncomingMessage): Promise<Redirect>
  /** The session that the request's cookie names, unless it has expired or ended. */
  find(request: IncomingMessage): Promise<KnownSession | undefined>
  /** Changes the password, ends all other sessions and begins a new one in place of this; undefined when `current` is wrong. */
  changePassword(request: IncomingMessage, current: string, password: string): Promise<string[] | undefined>
  /** Ends the session; the cookies that take it out of the browser. */
  end(request: IncomingMessage): Promise<string[]>
}

const dayMs = 86_400_000

export function createSignIn(options: SignInOptions): SignIn {
  /** A request is asked about more than once: for its budget, for its page. */
  const sessions = new WeakMap<IncomingMessage, Promise<KnownSession | undefined>>()
  let auth: Promise<Auth> | undefined
  let secret = ''

  async function open(): Promise<Auth> {
    secret = options.secret ?? (await getSecret(options.db, 'session'))
    return createAuth({ ...options, origin: options.origin(), secret })
  }

  function getAuth(): Promise<Auth> {
    auth ??= open().catch((error: unknown) => {
      // The database was away: the next request tries again.
      auth = undefined
      throw error
    })
    return auth
  }

  /** What better-auth may know of a request. */
  function toHeaders(request: IncomingMessage): Headers {
    const { headers } = request
    const known = new Headers({ [addressHeader]: options.addressOf(request) })
    if (headers.cookie !== undefined) known.set('cookie', headers.cookie)
    if (headers['user-agent'] !== undefined) known.set('user-agent', headers['user-agent'].slice(0, 500))
    return known
  }

  async function findSession(request: IncomingMessage): Promise<KnownSession | undefined> {
    if (!hasSessionCookie(request.headers)) return undefined
    const { api } = await getAuth()
    const found = await api.getSession({ headers: toHeaders(request) })
    if (!found || found.user.disabledAt) return undefined
    const { user, session } = found
    const role = user.role
    if (!isRole(role)) return undefined
    const isNew = user.signedUpAt ? Date.now() - user.signedUpAt.getTime() < dayMs : false
    return {
      id: Number(session.id),
      csrfToken: createHmac('sha256', secret).update(`csrf ${session.token}`).digest('base64url'),
      actor: { accountId: Number(user.id), name: user.name, role, scope: 'edit', via: 'session', isNew },
    }
  }

  /** Notes that an account has signed in; false, and its sessions end, when it is disabled. */
  async function noteSignIn(accountId: number): Promise<boolean> {
    const now = new Date()
    const isEnabled = await saveLastLogin(options.db, accountId, now)
    await (isEnabled ? removeExpired(options.db, now) : endSessions(options.db, accountId))
    return isEnabled
  }

  return {
    hasGitHub: options.github !== undefined,

    async withPassword(request, name, password) {
      const { api } = await getAuth()
      return refusalToUndefined(async () => {
        const { headers, response } = await api.signInUsername({
          body: { username: name, password },
          headers: toHeaders(request),
          returnHeaders: true,
        })
        return (await noteSignIn(Number(response.user.id))) ? headers.getSetCookie() : undefined
      })
    },

    async toGitHub(request, next) {
      const { api } = await getAuth()
      const { headers, response } = await api.signInSocial({
        body: { provider: 'github', callbackURL: next, errorCallbackURL: '/login/', disableRedirect: true },
        headers: toHeaders(request),
        returnHeaders: true,
      })
      return { location: response.url ?? '/login/', cookies: headers.getSetCookie() }
    },

    async fromGitHub(request) {
      const { handler, api } = await getAuth()
      const answer = await handler(new Request(options.origin() + (request.url ?? ''), { headers: toHeaders(request) }))
      const cookies = answer.headers.getSetCookie()
      const cookie = cookies.map((line) => line.split(';', 1)[0]).join('; ')
      const found = await api.getSession({ headers: new Headers({ cookie }) })
      if (found && !(await noteSignIn(Number(found.user.id)))) return { location: '/login/?error=disabled', cookies: [] }
      return { location: answer.headers.get('location') ?? '/login/?error=unknown', cookies }
    },

    find(request) {
      const known = sessions.get(request) ?? findSession(request)
      sessions.set(request, known)
      return known
    },

    async changePassword(request, current, password) {
      const { api } = await getAuth()
      return refusalToUndefined(async () => {
        const { headers } = await api.changePassword({
          body: { currentPassword: current, newPassword: password, revokeOtherSessions: true },
          headers: toHeaders(request),
          returnHeaders: true,
        })
        return headers.getSetCookie()
      })
    },

    async end(request) {
      const { api } = await getAuth()
      const { headers } = await api.signOut({ headers: toHeaders(request), returnHeaders: true })
      return headers.getSetCookie()
    },
  }
}

/** Better-auth throws what the client got wrong as it throws faults of its own; the first is an answer like any other here. */
async function refusalToUndefined<Result>(act: () => Promise<Result>): Promise<Result | undefined> {
  const { isAPIError } = await import('better-auth/api')
  try {
    return await act()
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return undefined
    throw error
  }
}
