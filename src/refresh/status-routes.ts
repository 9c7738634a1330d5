import type { FastifyInstance } from 'fastify'

import { pageHeaders } from '../http/layout.ts'
import { refreshStatusPage } from './status-page.ts'
import { findStatus, type RefreshStatus, type StatusOptions } from './status.ts'

export interface StatusRoutesOptions extends Omit<StatusOptions, 'now'> {
  clock: { now(): number }
}

/** Strangers may look as often as they like; the database is asked no more often than that. */
const keptMs = 10_000

/** `/status/refresh` and `/status/refresh.json`. */
export async function statusRoutes(app: FastifyInstance, { clock, ...options }: StatusRoutesOptions): Promise<void> {
  let kept: { at: number; status: Promise<RefreshStatus> } | undefined

  function read(): Promise<RefreshStatus> {
    const now = clock.now()
    if (!kept || now - kept.at >= keptMs) {
      const current = { at: now, status: findStatus({ ...options, now }) }
      kept = current
      current.status.catch(() => {
        if (kept === current) kept = undefined
      })
    }
    return kept.status
  }

  app.get('/status/refresh', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers(pageHeaders)
      .header('Cache-Control', 'no-cache')
      .type('text/html; charset=utf-8')
      .send(String(refreshStatusPage(await read()))),
  )
  app.get('/status/refresh.json', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('Cache-Control', 'no-cache')
      .header('Access-Control-Allow-Origin', '*')
      .send(await read()),
  )
}
