import type { FastifyRequest } from 'fastify'

import { hasCredentials } from '../http/credentials.ts'
import { reportFault } from '../http/errors.ts'
import { ThrottledError } from '../http/limits.ts'
import { encodePath, encodeQuery } from '../http/paths.ts'
import { type Message, StoredResponse } from '../http/stored-response.ts'
import { toPath } from './addresses.ts'
import type { AddressedRequest, Conversation } from './conversation.ts'
import type { Answer } from './endpoint.ts'
import { faultError, methodNotAllowed, MovedError, notAcceptable, pageNotFound, RestError, throttled } from './errors.ts'
import { createHyperlinks } from './hyperlinks.ts'
import { describeEndpoint } from './metadata.ts'
import { type Format, negotiateFormat } from './negotiation.ts'
import { preflightMessage, redirectMessage, renderContent, toMessage } from './rendering.ts'
import { write } from './writing-requests.ts'
import { isWriteMethod } from './writing.ts'

export async function answerRequest(addressed: AddressedRequest): Promise<Message> {
  const { request, address, query, options, error } = addressed
  const { method = '', headers } = request.raw
  if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) return preflightMessage
  const negotiated = negotiateFormat(headers.accept, address.suffix ?? query.get('format'))
  const conversation = converse(addressed, typeof negotiated === 'string' ? { name: 'json', indent: 0 } : negotiated)
  const { exchange, format } = conversation
  try {
    if (negotiated === 'unknown format') throw pageNotFound()
    if (negotiated === 'not acceptable') throw notAcceptable()
    if (error !== undefined) throw error
    exchange.actor = conversation.reading.actor = await options.identify(request.raw)
    if (exchange.actor) await prepareWriting(conversation)
    if (exchange.method === 'OPTIONS') {
      const body = describeEndpoint(address.endpoint, exchange.allowed)
      return toMessage(200, renderContent(exchange, format, 200, { body }))
    }
    if (isWriteMethod(method)) return await write(conversation, method)
    if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method)
    return await read(conversation)
  } catch (failure) {
    if (failure instanceof MovedError)
      return redirectMessage(toMovedUrl(addressed, failure), method === 'GET' || method === 'HEAD' ? 301 : 308)
    const refusal = toRefusal(failure, request)
    const content = renderContent(exchange, format, refusal.status, refusal)
    return toMessage(refusal.status, { ...content, headers: { ...content.headers, ...refusal.headers } })
  }
}

/** What a caller who is known may do here and, on a page, what its forms need. */
async function prepareWriting({ request, address, exchange, format, reading, options }: Conversation): Promise<void> {
  const { writing } = address.endpoint
  exchange.allowed = (await writing?.findAllowed(reading)) ?? []
  if (reading.actor?.via !== 'session') return
  exchange.viewer = await options.findViewer(request.raw)
  if (format.name === 'api' && exchange.allowed.length > 0) exchange.choices = (await writing?.listChoices?.()) ?? {}
}

function converse(addressed: AddressedRequest, format: Format): Conversation {
  const { request, address, query, options } = addressed
  const { endpoint, path, key, child, suffix } = address
  const { method = '', url = '' } = request.raw
  // The OPTIONS button of the browsable page, which works without JavaScript, is a GET.
  const wantsOptions = format.name === 'api' && method === 'GET' && query.get('options') !== undefined
  const shown = {
    site: options.site,
    endpoint,
    endpoints: options.endpoints,
    root: options.root,
    key,
    child,
    query,
    url,
    actor: undefined,
    viewer: undefined,
    address: toPath(options.root, { ...address, suffix: undefined }, key),
    choices: {},
  }
  const origin = options.site.origin()
  const links = createHyperlinks({ origin, root: options.root, suffix, formatParameter: query.get('format') })
  return {
    ...addressed,
    format,
    exchange: { ...shown, method: wantsOptions ? 'OPTIONS' : method, allowed: [] },
    reading: { key, child, query, actor: undefined, url: origin + path, links },
  }
}

async function read({ request, address, exchange, format, reading, options }: Conversation): Promise<Message> {
  const { endpoint } = address
  const { headers } = request.raw

  async function respond(): Promise<Answer> {
    if (!endpoint.respond) throw methodNotAllowed(exchange.method)
    return endpoint.respond(reading)
  }

  if (hasCredentials(headers)) {
    const content = renderContent(exchange, format, 200, await respond())
    // It may have changed in this very second.
    return new StoredResponse(content, Date.now() + 1_000).prepare(headers)
  }
  const cacheKey = options.cacheKeyOf(request.raw)
  const stored =
    options.cache.get(cacheKey) ??
    (await options.cache.fill(cacheKey, async () => {
      const answer = await respond()
      return { content: renderContent(exchange, format, 200, answer), tags: answer.tags }
    }))
  return stored.prepare(headers)
}

/** The address of the request with the slug that the record has now. */
function toMovedUrl({ request, address, options }: AddressedRequest, { slug }: MovedError): string {
  const [, query] = (request.raw.url ?? '').split(/\?(.*)/s, 2)
  return encodePath(toPath(options.root, address, slug)) + (query ? `?${encodeQuery(query)}` : '')
}

function toRefusal(error: unknown, request: FastifyRequest): RestError {
  if (error instanceof RestError) return error
  return error instanceof ThrottledError ? throttled(error) : faultError(reportFault(error, request))
}
