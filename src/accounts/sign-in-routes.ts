import type { FastifyInstance, FastifyReply } from 'fastify'

import type { Database } from '../db/connect.ts'
import type { ClientAddress } from '../http/client-address.ts'
import { acceptForms } from '../http/form-routes.ts'
import { pageHeaders } from '../http/layout.ts'
import { requireSameOrigin } from '../http/same-origin.ts'
import type { Site } from '../http/site.ts'
import type { Role } from './actor.ts'
import { Attempts, passwordLimits, signUpLimits } from './attempts.ts'
import { fieldOf, formOptions, redirectTo, sendPage, toLocalPath } from './forms.ts'
import { signInPage, signUpPage } from './pages.ts'
import { passwordLengths, savePassword } from './passwords.ts'
import type { SignIn } from './sign-in.ts'
import { createAccount, isAccountName, NameTakenError } from './store.ts'

export interface SignInRoutesOptions {
  db: Database
  signIn: SignIn
  site: Site
  addressOf: ClientAddress
  /** Who may make an account without being asked to: anybody, whoever GitHub knows, or nobody. */
  signUp: 'open' | 'github' | 'closed'
  newRole: Role
  /** Where GitHub is, for the forms that lead there. */
  gitHubUrl: string | undefined
  now: () => number
}

/** Logging in with a password or over GitHub, signing up, logging out: forms that work without scripts. */
export async function signInRoutes(app: FastifyInstance, options: SignInRoutesOptions): Promise<void> {
  const { db, site, signIn, addressOf, signUp, newRole, gitHubUrl } = options
  const { hasGitHub } = signIn
  const attempts = new Attempts(options.now)
  acceptForms(app)
  if (gitHubUrl) {
    // Browsers follow a form's redirect only where the page allows it.
    const policy = pageHeaders['Content-Security-Policy'].replace("form-action 'self'", `form-action 'self' ${gitHubUrl}`)
    app.addHook('onSend', async (_request, reply) => {
      if (reply.hasHeader('Content-Security-Policy')) reply.header('Content-Security-Policy', policy)
    })
  }

  const toPage = (next: string, shown: { name?: string; problem?: string } = {}) =>
    signInPage({ ...shown, site, next, hasGitHub, canSignUp: signUp === 'open' })
  const toSignUpPage = (next: string, shown: { name?: string; problem?: string } = {}) =>
    signUpPage({ ...shown, site, next, hasGitHub })

  app.get<{ Querystring: { next?: string; error?: string } }>('/login/', formOptions, async (request, reply) => {
    const next = toLocalPath(request.query.next)
    if (await signIn.find(request.raw)) return redirectTo(reply, next)
    const { error } = request.query
    return error === undefined
      ? sendPage(reply, 200, toPage(next))
      : sendPage(reply, 403, toPage(next, { problem: toProblem(error) }))
  })

  app.post('/login/', formOptions, async (request, reply) => {
    requireSameOrigin(request.raw, site.origin())
    const name = fieldOf(request, 'name').trim()
    const next = toLocalPath(fieldOf(request, 'next'))
    const limits = passwordLimits(name, addressOf(request.raw))
    const waitS = attempts.begin(limits)
    if (waitS !== undefined) return sendWait(reply, waitS, (problem) => toPage(next, { name, problem }))
    const cookies = await signIn.withPassword(request.raw, name, fieldOf(request, 'password'))
    if (!cookies) return sendPage(reply, 403, toPage(next, { name, problem: 'Name and password do not fit together.' }))
    attempts.forgive(limits)
    return redirectTo(reply, next, cookies)
  })

  app.post('/logout/', formOptions, async (request, reply) => {
    const session = await signIn.find(request.raw)
    const csrf = session && { given: fieldOf(request, 'csrf'), expected: session.csrfToken }
    requireSameOrigin(request.raw, site.origin(), csrf)
    return redirectTo(reply, '/', await signIn.end(request.raw))
  })

  if (hasGitHub) {
    app.post('/login/github/', formOptions, async (request, reply) => {
      requireSameOrigin(request.raw, site.origin())
      const { location, cookies } = await signIn.toGitHub(request.raw, toLocalPath(fieldOf(request, 'next')))
      return redirectTo(reply, location, cookies)
    })
    app.get('/login/callback/github', formOptions, async (request, reply) => {
      const { location, cookies } = await signIn.fromGitHub(request.raw)
      return redirectTo(reply, location, cookies)
    })
  }

  if (signUp !== 'open') return

  app.get<{ Querystring: { next?: string } }>('/signup/', formOptions, async (request, reply) =>
    sendPage(reply, 200, toSignUpPage(toLocalPath(request.query.next))),
  )

  app.post('/signup/', formOptions, async (request, reply) => {
    requireSameOrigin(request.raw, site.origin())
    const name = fieldOf(request, 'name').trim()
    const next = toLocalPath(fieldOf(request, 'next'))
    const refuse = (problem: string) => sendPage(reply, 400, toSignUpPage(next, { name, problem }))
    if (!isAccountName(name)) return refuse('A name has letters and digits, and . _ - between them, at most 50 in all.')
    const problem = findPasswordProblem(fieldOf(request, 'password'))
    if (problem) return refuse(problem)
    const waitS = attempts.begin(signUpLimits(addressOf(request.raw)))
    if (waitS !== undefined) return sendWait(reply, waitS, (text) => toSignUpPage(next, { name, problem: text }))
    try {
      await savePassword(db, await createAccount(db, name, newRole, true), fieldOf(request, 'password'))
    } catch (error) {
      if (error instanceof NameTakenError) return refuse('Somebody has this name already.')
      throw error
    }
    return redirectTo(reply, next, await signIn.withPassword(request.raw, name, fieldOf(request, 'password')))
  })
}

/** What is wrong with a new password. */
export function findPasswordProblem(password: string): string | undefined {
  if (password.length < passwordLengths.min) return `A password has at least ${passwordLengths.min} characters.`
  if (password.length > passwordLengths.max) return `A password has at most ${passwordLengths.max} characters.`
  return undefined
}

function sendWait(reply: FastifyReply, waitS: number, toPage: (problem: string) => ReturnType<typeof signInPage>): FastifyReply {
  const minutes = Math.ceil(waitS / 60)
  const problem = `That was too often. Please try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
  return sendPage(reply.header('Retry-After', String(waitS)), 429, toPage(problem))
}

/** What better-auth calls a sign-in over GitHub that failed, in words. */
function toProblem(error: string): string {
  if (error === 'access_denied') return 'GitHub was not allowed to say who you are.'
  if (error === 'disabled') return 'This account is shut out. Ask whoever runs this site.'
  if (error === 'signup_disabled')
    return 'Nobody has an account here for this GitHub account, and new ones are made by whoever runs this site.'
  if (error.startsWith('state')) return 'The way over GitHub took too long, or began in another browser. Please try again.'
  return 'GitHub could not say who you are. Please try again.'
}
