import type { FastifyInstance } from 'fastify'

import { accountRoutes } from './accounts/account-routes.ts'
import { accountAdminRoutes } from './accounts/admin-routes.ts'
import { createAdmission } from './accounts/admission.ts'
import { createIdentify } from './accounts/identify.ts'
import { signInRoutes } from './accounts/sign-in-routes.ts'
import { createSignIn } from './accounts/sign-in.ts'
import { TokenMemory } from './accounts/token-memory.ts'
import { createFindViewer } from './accounts/viewer.ts'
import { Announcements } from './announcements/board.ts'
import { announcementRoutes } from './announcements/routes.ts'
import { categoryPageRoutes } from './categories/page-routes.ts'
import { categoryResource } from './categories/resource.ts'
import { compareRoutes } from './compare/routes.ts'
import type { AccountsConfig, LimitsConfig } from './config.ts'
import { type ChangeFeed, tellAll } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { RowMemory } from './db/row-memory.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { elementFormRoutes } from './grids/element-forms.ts'
import { elementResource } from './grids/elements.ts'
import { featureFormRoutes } from './grids/feature-forms.ts'
import { featureResource } from './grids/features.ts'
import { gridFormRoutes } from './grids/grid-forms.ts'
import { memberFormRoutes } from './grids/member-forms.ts'
import { packageGridRoutes } from './grids/package-grid-routes.ts'
import { gridListRoutes } from './grids/page-routes.ts'
import { createGridResource } from './grids/resource.ts'
import { healthRoutes } from './health/routes.ts'
import { homeRoutes } from './home/routes.ts'
import { systemClock } from './hosts/clock.ts'
import { assetRoutes } from './http/asset-routes.ts'
import { isAsset } from './http/assets.ts'
import { ResponseCache } from './http/caching.ts'
import { createClientAddress } from './http/client-address.ts'
import { RateLimits } from './http/limits.ts'
import type { PageOptions } from './http/page-routes.ts'
import { createHttpServer } from './http/server.ts'
import type { Site } from './http/site.ts'
import type { JobQueue } from './jobs/queue.ts'
import { addPackageRoutes } from './packages/add-routes.ts'
import { badgeRoutes } from './packages/badge-routes.ts'
import { deprecationRoutes } from './packages/deprecation-routes.ts'
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
import { pictureRoutes } from './pictures/routes.ts'
import { profileRoutes } from './profiles/routes.ts'
import { refreshPageRoutes } from './refresh/page-routes.ts'
import { createProvenance } from './refresh/provenance.ts'
import { createReceiptEndpoint, ReceiptRecord } from './refresh/receipt-endpoint.ts'
import { refreshRoutes } from './refresh/routes.ts'
import type { RefreshContext } from './refresh/run.ts'
import { statusRoutes } from './refresh/status-routes.ts'
import { createViewCounter } from './refresh/views.ts'
import { webhookRoutes } from './refresh/webhook.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { createRevisionEndpoints } from './revisions/endpoints.ts'
import { revisionPageRoutes } from './revisions/page-routes.ts'
import { createRevisionResources } from './revisions/resource.ts'
import { createSearchEndpoint } from './search/endpoint.ts'
import { searchPageRoutes } from './search/page-routes.ts'
import { searchRoutes } from './search/routes.ts'
import { rulesRoutes } from './search/rules-routes.ts'
import { SearchHit } from './search/schema.ts'
import { Suggestions } from './search/suggestions.ts'
import { sitemapRoutes } from './sitemaps/routes.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import { oldAddressRoutes } from './texts/old-addresses.ts'
import { textRoutes } from './texts/routes.ts'

/** Whatever answers with pages, feeds and pictures. */
const pageModules = [
  announcementRoutes,
  accountAdminRoutes,
  homeRoutes,
  packageListRoutes,
  revisionPageRoutes,
  packageRoutes,
  opinionRoutes,
  exampleRoutes,
  flagRoutes,
  deprecationRoutes,
  moderationRoutes,
  profileRoutes,
  badgeRoutes,
  categoryPageRoutes,
  gridListRoutes,
  compareRoutes,
  rulesRoutes,
  feedRoutes,
  pictureRoutes,
  sitemapRoutes,
  statisticsRoutes,
  textRoutes,
  packageGridRoutes,
  oldAddressRoutes,
]

const apiRoot = '/api/v4/'

/** What the app needs of refreshing. */
export interface AppRefreshing {
  context: RefreshContext
  queue: JobQueue
  webhookSecret: string | undefined
}

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
  /** Undefined in a directory that does not refresh. */
  refreshing?: AppRefreshing | undefined
}

export interface App {
  server: FastifyInstance
  changes: ChangeFeed
}

