import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { countOf } from '../http/figures.ts'
import { html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { listCategories } from '../packages/categories.ts'
import { packageListView } from '../packages/list-pages.ts'
import { readPackageList } from '../packages/package-list.ts'
import { readGridList } from './grid-list.ts'
import { gridListPage, gridPath } from './list-pages.ts'

/** Lists of grids and of what is in one, as pages. */
export async function gridListRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/grids/', async ({ path, query, viewer, now }) => ({
    body: gridListPage({ site, viewer, path, list: await readGridList(db, { path, query, now }) }),
    tags: ['grids', 'packages'],
    maxAgeMs: hourMs,
  }))

  addPage(app, options, '/grids/g/:slug/packages/', async ({ parameters: { slug = '' }, path, query, viewer, now }) => {
    const grid = await findGrid(db, slug)
    if (!grid) return undefined
    const scope = sql`package.id in (select package_id from grid_package where grid_id = ${grid.id})`
    const list = await readPackageList(db, {
      path: `${gridPath(grid.slug)}packages/`,
      query,
      now,
      scope,
      categories: await listCategories(db),
    })
    return {
      body: layoutPage(site, {
        title: `Packages in the grid ${grid.title}`,
        description: `${countOf(list.total, 'package')} for ${site.framework} in the grid ${grid.title}, to search, filter and sort. ${grid.description}`,
        canonical: list.href({ page: list.pages.page === 1 ? undefined : String(list.pages.page) }),
        section: '/grids/',
        breadcrumbs: [
          { label: 'Home', href: '/' },
          { label: 'Grids', href: '/grids/' },
          { label: grid.title, href: gridPath(grid.slug) },
          { label: 'Packages' },
        ],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>${grid.title}: packages</h1><p class="soft" dir="auto">${grid.description}</p></div>
<p><a class="button" href="${gridPath(grid.slug)}">${icon('grid')}Side by side</a></p></div>
${packageListView(list)}
</main>`,
      }),
      tags: [`grid:${grid.id}`, 'packages', 'categories'],
      maxAgeMs: hourMs,
    }
  })
}

interface Grid {
  id: number
  slug: string
  title: string
  description: string
}

async function findGrid(db: Database, slug: string): Promise<Grid | undefined> {
  if (!/^[\w-]{1,50}$/.test(slug)) return undefined
  return db.selectFrom('grid').select(['id', 'slug', 'title', 'description']).where('slug', '=', slug).executeTakeFirst()
}
