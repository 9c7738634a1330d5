import type { FastifyInstance } from 'fastify'

import { accountRoutes } from './accounts/account-routes.ts'
import { createAdmission } from './accounts/admission.ts'
import { createIdentify } from './accounts/identify.ts'
import { signInRoutes } from './accounts/sign-in-routes.ts'
import { createSignIn } from './accounts/sign-in.ts'
import { createFindViewer } from './accounts/viewer.ts'
import { categoryPageRoutes } from './categories/page-routes.ts'
import { categoryResource } from './categories/resource.ts'
import { compareStartRoutes } from './compare/routes.ts'
import type { AccountsConfig, LimitsConfig } from './config.ts'
import type { ChangeFeed } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { elementResource } from './grids/elements.ts'
import { featureResource } from './grids/features.ts'
import { gridListRoutes } from './grids/page-routes.ts'
import { createGridResource } from './grids/resource.ts'
import { homeRoutes } from './home/routes.ts'
import { assetRoutes } from './http/asset-routes.ts'
import { ResponseCache } from './http/caching.ts'
import { createClientAddress } from './http/client-address.ts'
import { RateLimits } from './http/limits.ts'
import type { PageOptions } from './http/page-routes.ts'
import { createHttpServer } from './http/server.ts'
import type { Site } from './http/site.ts'
import { addPackageRoutes } from './packages/add-routes.ts'
import { editPackageRoutes } from './packages/edit-routes.ts'
import { exampleRoutes } from './packages/example-routes.ts'
import { exampleResource } from './packages/examples.ts'
import { flagRoutes } from './packages/flag-routes.ts'
import { flagResource } from './packages/flags.ts'
import { moderationRoutes } from './packages/moderation-routes.ts'
import { opinionRoutes } from './packages/opinion-routes.ts'
import { packageRoutes } from './packages/package-routes.ts'
import { packageListRoutes } from './packages/page-routes.ts'
import { releaseResource } from './packages/releases.ts'
import { createPackageResource } from './packages/resource.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { createRevisionEndpoints } from './revisions/endpoints.ts'
import { revisionPageRoutes } from './revisions/page-routes.ts'
import { createRevisionResources } from './revisions/resource.ts'
import { searchEndpoint } from './search/endpoint.ts'
import { searchPageRoutes } from './search/page-routes.ts'

/** One package: its page, its history, and what people do about it. */
const packageModules = [revisionPageRoutes, packageRoutes, opinionRoutes, exampleRoutes, flagRoutes, moderationRoutes]

const apiRoot = '/api/v4/'

export interface AppOptions {
  connection: Connection
  /** Origin of links; the address that the server listens on when not given. */
  publicUrl: string | undefined
  /** Name of the directory. */
  siteTitle: string
  /** What its packages are for. */
  frameworkTitle: string
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
  const cacheKeyOf = createCacheKeys(apiRoot)
  const changes = await connection.watch(cache)
  const addressOf = createClientAddress(options.trustedProxies)
  const limits = new RateLimits(options.limits, addressOf, now)
  const origin = () => publicUrl ?? server.listeningOrigin
  const site: Site = {
    title: options.siteTitle,
    framework: options.frameworkTitle,
    origin,
  }
  const server: FastifyInstance = createHttpServer({ site, cache, cacheKeyOf, limits, logLevel })
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

  const packageResource = createPackageResource(db)
  const revisions = createRevisionResources()
  const resources: Resource[] = [
    packageResource,
    releaseResource,
    exampleResource,
    flagResource,
    createGridResource(db),
    featureResource,
    elementResource,
    categoryResource,
    ...revisions,
  ]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    searchEndpoint,
    ...createRevisionEndpoints({ db, resource: revisions[0], resources }),
    ...createResourceEndpoints(db, resources),
  ]
  await collectOpenApi(server)
  for (const schema of new Set(resources.map((resource) => resource.schema))) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(docsRoutes, { site })
  const accountOptions = { db, site, signIn, addressOf, now }
  await server.register(signInRoutes, {
    ...accountOptions,
    signUp: accounts.signUp,
    newRole,
    gitHubUrl: accounts.github?.url,
  })
  await server.register(accountRoutes, accountOptions)
  const pages: PageOptions = { site, cache, cacheKeyOf, findViewer: createFindViewer(signIn), now: () => new Date(now()) }
  for (const routes of [
    homeRoutes,
    packageListRoutes,
    categoryPageRoutes,
    gridListRoutes,
    searchPageRoutes,
    compareStartRoutes,
  ]) {
    await server.register(routes, { ...pages, db })
  }
  for (const routes of packageModules) await server.register(routes, { ...pages, db })
  for (const routes of [addPackageRoutes, editPackageRoutes]) {
    await server.register(routes, { ...pages, db, resource: packageResource })
  }
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    identify,
    settled: () => changes.settled(),
    site,
    root: apiRoot,
  })
  return { server, changes }
}
