import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { hasRole } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { addForm, type FormAnswer, toLogin } from '../http/form-routes.ts'
import { addPage } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { tryForm } from '../rest/form-errors.ts'
import { removeFromForm, updateFromForm } from '../rest/form-writing.ts'
import type { Resource } from '../rest/resource.ts'
import { exampleResource } from './examples.ts'
import { flagResource } from './flags.ts'
import { moderationPage, type WaitingExample, type WaitingFlag } from './moderation-page.ts'
import type { PackagePageOptions } from './page-routes.ts'

const shown = 100
const onlyModerators = { refusal: 403, reason: 'This is for moderators.' } as const

const notices: Readonly<Record<string, string>> = {
  done: 'Done.',
  gone: 'Somebody has dealt with it already.',
}

/** Queues of what people told, and what a moderator does about each. */
export async function moderationRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/moderation/', async ({ viewer, query }) => {
    if (!viewer) return toLogin('/moderation/')
    if (!isModerator(viewer)) return onlyModerators
    const [flags, examples] = await Promise.all([listFlags(db), listWaitingExamples(db)])
    return { body: moderationPage({ site, viewer, flags, examples, notice: notices[query.get('done') ?? ''] }), tags: [] }
  })

  const actions = [
    ['flags', 'approve', flagResource, ['approved', 'true']],
    ['flags', 'remove', flagResource, undefined],
    ['examples', 'approve', exampleResource, ['active', 'true']],
    ['examples', 'reject', exampleResource, ['active', 'false']],
    ['examples', 'remove', exampleResource, undefined],
  ] as const
  for (const [queue, action, resource, change] of actions) {
    addForm(app, options, `/moderation/${queue}/:id/${action}/`, ({ parameters: { id = '' }, viewer }) =>
      judge(resource, id, change, viewer),
    )
  }

  async function judge(
    resource: Resource,
    key: string,
    change: readonly [name: string, value: string] | undefined,
    viewer: Viewer,
  ): Promise<FormAnswer> {
    if (!isModerator(viewer)) return onlyModerators
    if (!/^\d{1,15}$/.test(key)) return undefined
    const { actor } = viewer
    const { errors } = await tryForm(() =>
      change
        ? updateFromForm(db, resource, Number(key), { actor, pairs: [change] })
        : removeFromForm(db, resource, Number(key), { actor }),
    )
    return { redirect: `/moderation/?done=${errors ? 'gone' : 'done'}` }
  }
}

const isModerator = ({ actor }: Viewer) => hasRole(actor, 'moderator')

async function listFlags(db: Database): Promise<WaitingFlag[]> {
  const { rows } = await sql<WaitingFlag>`
    select flag.id, slug, title, reason, approved, account.name as account, flag.created_at as "createdAt"
    from flag join package on package.id = package_id left join account on account.id = account_id
    order by approved, flag.created_at, flag.id limit ${shown}`.execute(db)
  return rows
}

async function listWaitingExamples(db: Database): Promise<WaitingExample[]> {
  const { rows } = await sql<WaitingExample>`
    select example.id, slug, package.title, example.title as name, url, account.name as account, example.created_at as "createdAt"
    from example join package on package.id = package_id left join account on account.id = example.created_by
    where active is null order by example.created_at, example.id limit ${shown}`.execute(db)
  return rows
}
