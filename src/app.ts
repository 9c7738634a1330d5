import type { FastifyInstance } from 'fastify'

import { categoryResource } from './categories/resource.ts'
import { type ChangeFeed, tellAll } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { createGridResource } from './grids/resource.ts'
import { assetRoutes } from './http/assets.ts'
import { ResponseCache } from './http/caching.ts'
import { createHttpServer } from './http/server.ts'
import { createPackageResource } from './packages/resource.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { createSearchEndpoint } from './search/endpoint.ts'
import { searchRoutes } from './search/routes.ts'
import { SearchHit } from './search/schema.ts'
import { Suggestions } from './search/suggestions.ts'

export interface AppOptions {
  connection: Connection
  /** Origin of links; the address that the server listens on when not given. */
  publicUrl: string | undefined
  cacheBytes: number
  logLevel: string
}

export interface App {
  server: FastifyInstance
  changes: ChangeFeed
}

/** Puts the modules together. Closing the server closes the change feed too, but not the database. */
export async function createApp({ connection, publicUrl, cacheBytes, logLevel }: AppOptions): Promise<App> {
  const { db } = connection
  const cache = new ResponseCache(cacheBytes)
  const cacheKeyOf = createCacheKeys()
  const suggestions = new Suggestions(db)
  const changes = await connection.watch(tellAll([cache, suggestions]))
  const server = createHttpServer({ cache, cacheKeyOf, logLevel })
  server.addHook('onClose', () => changes.close())

  const resources: Resource[] = [createPackageResource(db), createGridResource(db), categoryResource]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    createSearchEndpoint(db, suggestions),
    ...createResourceEndpoints(db, resources),
  ]
  await collectOpenApi(server)
  for (const schema of [...resources.map((resource) => resource.schema), SearchHit]) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(docsRoutes)
  const origin = () => publicUrl ?? server.listeningOrigin
  await server.register(searchRoutes, { suggestions, origin })
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    origin,
    root: '/api/v4/',
  })
  return { server, changes }
}
