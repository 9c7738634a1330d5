import type { FastifyInstance } from 'fastify'

import { createIdentify } from './accounts/identify.ts'
import { createPolicy, type EditPolicy } from './accounts/permissions.ts'
import { createCategoryResource } from './categories/resource.ts'
import type { ChangeFeed } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { createElementResource } from './grids/elements.ts'
import { createFeatureResource } from './grids/features.ts'
import { createGridResource } from './grids/resource.ts'
import { assetRoutes } from './http/assets.ts'
import { ResponseCache } from './http/caching.ts'
import { createHttpServer } from './http/server.ts'
import { createExampleResource } from './packages/examples.ts'
import { createFlagResource } from './packages/flags.ts'
import { createReleaseResource } from './packages/releases.ts'
import { createPackageResource } from './packages/resource.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { createRevisionEndpoints } from './revisions/endpoints.ts'
import { createRevisionResources } from './revisions/resource.ts'
import { searchEndpoint } from './search/endpoint.ts'

export interface AppOptions {
  connection: Connection
  /** Origin of links; the address that the server listens on when not given. */
  publicUrl: string | undefined
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
export async function createApp({ connection, publicUrl, cacheBytes, editPolicy, logLevel }: AppOptions): Promise<App> {
  const { db } = connection
  const cache = new ResponseCache(cacheBytes)
  const cacheKeyOf = createCacheKeys()
  const changes = await connection.watch(cache)
  const server = createHttpServer({ cache, cacheKeyOf, logLevel })
  server.addHook('onClose', () => changes.close())

  const policy = createPolicy(editPolicy)
  const revisions = createRevisionResources()
  const resources: Resource[] = [
    createPackageResource(db, policy),
    createGridResource(db, policy),
    createCategoryResource(policy),
    createReleaseResource(policy),
    createExampleResource(policy),
    createFlagResource(policy),
    createFeatureResource(policy),
    createElementResource(policy),
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
  await server.register(docsRoutes)
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    identify: createIdentify({ db }),
    settled: () => changes.settled(),
    origin: () => publicUrl ?? server.listeningOrigin,
    root: '/api/v4/',
  })
  return { server, changes }
}
