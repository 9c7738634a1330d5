import type { FastifyInstance } from 'fastify'

import { createIdentify } from './accounts/identify.ts'
import { createPolicy, type EditPolicy } from './accounts/permissions.ts'
import { categoryPageRoutes } from './categories/page-routes.ts'
import { createCategoryResource } from './categories/resource.ts'
import { compareRoutes } from './compare/routes.ts'
import type { ChangeFeed } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { gridListRoutes } from './grids/page-routes.ts'
import { createGridResource } from './grids/resource.ts'
import { homeRoutes } from './home/routes.ts'
import { assetRoutes } from './http/asset-routes.ts'
import { ResponseCache } from './http/caching.ts'
import type { PageOptions } from './http/page-routes.ts'
import { createHttpServer } from './http/server.ts'
import type { Site } from './http/site.ts'
import { packageListRoutes } from './packages/page-routes.ts'
import { createPackageResource } from './packages/resource.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { createRevisionEndpoints } from './revisions/endpoints.ts'
import { createRevisionResources } from './revisions/resource.ts'
import { searchEndpoint } from './search/endpoint.ts'
import { searchPageRoutes } from './search/page-routes.ts'

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
  /** Who may add and edit. */
  editPolicy: EditPolicy
  logLevel: string
}

export interface App {
  server: FastifyInstance
  changes: ChangeFeed
}

/** Puts the modules together. Closing the server closes the change feed too, but not the database. */
export async function createApp(options: AppOptions): Promise<App> {
  const { connection, publicUrl, cacheBytes, editPolicy, logLevel } = options
  const { db } = connection
  const cache = new ResponseCache(cacheBytes)
  const cacheKeyOf = createCacheKeys(apiRoot)
  const changes = await connection.watch(cache)
  const site: Site = {
    title: options.siteTitle,
    framework: options.frameworkTitle,
    origin: () => publicUrl ?? server.listeningOrigin,
  }
  const server: FastifyInstance = createHttpServer({ site, cache, cacheKeyOf, logLevel })
  server.addHook('onClose', () => changes.close())

  const policy = createPolicy(editPolicy)
  const revisions = createRevisionResources()
  const resources: Resource[] = [
    createPackageResource(db, policy),
    createGridResource(db, policy),
    createCategoryResource(policy),
    ...revisions,
  ]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    searchEndpoint,
    ...createRevisionEndpoints({ db, policy, resource: revisions[0], resources }),
    ...createResourceEndpoints(db, resources),
  ]
  await collectOpenApi(server)
  for (const schema of new Set(resources.map((resource) => resource.schema))) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(docsRoutes, { site })
  const pages: PageOptions = { site, cache, cacheKeyOf, findViewer: async () => undefined, now: () => new Date() }
  for (const routes of [homeRoutes, packageListRoutes, categoryPageRoutes, gridListRoutes, searchPageRoutes, compareRoutes]) {
    await server.register(routes, { ...pages, db })
  }
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    identify: createIdentify({ db }),
    settled: () => changes.settled(),
    site,
    root: apiRoot,
  })
  return { server, changes }
}
