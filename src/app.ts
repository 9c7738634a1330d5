import type { FastifyInstance } from 'fastify'

import { accountRoutes } from './accounts/account-routes.ts'
import { createAdmission } from './accounts/admission.ts'
import { createIdentify } from './accounts/identify.ts'
import { signInRoutes } from './accounts/sign-in-routes.ts'
import { createSignIn } from './accounts/sign-in.ts'
import { categoryResource } from './categories/resource.ts'
import type { AccountsConfig, LimitsConfig } from './config.ts'
import type { ChangeFeed } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { createGridResource } from './grids/resource.ts'
import { assetRoutes } from './http/assets.ts'
import { ResponseCache } from './http/caching.ts'
import { createClientAddress } from './http/client-address.ts'
import { RateLimits } from './http/limits.ts'
import { createHttpServer } from './http/server.ts'
import { createPackageResource } from './packages/resource.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { searchEndpoint } from './search/endpoint.ts'

export interface AppOptions {
  connection: Connection
  /** Origin of links; the address that the server listens on when not given. */
  publicUrl: string | undefined
  cacheBytes: number
  accounts: AccountsConfig
  limits: LimitsConfig
  trustedProxies: readonly string[]
  /** Calls hosts. */
  fetch: typeof fetch
  /** The time in milliseconds, as `Date.now`. */
  now: () => number
  logLevel: string
}

export interface App {
  server: FastifyInstance
  changes: ChangeFeed
}

/** Puts the modules together. Closing the server closes the change feed too, but not the database. */
export async function createApp(options: AppOptions): Promise<App> {
  const { connection, publicUrl, cacheBytes, accounts, logLevel, now } = options
  const { db } = connection
  const cache = new ResponseCache(cacheBytes)
  const cacheKeyOf = createCacheKeys()
  const changes = await connection.watch(cache)
  const addressOf = createClientAddress(options.trustedProxies)
  const limits = new RateLimits(options.limits, addressOf, now)
  const server: FastifyInstance = createHttpServer({ cache, cacheKeyOf, limits, logLevel })
  const origin = () => publicUrl ?? server.listeningOrigin
  server.addHook('onClose', () => changes.close())

  const newRole = accounts.editPolicy === 'open' ? 'editor' : 'reader'
  const signIn = createSignIn({
    db,
    origin,
    addressOf,
    secret: accounts.sessionSecret,
    github: accounts.github && { ...accounts.github, fetch: options.fetch },
    isSignUpOpen: accounts.signUp !== 'closed',
    newRole,
    log: (message, details) => server.log.warn({ details }, message),
  })
  const identify = createAdmission({ identify: createIdentify({ db, signIn }), limits })
  server.addHook('onRequest', async ({ raw }) => void (await identify(raw)))

  const resources: Resource[] = [createPackageResource(db), createGridResource(db), categoryResource]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    searchEndpoint,
    ...createResourceEndpoints(db, resources),
  ]
  await collectOpenApi(server)
  for (const { schema } of resources) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(docsRoutes)
  await server.register(signInRoutes, {
    db,
    signIn,
    origin,
    addressOf,
    signUp: accounts.signUp,
    newRole,
    gitHubUrl: accounts.github?.url,
    now,
  })
  await server.register(accountRoutes, { db, signIn, origin, addressOf, now })
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    identify,
    limits,
    origin,
    root: '/api/v4/',
  })
  return { server, changes }
}
