import { METHODS } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { sendErrorPage } from '../http/errors.ts'
import { ThrottledError } from '../http/limits.ts'
import { decodePath, encodePath, encodeQuery } from '../http/paths.ts'
import { sendMessage } from '../http/server.ts'
import { createAddressBook } from './addresses.ts'
import { answerRequest } from './answering.ts'
import type { RestOptions } from './conversation.ts'
import { discardBody } from './input/body.ts'
import { Query } from './query.ts'
import { redirectMessage } from './rendering.ts'
import { toRouteSchema } from './route-schemas.ts'

/**
 * Serves `endpoints` with the manners of Django REST framework: slash and suffix forms of every address, formats, OPTIONS, and errors in
 * the format that was asked for.
 */
export async function restRoutes(app: FastifyInstance, options: RestOptions): Promise<void> {
  const { root, endpoints } = options
  const findAddress = createAddressBook(root, endpoints)

  /** @param error why the request is not to be served at all. */
  async function serve(request: FastifyRequest, reply: FastifyReply, error?: unknown): Promise<FastifyReply> {
    const [path = '', query] = (request.raw.url ?? '').split(/\?(.*)/s, 2)
    const decoded = decodePath(path)
    const address = findAddress(decoded)
    if (address.kind === 'unknown') {
      if (error instanceof ThrottledError) return sendErrorPage(reply, options.site, 429)
      reply.callNotFound()
      return reply
    }
    const message =
      address.kind === 'no slash'
        ? redirectMessage(`${encodePath(decoded)}/${query ? `?${encodeQuery(query)}` : ''}`)
        : await answerRequest({ request, address, query: new Query(query ?? ''), findAddress, options, error })
    await discardBody(request.raw)
    reply.hijack()
    sendMessage(reply.raw, message)
    return reply
  }

  // Queries are lenient and checked by rest/; the schemas of the routes are their documentation.
  app.setValidatorCompiler(() => () => true)
  for (const method of METHODS) {
    if (!app.supportedMethods.includes(method) && method !== 'CONNECT') app.addHttpMethod(method)
  }
  app.setErrorHandler((error, request, reply) => serve(request, reply, error))
  const onRequest = (request: FastifyRequest, reply: FastifyReply) => serve(request, reply)
  for (const endpoint of endpoints) {
    for (const method of [...(endpoint.respond ? (['GET'] as const) : []), ...(endpoint.writing?.methods ?? [])]) {
      const schema = toRouteSchema(endpoint, method)
      app.route({ method, url: root + endpoint.path, schema, onRequest, handler: onRequest })
    }
  }
  // Every other method and form of an address. All is answered before Fastify would read a body: who may not write has none read.
  for (const url of [`${root}*`, root.slice(0, -1)]) app.all(url, { schema: { hide: true }, onRequest }, onRequest)
}
