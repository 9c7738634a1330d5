import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { fastify, type FastifyInstance, LogController } from 'fastify'

import type { ResponseCache } from './caching.ts'
import { hasCredentials } from './credentials.ts'
import { sendErrorPage, setErrorPages } from './errors.ts'
import type { Site } from './site.ts'
import type { Message } from './stored-response.ts'

export interface ServerOptions {
  site: Site
  cache: ResponseCache
  /** The cache key of a request to GET: two requests with one key get one content. */
  cacheKeyOf: (request: IncomingMessage) => string
  logLevel: string
}

/** Fastify behind a short cut: what the cache can answer at once never reaches the router. */
export function createHttpServer({ site, cache, cacheKeyOf, logLevel }: ServerOptions): FastifyInstance {
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    bodyLimit: 2 ** 20,
    routerOptions: { maxParamLength: 16_384 },
    frameworkErrors: (_error, _request, reply) => void sendErrorPage(reply, site, 404),
    serverFactory: (route) =>
      createServer({ keepAliveTimeout: 72_000, headersTimeout: 30_000, requestTimeout: 60_000 }, (request, response) => {
        const message = isSharedRead(request) && cache.get(cacheKeyOf(request))?.find(request.headers)
        if (message) sendMessage(response, message)
        else route(request, response)
      }),
  })
  setErrorPages(app, site)
  return app
}

/** Whoever gives no credentials gets what everybody gets. */
function isSharedRead({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && !hasCredentials(headers)
}

/** Writes a finished message; Node leaves the body out for HEAD. */
export function sendMessage(response: ServerResponse, { status, headers, body }: Message): void {
  response.writeHead(status, headers)
  response.end(body, 'latin1')
}
