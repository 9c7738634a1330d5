import { type IncomingMessage, METHODS } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { ResponseCache } from '../http/caching.ts'
import { reportFault } from '../http/errors.ts'
import { decodePath, encodePath, encodeQuery } from '../http/paths.ts'
import { sendMessage } from '../http/server.ts'
import type { Site } from '../http/site.ts'
import type { Message } from '../http/stored-response.ts'
import { createAddressBook, type EndpointAddress } from './addresses.ts'
import { toRouteSchema } from './documentation.ts'
import type { Answer, Endpoint } from './endpoint.ts'
import { faultError, methodNotAllowed, notAcceptable, pageNotFound, RestError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import { createHyperlinks } from './hyperlinks.ts'
import { describeEndpoint } from './metadata.ts'
import { type Format, negotiateFormat } from './negotiation.ts'
import { Query } from './query.ts'
import { preflightMessage, redirectMessage, renderContent, toMessage } from './rendering.ts'

export interface RestOptions {
  endpoints: readonly Endpoint[]
  cache: ResponseCache
  cacheKeyOf: (request: IncomingMessage) => string
  site: Site
  /** Path above the endpoints, with its slash: `/api/v4/`. */
  root: string
}

/**
 * Serves `endpoints` with the manners of Django REST framework: slash and suffix forms of every address, formats, OPTIONS, and errors in
 * the format that was asked for.
 */
export async function restRoutes(app: FastifyInstance, options: RestOptions): Promise<void> {
  const { root, endpoints } = options
  const findAddress = createAddressBook(root, endpoints)

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const [path = '', query] = (request.raw.url ?? '').split(/\?(.*)/s, 2)
    const decoded = decodePath(path)
    const address = findAddress(decoded)
    if (address.kind === 'unknown') {
      reply.callNotFound()
      return reply
    }
    const message =
      address.kind === 'no slash'
        ? redirectMessage(`${encodePath(decoded)}/${query ? `?${encodeQuery(query)}` : ''}`)
        : await answerRequest(request, address, new Query(query ?? ''), options)
    reply.hijack()
    sendMessage(reply.raw, message)
    return reply
  }

  // Queries are lenient and checked by rest/; the schemas of the routes are their documentation.
  app.setValidatorCompiler(() => () => true)
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method) && method !== 'CONNECT') app.addHttpMethod(method)
  }
  for (const endpoint of endpoints) app.get(root + endpoint.path, { schema: toRouteSchema(endpoint) }, serve)
  // Every other method and form of an address, answered before a body is read: none of them takes one.
  for (const url of [`${root}*`, root.slice(0, -1)]) app.all(url, { schema: { hide: true }, onRequest: serve }, serve)
}

async function answerRequest(
  request: FastifyRequest,
  { endpoint, path, key, suffix }: EndpointAddress,
  query: Query,
  options: RestOptions,
): Promise<Message> {
  const { method, headers } = request.raw
  if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return preflightMessage
  const negotiated = negotiateFormat(headers.accept, suffix ?? query.get('format'))
  const format: Format = typeof negotiated === 'string' ? { name: 'json', indent: 0 } : negotiated
  // The OPTIONS button of the browsable page, which works without JavaScript, is a GET.
  const wantsOptions = format.name === 'api' && method === 'GET' && query.get('options') !== undefined
  const exchange: Exchange = {
    ...options,
    endpoint,
    key,
    query,
    url: request.raw.url ?? '',
    method: wantsOptions ? 'OPTIONS' : (method ?? ''),
  }

  async function read(): Promise<Answer> {
    const origin = options.site.origin()
    const links = createHyperlinks({ origin, root: options.root, suffix, formatParameter: query.get('format') })
    return endpoint.respond({ key, query, url: origin + path, links })
  }

  try {
    if (negotiated === 'unknown format') throw pageNotFound()
    if (negotiated === 'not acceptable') throw notAcceptable()
    if (exchange.method === 'OPTIONS')
      return toMessage(200, renderContent(exchange, format, 200, { body: describeEndpoint(endpoint) }))
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method ?? '')
    const cacheKey = options.cacheKeyOf(request.raw)
    const stored =
      options.cache.get(cacheKey) ??
      (await options.cache.fill(cacheKey, async () => {
        const answer = await read()
        return { content: renderContent(exchange, format, 200, answer), tags: answer.tags }
      }))
    return await stored.prepare(headers)
  } catch (error) {
    const refusal = error instanceof RestError ? error : faultError(reportFault(error, request))
    return toMessage(refusal.status, renderContent(exchange, format, refusal.status, refusal))
  }
}
