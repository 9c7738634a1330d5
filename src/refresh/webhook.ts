import { createHmac, timingSafeEqual } from 'node:crypto'

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { toJob } from './jobs.ts'
import { listPackageIds, makeDueNow } from './packages.ts'

export interface WebhookOptions {
  db: Database
  clock: Clock
  queue: JobQueue
  secret: string
}

/** A push of many commits has hundreds of kilobytes. */
const maxBytes = 5 * 2 ** 20

const Payload = Compile(
  Type.Object({
    repository: Type.Object({
      node_id: Type.String({ minLength: 1, maxLength: 200 }),
      html_url: Type.String({ maxLength: 500 }),
    }),
  }),
)

const Dated = Compile(
  Type.Object({ repository: Type.Object({ pushed_at: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])) }) }),
)

const dayMs = 86_400_000
/** How long deliveries are remembered. */
export const rememberedMs = 30 * dayMs

const source = { subject: 'repository', name: 'github.com' } as const

/**
 * `POST /webhooks/github/`: GitHub says that something happened to a repository. The message is believed only with the signature of its
 * very bytes, and only once; it is answered by enqueueing. https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export async function webhookRoutes(app: FastifyInstance, { db, clock, queue, secret }: WebhookOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxBytes }, (_request, body, done) => done(null, body))

  app.post('/webhooks/github/', { schema: { hide: true }, bodyLimit: maxBytes }, async (request, reply) => {
    reply.header('Cache-Control', 'no-store')
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const signature = readHeader(request, 'x-hub-signature-256')
    const delivery = readHeader(request, 'x-github-delivery')
    if (!isSigned(body, signature, secret)) return reply.code(401).send({ detail: 'The signature is missing or wrong.' })
    if (!/^[\w-]{1,100}$/.test(delivery)) return reply.code(400).send({ detail: 'X-GitHub-Delivery is missing or wrong.' })
    const payload = parsePayload(body, readHeader(request, 'content-type'))
    if (payload === undefined) return reply.code(400).send({ detail: 'The payload is not JSON.' })
    const packages = await db.transaction().execute(async (tx) => {
      if (isForgotten(payload, clock.now()) || !(await isFirst(tx, { delivery, signature, now: clock.now() }))) return 'seen'
      if (!Payload.Check(payload)) return 0
      const { node_id: remoteId, html_url: url } = payload.repository
      const count = await makeDueNow(tx, await listPackageIds(tx, { source: source.name, remoteId, url }))
      if (count > 0) await queue.enqueue(tx, [toJob(source)])
      return count
    })
    return packages === 'seen' ? reply.code(200).send({ detail: 'Received before.' }) : reply.code(202).send({ packages })
  })
}

function readHeader({ headers }: FastifyRequest, name: string): string {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** Takes the same time whatever is wrong with the signature. */
function isSigned(body: Buffer, signature: string, secret: string): boolean {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

/** GitHub sends JSON as it is or, if the hook is set up so, as the field of a form. */
function parsePayload(body: Buffer, contentType: string): unknown {
  const text = body.toString()
  try {
    return JSON.parse(
      contentType.startsWith('application/x-www-form-urlencoded') ? (new URLSearchParams(text).get('payload') ?? '') : text,
    )
  } catch {
    return undefined
  }
}

/**
 * Deliveries are remembered for some time only; one whose every moment lies before that may be a copy of one that is forgotten. GitHub
 * names some moment of what has just happened in every message about a repository.
 */
function isForgotten(payload: unknown, now: number): boolean {
  if (!Dated.Check(payload)) return false
  const { pushed_at: pushedAt } = payload.repository
  const named = JSON.stringify(payload).match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g) ?? []
  const moments = [...named.map((text) => Date.parse(text)), ...(typeof pushedAt === 'number' ? [pushedAt * 1_000] : [])]
  return !moments.some((at) => at > now - rememberedMs && at < now + dayMs)
}

/** The id of a delivery is not signed, so that a copy could bear another: the signature itself may come only once, too. */
async function isFirst(
  tx: Database,
  { delivery, signature, now }: { delivery: string; signature: string; now: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into webhook_delivery (id, signature, received_at) values (${delivery}, ${signature}, ${new Date(now).toISOString()})
    on conflict do nothing returning id`.execute(tx)
  return rows.length > 0
}
