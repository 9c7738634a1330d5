import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import type { Clock } from '../hosts/clock.ts'
import { addForm } from '../http/form-routes.ts'
import type { PageOptions } from '../http/page-routes.ts'
import type { JobQueue } from '../jobs/queue.ts'
import { findPackageId } from './packages.ts'
import type { Source } from './source.ts'
import { grantWish } from './wishes.ts'

export interface RefreshPageOptions extends PageOptions {
  db: Database
  clock: Clock
  sources: readonly Source[]
  /** Undefined in a directory that does not refresh. */
  queue: JobQueue | undefined
}

/** The button on the page of a package that asks for it to be refreshed. */
export async function refreshPageRoutes(app: FastifyInstance, options: RefreshPageOptions): Promise<void> {
  const { db, clock, sources, queue } = options
  addForm(app, options, '/packages/:slug/fetch-data/', async ({ parameters: { slug = '' }, viewer }) => {
    const packageId = /^\d+$/.test(slug) ? undefined : await findPackageId(db, slug)
    if (packageId === undefined) return undefined
    if (!queue) return { refusal: 409, reason: 'This directory does not fetch facts.' }
    const asker = { key: `account:${viewer.actor.accountId}`, isKnown: true }
    const { kind } = await grantWish({ db, queue, sources }, { packageId, asker, now: clock.now() })
    if (kind === 'too many')
      return { refusal: 409, reason: 'You have asked often within this hour. Packages are refreshed by themselves every day.' }
    if (kind === 'nothing to ask')
      return { refusal: 409, reason: 'Neither its repository nor its project is at a place that is asked here.' }
    return { redirect: `/packages/p/${slug}/?done=refreshing` }
  })
}
