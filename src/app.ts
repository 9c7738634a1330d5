import type { FastifyInstance } from 'fastify'

import { categoryResource } from './categories/resource.ts'
import type { ChangeFeed } from './db/changes.ts'
import type { Connection } from './db/connect.ts'
import { collectOpenApi } from './docs/openapi.ts'
import { docsRoutes } from './docs/routes.ts'
import { createGridResource } from './grids/resource.ts'
import { systemClock } from './hosts/clock.ts'
import { assetRoutes } from './http/assets.ts'
import { ResponseCache } from './http/caching.ts'
import { createHttpServer } from './http/server.ts'
import type { JobQueue } from './jobs/queue.ts'
import { createPackageResource } from './packages/resource.ts'
import { createProvenance } from './refresh/provenance.ts'
import { createReceiptEndpoint, ReceiptRecord } from './refresh/receipt-endpoint.ts'
import { refreshRoutes } from './refresh/routes.ts'
import type { RefreshContext } from './refresh/run.ts'
import { statusRoutes } from './refresh/status-routes.ts'
import { webhookRoutes } from './refresh/webhook.ts'
import { createCacheKeys } from './rest/cache-keys.ts'
import { createResourceEndpoints } from './rest/resource-endpoints.ts'
import type { Resource } from './rest/resource.ts'
import { createRootEndpoint } from './rest/root-endpoint.ts'
import { restRoutes } from './rest/routes.ts'
import { searchEndpoint } from './search/endpoint.ts'

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
  cacheBytes: number
  logLevel: string
  /** Undefined in a directory that does not refresh. */
  refreshing?: AppRefreshing | undefined
}

export interface App {
  server: FastifyInstance
  changes: ChangeFeed
}

/** Puts the modules together. Closing the server closes the change feed too, but not the database. */
export async function createApp({ connection, publicUrl, cacheBytes, logLevel, refreshing }: AppOptions): Promise<App> {
  const { db } = connection
  const cache = new ResponseCache(cacheBytes)
  const cacheKeyOf = createCacheKeys()
  const changes = await connection.watch(cache)
  const server = createHttpServer({ cache, cacheKeyOf, logLevel })
  server.addHook('onClose', () => changes.close())

  const { clock = systemClock, sources = [], downloads, maxAgeMs = 0 } = refreshing?.context ?? {}
  const provenance = createProvenance(db, sources, downloads?.title)
  const resources: Resource[] = [createPackageResource(db, { provenance }), createGridResource(db), categoryResource]
  const endpoints = [
    createRootEndpoint(['packages', 'search', 'grids', 'categories']),
    searchEndpoint,
    createReceiptEndpoint(db, clock),
    ...createResourceEndpoints(db, resources),
  ]
  await collectOpenApi(server)
  for (const { schema } of resources) server.addSchema(schema)
  await server.register(assetRoutes)
  await server.register(docsRoutes)
  server.addSchema(ReceiptRecord)
  const origin = () => publicUrl ?? server.listeningOrigin
  const root = '/api/v4/'
  await server.register(refreshRoutes, {
    db,
    clock,
    sources,
    queue: refreshing?.queue,
    identify: async () => undefined,
    origin,
    root,
  })
  if (refreshing?.webhookSecret) {
    await server.register(webhookRoutes, { db, clock, queue: refreshing.queue, secret: refreshing.webhookSecret })
  }
  await server.register(statusRoutes, {
    db,
    clock,
    sources,
    maxAgeMs,
    isOn: refreshing !== undefined,
    downloadsTitle: downloads?.title,
  })
  await server.register(restRoutes, {
    endpoints,
    cache,
    cacheKeyOf,
    origin,
    root,
  })
  return { server, changes }
}
