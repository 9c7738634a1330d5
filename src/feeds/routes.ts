import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { gridPath } from '../grids/list-pages.ts'
import { addPage, type PageAnswer, type PageOptions } from '../http/page-routes.ts'
import { packagePath } from '../packages/package-rows.ts'
import { type FeedContent, feedFormats, feedTypes, renderFeed } from './feed.ts'
import { listAddedPackages, listReleases } from './store.ts'

const isSlug = (slug: string) => /^[\w-]{1,50}$/.test(slug)

/** RSS and Atom of what is new: packages of the whole directory, of a category, of a grid; releases of a package. */
export async function feedRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  function addFeed(path: string, read: (slug: string) => Promise<(FeedContent & { tags: readonly string[] }) | undefined>): void {
    for (const format of feedFormats) {
      addPage(app, options, `${path}${format}/`, async ({ parameters: { slug = '' } }): Promise<PageAnswer> => {
        const feed = slug === '' || isSlug(slug) ? await read(slug) : undefined
        return feed && { body: renderFeed(site, format, feed), type: feedTypes[format], tags: feed.tags }
      })
    }
  }

  addFeed('/feeds/packages/latest/', async () => ({
    title: `Latest ${site.framework} packages added`,
    description: 'The packages that were added last',
    page: '/packages/latest/',
    path: '/feeds/packages/latest/',
    entries: await listAddedPackages(db, {}),
    tags: ['packages'],
  }))

  addFeed('/categories/:slug/', async (slug) => {
    const category = await db
      .selectFrom('category')
      .select(['id', 'title', 'description'])
      .where('slug', '=', slug)
      .executeTakeFirst()
    return (
      category && {
        title: `${site.framework} packages: ${category.title}`,
        description: category.description,
        page: `/categories/${slug}/`,
        path: `/categories/${slug}/`,
        entries: await listAddedPackages(db, { categoryId: category.id }),
        tags: ['packages', 'categories'],
      }
    )
  })

  addFeed('/grids/g/:slug/', async (slug) => {
    const grid = await db.selectFrom('grid').select(['id', 'title', 'description']).where('slug', '=', slug).executeTakeFirst()
    return (
      grid && {
        title: `Grid ${grid.title}: packages added`,
        description: grid.description,
        page: gridPath(slug),
        path: gridPath(slug),
        entries: await listAddedPackages(db, { gridId: grid.id }),
        tags: [`grid:${grid.id}`, 'packages'],
      }
    )
  })

  addFeed('/packages/p/:slug/', async (slug) => {
    const pkg = await db
      .selectFrom('package')
      .select(['id', 'title', 'repo_description'])
      .where('slug', '=', slug)
      .executeTakeFirst()
    return (
      pkg && {
        title: `Releases of ${pkg.title}`,
        description: pkg.repo_description,
        page: packagePath(slug),
        path: packagePath(slug),
        entries: await listReleases(db, { id: pkg.id, slug, title: pkg.title }),
        tags: [`package:${pkg.id}`],
      }
    )
  })
}
