import type { IncomingMessage } from 'node:http'

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import { reportFault } from '../http/errors.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { faultError, methodNotAllowed, recordNotFound, RestError } from '../rest/errors.ts'
import { findPackageId } from './packages.ts'
import { toReceiptRecord } from './receipt-endpoint.ts'
import { findReceipt } from './receipts.ts'
import type { Source } from './source.ts'
import { type Asker, grantWish, toStranger } from './wishes.ts'

export interface RefreshRoutesOptions {
  db: Database
  clock: Clock
  sources: readonly Source[]
  /** Undefined in a directory that does not refresh. */
  queue: JobQueue | undefined
  /** Who sends a request, if known. @throws RestError 401 */
  identify: (request: IncomingMessage) => Promise<{ accountId: number } | undefined>
  addressOf: (request: IncomingMessage) => string
  origin: () => string
  /** Path above the endpoints, with its slash: `/api/v4/`. */
  root: string
}

const headers = {
  'Access-Control-Allow-Origin': '*',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}

const Detail = Type.Object({ detail: Type.String() })

/** `POST /api/v4/packages/{id or slug}/refresh/`: a person's wish that a package be brought up to date. */
export async function refreshRoutes(app: FastifyInstance, options: RefreshRoutesOptions): Promise<void> {
  const { db, clock, sources, queue, root } = options
  const path = `${root}packages/:key/refresh/`

  async function toAsker(request: FastifyRequest): Promise<Asker> {
    const actor = await options.identify(request.raw)
    return actor ? { key: `account:${actor.accountId}`, isKnown: true } : toStranger(options.addressOf(request.raw), clock.now())
  }

  async function grant(request: FastifyRequest, key: string): Promise<{ location: string; body: object }> {
    // Another site's page must not spend what its reader may ask for.
    if (request.headers['sec-fetch-site'] === 'cross-site') throw new RestError(403, { detail: 'Not from another site.' })
    if (!queue) throw new RestError(503, { detail: 'This directory does not refresh.' })
    const packageId = await findPackageId(db, key)
    if (packageId === undefined) throw recordNotFound('Package')
    const granted = await grantWish({ db, queue, sources }, { packageId, asker: await toAsker(request), now: clock.now() })
    if (granted.kind === 'too many') throw tooManyWishes
    const receipt = granted.kind === 'granted' ? await findReceipt(db, granted.receiptId) : undefined
    if (!receipt) throw new RestError(409, { detail: 'Neither its repository nor its project is at a place that is asked here.' })
    const location = `${options.origin()}${root}refreshes/${receipt.id}/`
    const packageUrl = `${options.origin()}${root}packages/${packageId}/`
    return { location, body: toReceiptRecord(receipt, { url: location, packageUrl, now: clock.now() }) }
  }

  // Nothing of a body is read, whatever its type.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume()
    done(null)
  })
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => (body) => JSON.stringify(body))

  app.post<{ Params: { key: string } }>(path, { schema }, async (request, reply) => {
    try {
      const { location, body } = await grant(request, request.params.key)
      return await reply.code(202).headers(headers).header('Location', location).send(body)
    } catch (error) {
      return refuse(reply, error instanceof RestError ? error : faultError(reportFault(error, request)))
    }
  })
  app.route({
    url: path,
    method: ['GET', 'PUT', 'PATCH', 'DELETE'],
    schema: { hide: true },
    handler: (request, reply) => refuse(reply.header('Allow', 'POST'), methodNotAllowed(request.method)),
  })
}

const tooManyWishes = new RestError(429, {
  detail: 'Too many wishes in an hour. Packages are refreshed by themselves every day.',
})

function refuse(reply: FastifyReply, { status, body }: RestError): FastifyReply {
  const retryAfter = status === 429 ? '600' : status === 503 ? '5' : undefined
  if (retryAfter) reply.header('Retry-After', retryAfter)
  return reply.code(status).headers(headers).type('application/json').send(body)
}

const refusal = (description: string) => ({ description, content: { 'application/json': { schema: Detail } } })

const schema = {
  operationId: 'refresh_package',
  summary: 'Ask that a package be refreshed',
  description:
    'Whoever asks while another one waits for the package shares the receipt. Strangers may ask five times in an hour.',
  tags: ['packages'],
  params: Type.Object({ key: Type.String({ description: 'Id or slug.' }) }),
  response: {
    202: {
      description: 'The wish is noted; the receipt, which tells what becomes of it.',
      content: { 'application/json': { schema: Type.Ref('RefreshReceipt#') } },
    },
    404: refusal('No such package.'),
    409: refusal('Nothing about the package can be asked here.'),
    429: refusal('Too many wishes in an hour.'),
    503: refusal('The directory does not refresh.'),
  },
}
