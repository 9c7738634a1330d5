import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { addForm, type FormAnswer, type FormRequest, toSitePath } from '../http/form-routes.ts'
import { isSlug } from './package-facts.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'

/** "I use this" and favourites: each said once and taken back by a POST, which leads back to `next` on this site. */
export async function opinionRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db } = options

  for (const action of ['add', 'remove'] as const) {
    addForm(app, options, `/packages/usage/:slug/${action}/`, ({ parameters: { slug = '' }, ...request }) =>
      say('usage', action, isSlug(slug) ? { slug } : undefined, request),
    )
    addForm(app, options, `/favorites/${action}/:id/`, ({ parameters: { id = '' }, ...request }) =>
      say('favourite', action, /^\d{1,15}$/.test(id) ? { id: Number(id) } : undefined, request),
    )
  }

  async function say(
    table: 'usage' | 'favourite',
    action: 'add' | 'remove',
    key: { slug: string } | { id: number } | undefined,
    { viewer, form }: Pick<FormRequest, 'viewer' | 'form'>,
  ): Promise<FormAnswer> {
    const pkg = key && (await findPackage(db, key))
    if (!pkg) return undefined
    const { accountId } = viewer.actor
    if (action === 'add') {
      // None when the package is deleted at this very moment.
      await db
        .insertInto(table)
        .columns(['package_id', 'account_id'])
        .expression((query) =>
          query
            .selectFrom('package')
            .select((columns) => ['id', columns.val(accountId).as('account_id')])
            .where('id', '=', pkg.id),
        )
        .onConflict((conflict) => conflict.columns(['package_id', 'account_id']).doNothing())
        .execute()
    } else {
      await db.deleteFrom(table).where('package_id', '=', pkg.id).where('account_id', '=', accountId).execute()
    }
    return { redirect: toSitePath(form.get('next')) ?? packagePath(pkg.slug) }
  }
}

function findPackage(db: Database, key: { slug: string } | { id: number }): Promise<{ id: number; slug: string } | undefined> {
  const query = db.selectFrom('package').select(['id', 'slug'])
  return ('slug' in key ? query.where('slug', '=', key.slug) : query.where('id', '=', key.id)).executeTakeFirst()
}
