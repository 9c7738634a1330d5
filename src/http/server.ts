import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { fastify, type FastifyInstance, LogController } from 'fastify'

import type { ResponseCache } from './caching.ts'
import { hasCredentials } from './credentials.ts'
import { sendErrorPage, setErrorPages } from './errors.ts'
import type { RateLimits } from './limits.ts'
import { decodePath, encodePath } from './paths.ts'
import type { Site } from './site.ts'
import type { Message } from './stored-response.ts'

export interface ServerOptions {
  site: Site
  cache: ResponseCache
  /** The cache key of a request to GET: two requests with one key get one content. */
  cacheKeyOf: (request: IncomingMessage) => string
  limits: RateLimits
  logLevel: string
  /** Hears of every answer once it is written. It must be quick and throw nothing. */
  onAnswered?: ((request: IncomingMessage, status: number) => void) | undefined
}

/** Longest URL with its query: enough for the largest look-up of many records. */
const maxUrlLength = 12_288
/** Largest body of a request, unless a route allows less. */
const maxBodyBytes = 2 ** 20

/** Fastify behind a short cut: what the cache can answer at once never reaches the router. */
export function createHttpServer({ site, cache, cacheKeyOf, limits, logLevel, onAnswered }: ServerOptions): FastifyInstance {
  const app = fastify({
    logger: { level: logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: true,
    bodyLimit: maxBodyBytes,
    routerOptions: { maxParamLength: 16_384 },
    // The router refuses a path that it cannot decode; so written, it can.
    rewriteUrl: ({ url = '' }) => url.replace(/^[^?]*%[^?]*/, (path) => encodePath(decodePath(path))),
    frameworkErrors: (_error, request, reply) =>
      void sendErrorPage(reply.headers(toRecord(limits.headersOf(request.raw, 404))), site, 404),
    serverFactory: (route) =>
      createServer({ keepAliveTimeout: 72_000, headersTimeout: 30_000, requestTimeout: 60_000 }, (request, response) => {
        const message = isSharedRead(request) && cache.get(cacheKeyOf(request))?.find(request.headers)
        const limitHeaders = message && limits.takeReady(request, message.status === 304)
        if (!message || !limitHeaders) return route(request, response)
        writeMessage(response, message, limitHeaders)
        onAnswered?.(request, message.status)
      }),
  })
  app.addHook('onRequest', async ({ raw }) => {
    if ((raw.url?.length ?? 0) > maxUrlLength) throw new UrlTooLongError(`The address is longer than ${maxUrlLength} characters.`)
  })
  app.addHook('onRequest', async ({ raw }, reply) => {
    limitHeaders.set(reply.raw, (status) => limits.headersOf(raw, status))
  })
  app.addHook('onSend', async (request, reply) => {
    reply.headers(toRecord(limits.headersOf(request.raw, reply.statusCode)))
  })
  if (onAnswered) app.addHook('onResponse', async ({ raw }, reply) => onAnswered(raw, reply.raw.statusCode))
  setErrorPages(app, site)
  return app
}

/** Whoever gives no credentials gets what everybody gets. */
function isSharedRead({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && !hasCredentials(headers)
}

class UrlTooLongError extends Error {
  override name = 'UrlTooLongError'
  readonly statusCode = 414
}

function toRecord(headers: readonly string[]): Record<string, string> {
  return Object.fromEntries(Array.from({ length: headers.length / 2 }, (_, index) => headers.slice(index * 2, index * 2 + 2)))
}

/** What an answer under way must tell of the budget that it was taken from. */
const limitHeaders = new WeakMap<ServerResponse, (status: number) => readonly string[]>()

/** Writes a finished message; Node leaves the body out for HEAD. */
export function sendMessage(response: ServerResponse, message: Message): void {
  writeMessage(response, message, limitHeaders.get(response)?.(message.status) ?? [])
}

/** @param extraHeaders names and values in turn. */
function writeMessage(response: ServerResponse, { status, headers, body }: Message, extraHeaders: readonly string[]): void {
  response.writeHead(status, [...headers, ...extraHeaders])
  response.end(body, 'latin1')
}
