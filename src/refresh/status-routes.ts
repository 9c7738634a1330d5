import type { FastifyInstance } from 'fastify'

import { addPage, type PageOptions } from '../http/page-routes.ts'
import { refreshStatusPage } from './status-page.ts'
import { findStatus, type StatusOptions } from './status.ts'

export interface StatusRoutesOptions extends PageOptions, Omit<StatusOptions, 'now'> {
  clock: { now(): number }
}

/** However often strangers look, the database is asked no more often than that. */
const keptMs = 10_000

/** `/status/refresh` and `/status/refresh.json`. */
export async function statusRoutes(app: FastifyInstance, options: StatusRoutesOptions): Promise<void> {
  const read = () => findStatus({ ...options, now: options.clock.now() })

  addPage(app, options, '/status/refresh', async ({ viewer }) => ({
    body: refreshStatusPage(options.site, await read(), viewer),
    tags: [],
    maxAgeMs: keptMs,
  }))
  addPage(app, options, '/status/refresh.json', async () => ({
    body: JSON.stringify(await read()),
    type: 'application/json',
    tags: [],
    maxAgeMs: keptMs,
    headers: { 'Access-Control-Allow-Origin': '*' },
  }))
}