/** Puts the modules together. Closing the server closes the change feed too, but not the database. */
export async function createApp(options: AppOptions): Promise<App> {
  const { connection, publicUrl, cacheBytes, accounts, logLevel, now, refreshing } = options
  const { db, searchDb } = connection
  const announcements = new Announcements(db, now)
  const cache = new ResponseCache(cacheBytes, announcements)
  const cacheKeyOf = createCacheKeys(apiRoot)
  const suggestions = new Suggestions(db)
  const tokens = new TokenMemory(db)
  const rows = new RowMemory()
  const changes = await connection.watch(tellAll([cache, rows, suggestions, announcements, tokens]))
  const settled = () => changes.settled()
  const addressOf = createClientAddress(options.trustedProxies)
  const limits = new RateLimits(options.limits, addressOf, now)
  let listeningOrigin: string | undefined
  const origin = () => publicUrl ?? listeningOrigin ?? server.listeningOrigin
  const site: Site = {
    title: options.siteTitle,
    framework: options.frameworkTitle,
    origin,
    banners: announcements,
  }
  const views = refreshing && createViewCounter({ db, addressOf, clock: refreshing.context.clock })
  const server: FastifyInstance = createHttpServer({ site, cache, cacheKeyOf, limits, logLevel, onAnswered: views?.count })
  // Asking the system for each request would take longer than much else that a request does.
  server.addHook('onListen', async () => {
    listeningOrigin = server.listeningOrigin
  })
  server.addHook('onRequest', () => announcements.ready())
  server.addHook('onClose', () => changes.close())
  server.addHook('onClose', () => views?.close())

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
  const identify = createAdmission({ identify: createIdentify({ tokens, signIn }), limits })
  // What pages refer to costs nothing: a page that says "too many requests" is to look like the others.
  server.addHook('onRequest', async ({ raw }) => {
    if (!isAsset(raw.url)) await identify(raw)
  })

  const { clock = systemClock, sources = [], downloads, maxAgeMs = 0 } = refreshing?.context ?? {}
  const packageResource = createPackageResource(db, { provenance: createProvenance(db, sources, downloads?.title) })
  const revisions = createRevisionResources()
  const gridResource = createGridResource(db)
  const resources: Resource[] = [
    packageResource,
    releaseResource,
    exampleResource,
    flagResource,
    gridResource,
    featureResource,
    elementResource,
    categoryResource,
    ...revisions,
  ]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    createSearchEndpoint(searchDb, suggestions),
    createReceiptEndpoint(db, clock),
    ...createRevisionEndpoints({ db, resource: revisions[0], resources }),
    ...createResourceEndpoints(db, resources, rows),
  ]
  await collectOpenApi(server)
  for (const schema of new Set([...resources.map((resource) => resource.schema), SearchHit])) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(searchRoutes, { suggestions, site })
  const accountOptions = { db, site, signIn, addressOf, now, settled }
  await server.register(signInRoutes, {
    ...accountOptions,
    signUp: accounts.signUp,
    newRole,
    gitHubUrl: accounts.github?.url,
  })
  await server.register(accountRoutes, accountOptions)
  const pages: PageOptions = {
    site,
    cache,
    cacheKeyOf,
    findViewer: createFindViewer(signIn),
    now: () => new Date(now()),
    settled,
  }
  await server.register(docsRoutes, pages)
  await server.register(searchPageRoutes, { ...pages, db, searchDb, spelling: suggestions })
  for (const routes of pageModules) await server.register(routes, { ...pages, db })
  await server.register(healthRoutes, { site, db })
  await server.register(statusRoutes, {
    ...pages,
    db,
    clock,
    sources,
    maxAgeMs,
    isOn: refreshing !== undefined,
    downloadsTitle: downloads?.title,
  })
  server.addSchema(ReceiptRecord)
  const queue = refreshing?.queue
  await server.register(refreshRoutes, { db, clock, sources, queue, origin, root: apiRoot, identify, addressOf })
  await server.register(refreshPageRoutes, { ...pages, db, clock, sources, queue })
  if (queue && refreshing.webhookSecret) {
    await server.register(webhookRoutes, { db, clock, queue, secret: refreshing.webhookSecret })
  }
  for (const routes of [addPackageRoutes, editPackageRoutes]) {
    await server.register(routes, { ...pages, db, resource: packageResource })
  }
  for (const routes of [gridFormRoutes, featureFormRoutes, elementFormRoutes, memberFormRoutes]) {
    await server.register(routes, { ...pages, db, resource: gridResource })
  }
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    identify,
    findViewer: pages.findViewer,
    settled,
    site,
    root: apiRoot,
  })
  return { server, changes }
}
