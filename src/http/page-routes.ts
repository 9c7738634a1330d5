import type { IncomingMessage } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Product, ResponseCache } from './caching.ts'
import { hasCredentials } from './credentials.ts'
import { sendErrorPage } from './errors.ts'
import type { Html } from './html.ts'
import { pageHeaders } from './layout.ts'
import { sendMessage } from './server.ts'
import type { Site, Viewer } from './site.ts'
import { StoredResponse } from './stored-response.ts'

/** What every module with pages is given. */
export interface PageOptions {
  site: Site
  cache: ResponseCache
  cacheKeyOf: (request: IncomingMessage) => string
  /** Who sends a request that carries credentials. */
  findViewer: (request: IncomingMessage) => Promise<Viewer | undefined>
  now: () => Date
  /** Resolves when this process has heard of all that was changed before. */
  settled: () => Promise<void>
}

export interface PageRequest {
  /** What stands for `:slug` and the like in the path. */
  parameters: Readonly<Record<string, string>>
  query: URLSearchParams
  /** Path and query as they came. */
  path: string
  viewer: Viewer | undefined
  now: Date
}

export interface Page {
  body: Html | string | Buffer
  /** Of a body that is no page. */
  type?: string
  /** Surrogate keys of what the body was made from. */
  tags: readonly string[]
  /** How long it holds if nothing changes; for what also depends on the time. */
  maxAgeMs?: number
  headers?: Record<string, string>
}

export interface Redirect {
  /** Path on this site. */
  redirect: string
  status?: 301 | 302 | 303
}

/** A page that says why there is none. */
export interface Refusal {
  refusal: 403 | 404 | 409 | 410
  reason: string | Html
}

/** A page, another address, a refusal, or nothing at all: 404. */
export type PageAnswer = Page | Redirect | Refusal | undefined

/** Holds for pages that tell "a year ago" from "now": an hour late is early enough. */
export const hourMs = 3_600_000

/**
 * Serves GET of `path` by `respond`, and 301 for the path without its last slash. What readers without credentials get is made once and
 * kept until one of its tags changes; everybody gets ETag, 304 and compression.
 */
export function addPage(
  app: FastifyInstance,
  options: PageOptions,
  path: string,
  respond: (request: PageRequest) => Promise<PageAnswer> | PageAnswer,
): void {
  app.route({
    method: 'GET',
    url: path,
    schema: { hide: true },
    handler: (request, reply) => answer(request, reply, options, respond),
  })
  if (path.length > 1 && path.endsWith('/')) {
    app.route({
      method: 'GET',
      url: path.slice(0, -1),
      schema: { hide: true },
      handler: ({ url }, reply) => reply.redirect(url.replace(/(?=\?|$)/, '/'), 301),
    })
  }
}

/** Carries an answer that is no page out of the cache's hands. */
class Unkept extends Error {
  readonly answer: Redirect | Refusal | undefined

  constructor(result: Redirect | Refusal | undefined) {
    super('not a page')
    this.answer = result
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: PageOptions,
  respond: (request: PageRequest) => Promise<PageAnswer> | PageAnswer,
): Promise<FastifyReply> {
  const isPrivate = hasCredentials(request.raw.headers)
  const viewer = isPrivate ? await options.findViewer(request.raw) : undefined

  async function produce(): Promise<Product> {
    const result = await respond(toPageRequest(request, viewer, options.now()))
    if (!result || 'redirect' in result || 'refusal' in result) throw new Unkept(result)
    return toProduct(result, isPrivate)
  }

  try {
    const key = options.cacheKeyOf(request.raw)
    const response = isPrivate
      ? // It may have changed in this very second.
        new StoredResponse((await produce()).content, Date.now() + 1_000)
      : (options.cache.get(key) ?? (await options.cache.fill(key, produce)))
    const message = await response.prepare(request.raw.headers)
    reply.hijack()
    sendMessage(reply.raw, message)
    return reply
  } catch (error) {
    if (!(error instanceof Unkept)) throw error
    return sendOther(reply, options.site, error.answer, viewer)
  }
}

/** Answers with what is no page. */
export function sendOther(
  reply: FastifyReply,
  site: Site,
  result: Redirect | Refusal | undefined,
  viewer?: Viewer,
): FastifyReply {
  if (!result) {
    reply.callNotFound()
    return reply
  }
  if ('refusal' in result) return sendErrorPage(reply, site, result.refusal, result.reason, viewer)
  return reply.redirect(result.redirect, result.status ?? 302)
}

export function toPageRequest(request: FastifyRequest, viewer: Viewer | undefined, now: Date): PageRequest {
  const { url, params } = request
  const parameters = Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]))
  const [, query = ''] = url.split(/\?(.*)/s, 2)
  return { parameters, query: new URLSearchParams(query), path: url, viewer, now }
}

function toProduct({ body, type = 'text/html; charset=utf-8', tags, maxAgeMs, headers }: Page, isPrivate: boolean): Product {
  const content = {
    type,
    body: Buffer.isBuffer(body) ? body : String(body),
    headers: {
      'Cache-Control': `${isPrivate ? 'private' : 'public'}, max-age=0, must-revalidate`,
      Vary: 'Accept-Encoding, Authorization, Cookie',
      ...(type.startsWith('text/html') ? pageHeaders : { 'X-Content-Type-Options': 'nosniff' }),
      ...headers,
    },
  }
  return { content, tags, ...(maxAgeMs !== undefined && { maxAgeMs }) }
}
