import type { Database } from '../db/connect.ts'
import { sessionCookie } from '../http/credentials.ts'
import type { Role } from './actor.ts'
import { datesPlugin } from './dates.ts'
import { fetchAccessToken, fetchGitHubUser, type GitHubOptions } from './github.ts'
import { passwordLengths } from './passwords.ts'
import { findFreeName, isAccountName, maxNameLength, namePattern } from './store.ts'

export interface AuthOptions {
  db: Database
  /** Origin that readers use: cookies are only sent over https when it is https. */
  origin: string
  secret: string
  github: GitHubOptions | undefined
  /** Whether somebody unknown who signs in with GitHub gets an account, and what it may do. */
  isSignUpOpen: boolean
  newRole: Role
  log: (message: string, details: unknown[]) => void
}

const dayS = 86_400

/**
 * Better-auth on our tables. It keeps sessions, checks passwords and walks through OAuth; only its functions are called, none of its
 * routes but the one that GitHub sends people back to.
 */
export async function createAuth({ db, origin, secret, github, isSignUpOpen, newRole, log }: AuthOptions) {
  // Loaded at the first sign-in: it would slow every start of the command line.
  const [{ betterAuth }, { username }, { genericOAuth }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins/username'),
    import('better-auth/plugins/generic-oauth'),
  ])
  return betterAuth({
    baseURL: origin,
    basePath: '/login',
    secret,
    database: { db: db.withPlugin(datesPlugin), type: 'postgres', transaction: true },
    telemetry: { enabled: false },
    // Ours count before it is asked. It has no hooks of ours either: they would run in its transactions, where the embedded database waits
    // for ever for any other query.
    rateLimit: { enabled: false },
    logger: { level: 'error', log: (_level, message, ...details: unknown[]) => log(message, details) },
    onAPIError: { errorURL: `${origin}/login/` },
    advanced: {
      // Our tables lack the columns for pictures and for the tokens of other sites, none of which we keep.
      database: { generateId: 'serial', validateSchema: false },
      useSecureCookies: origin.startsWith('https:'),
      cookiePrefix: 'packgrid',
      cookies: { session_token: { name: sessionCookie } },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    user: {
      modelName: 'account',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'modified_at' },
      additionalFields: {
        role: { type: 'string', required: true, input: false, defaultValue: newRole },
        signedUpAt: { type: 'date', required: false, input: false, fieldName: 'signed_up_at', defaultValue: () => new Date() },
        disabledAt: { type: 'date', required: false, input: false, fieldName: 'disabled_at' },
      },
    },
    session: {
      expiresIn: 60 * dayS,
      disableSessionRefresh: true,
      fields: {
        userId: 'account_id',
        expiresAt: 'expires_at',
        createdAt: 'created_at',
        updatedAt: 'modified_at',
        ipAddress: 'address',
        userAgent: 'user_agent',
      },
    },
    account: {
      modelName: 'sign_in',
      updateAccountOnSignIn: false,
      accountLinking: { enabled: false },
      fields: {
        userId: 'account_id',
        providerId: 'provider',
        accountId: 'subject',
        password: 'password_hash',
        createdAt: 'created_at',
        updatedAt: 'modified_at',
      },
    },
    verification: { fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'modified_at' } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLengths.min,
      maxPasswordLength: passwordLengths.max,
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: maxNameLength,
        usernameValidator: isAccountName,
        displayUsername: false,
        schema: { user: { fields: { username: 'login' } } },
      }),
      ...(github ? [genericOAuth({ config: [toProvider(db, github, isSignUpOpen)] })] : []),
    ],
  })
}

export type Auth = Awaited<ReturnType<typeof createAuth>>

/** Tells better-auth the address of the client, as we know it. */
export const addressHeader = 'x-packgrid-client'

function toProvider(db: Database, github: GitHubOptions, isSignUpOpen: boolean) {
  return {
    providerId: 'github',
    clientId: github.clientId,
    clientSecret: github.clientSecret,
    authorizationUrl: `${github.url}/login/oauth/authorize`,
    tokenUrl: `${github.url}/login/oauth/access_token`,
    // Nothing but who it is: that needs no scope.
    scopes: [],
    pkce: true,
    disableSignUp: !isSignUpOpen,
    // In `raw`, because better-auth would store what stands elsewhere.
    getToken: async ({
      code,
      codeVerifier = '',
      redirectURI,
    }: {
      code: string
      codeVerifier?: string | undefined
      redirectURI: string
    }) => ({
      raw: { accessToken: await fetchAccessToken(github, { code, codeVerifier, redirectUri: redirectURI }) },
    }),
    getUserInfo: async ({ raw }: { raw?: Record<string, unknown> | undefined }) => {
      const accessToken = String(raw?.['accessToken'])
      const { id, login } = await fetchGitHubUser(github, accessToken)
      // Better-auth wants an address; GitHub gives everybody this one, which tells nothing.
      const email = `${id}+${login}@users.noreply.github.com`
      return { id: String(id), name: await findFreeName(db, toName(login)), email, emailVerified: true }
    },
  }
}

function toName(login: string): string {
  return new RegExp(namePattern).exec(login)?.[0].slice(0, maxNameLength - 8) ?? 'account'
}
