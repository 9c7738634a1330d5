import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Database } from '../db/connect.ts'
import type { ClientAddress } from '../http/client-address.ts'
import { acceptForms } from '../http/form-routes.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import type { Site } from '../http/site.ts'
import { accountPage, tokenLifetimes } from './account-page.ts'
import { Attempts, passwordLimits } from './attempts.ts'
import { fieldOf, formOptions, redirectTo, sendPage } from './forms.ts'
import { hasPassword, savePassword } from './passwords.ts'
import { endSession, endSessions, listSessions } from './sessions.ts'
import { findPasswordProblem } from './sign-in-routes.ts'
import type { KnownSession, SignIn } from './sign-in.ts'
import { getAccount, getSharesFavourites, saveSharesFavourites } from './store.ts'
import { createToken, listTokens, maxTokens, revokeToken } from './tokens.ts'
import { toViewer } from './viewer.ts'

export interface AccountRoutesOptions {
  db: Database
  signIn: SignIn
  site: Site
  addressOf: ClientAddress
  now: () => number
  /** Resolves when this process has heard of all that was changed before. */
  settled: () => Promise<void>
}

const home = '/account/'

/** What may be told after a redirect, by its name in the address. */
const notices: Record<string, string> = {
  revoked: 'The token is revoked.',
  ended: 'The session has ended.',
  favourites: 'Your profile shows what you chose.',
  password: 'The new password holds from now on. All other sessions have ended.',
}

type Handler = (session: KnownSession, request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** The page on which an account keeps its tokens, sessions and password. */
export async function accountRoutes(app: FastifyInstance, options: AccountRoutesOptions): Promise<void> {
  const { db, site, signIn, addressOf } = options
  const attempts = new Attempts(options.now)
  acceptForms(app)

  /** A handler for whoever is logged in; everybody else is asked to do so first. */
  const withSession =
    (handle: Handler) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const session = await signIn.find(request.raw)
      if (!session) return redirectTo(reply, `/login/?next=${encodeURIComponent(home)}`)
      if (request.method === 'POST') {
        requireSameOrigin(request.raw, site.origin(), { given: fieldOf(request, 'csrf'), expected: session.csrfToken })
      }
      return handle(session, request, reply)
    }

  async function sendAccountPage(
    reply: FastifyReply,
    status: number,
    session: KnownSession,
    shown: { newToken?: string; problem?: string; notice?: string | undefined } = {},
  ): Promise<FastifyReply> {
    const { accountId } = session.actor
    const [account, sessions, tokens, isPasswordSet, sharesFavourites] = await Promise.all([
      getAccount(db, accountId),
      listSessions(db, accountId, new Date(options.now())),
      listTokens(db, accountId),
      hasPassword(db, accountId),
      getSharesFavourites(db, accountId),
    ])
    const page = accountPage({
      account,
      sessions,
      tokens,
      hasPassword: isPasswordSet,
      sharesFavourites,
      currentSessionId: session.id,
      site,
      viewer: toViewer(session),
      ...shown,
    })
    return sendPage(reply, status, page)
  }

  app.get<{ Querystring: { done?: string } }>(home, formOptions, (request, reply) =>
    withSession((session) => sendAccountPage(reply, 200, session, { notice: notices[request.query.done ?? ''] }))(request, reply),
  )

  app.post(
    '/account/tokens/',
    formOptions,
    withSession(async (session, request, reply) => {
      const { accountId } = session.actor
      const name = fieldOf(request, 'token-name').trim()
      const scope = fieldOf(request, 'scope')
      const days = fieldOf(request, 'days')
      const refuse = (problem: string) => sendAccountPage(reply, 400, session, { problem })
      if (name === '' || name.length > 100) return refuse('Say in 1 to 100 characters what the token is for.')
      if (scope !== 'read' && scope !== 'edit') return refuse('A token may read or edit.')
      if (!tokenLifetimes.some(({ value }) => value === days)) return refuse('Choose how long the token is valid.')
      if ((await listTokens(db, accountId)).length >= maxTokens) return refuse(`You have ${maxTokens} tokens: revoke one first.`)
      const expiresAt = days === '' ? undefined : new Date(options.now() + Number(days) * 86_400_000)
      const newToken = await createToken(db, { accountId, name, scope, expiresAt })
      return sendAccountPage(reply, 200, session, { newToken })
    }),
  )

  app.post<{ Params: { id: string } }>('/account/tokens/:id/revoke/', formOptions, (request, reply) =>
    withSession(async ({ actor }) => {
      await revokeToken(db, actor.accountId, toId(request.params.id))
      await options.settled()
      return redirectTo(reply, `${home}?done=revoked`)
    })(request, reply),
  )

  app.post<{ Params: { id: string } }>('/account/sessions/:id/end/', formOptions, (request, reply) =>
    withSession(async ({ actor }) => {
      await endSession(db, actor.accountId, toId(request.params.id))
      return redirectTo(reply, `${home}?done=ended`)
    })(request, reply),
  )

  app.post(
    '/account/sessions/end-others/',
    formOptions,
    withSession(async ({ id, actor }, _request, reply) => {
      await endSessions(db, actor.accountId, id)
      return redirectTo(reply, `${home}?done=ended`)
    }),
  )

  app.post(
    '/account/favourites/',
    formOptions,
    withSession(async ({ actor }, request, reply) => {
      await saveSharesFavourites(db, actor.accountId, fieldOf(request, 'share') === '1')
      return redirectTo(reply, `${home}?done=favourites`)
    }),
  )

  app.post(
    '/account/password/',
    formOptions,
    withSession(async (session, request, reply) => {
      const { accountId, name } = session.actor
      const password = fieldOf(request, 'new')
      const problem = findPasswordProblem(password)
      if (problem) return sendAccountPage(reply, 400, session, { problem })
      const done = `${home}?done=password`
      if (!(await hasPassword(db, accountId))) {
        await savePassword(db, accountId, password)
        await endSessions(db, accountId, session.id)
        return redirectTo(reply, done)
      }
      const limits = passwordLimits(name, addressOf(request.raw))
      const waitS = attempts.begin(limits)
      if (waitS !== undefined) {
        return sendAccountPage(reply.header('Retry-After', String(waitS)), 429, session, {
          problem: 'That was too often. Please try again later.',
        })
      }
      const cookies = await signIn.changePassword(request.raw, fieldOf(request, 'current'), password)
      if (!cookies) return sendAccountPage(reply, 400, session, { problem: 'The current password is another one.' })
      attempts.forgive(limits)
      return redirectTo(reply, done, cookies)
    }),
  )
}

/** 0, which no row has, for what is no id. */
function toId(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}
