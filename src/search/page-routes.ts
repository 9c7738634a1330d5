import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { type GridList, readGridList } from '../grids/grid-list.ts'
import { gridCards } from '../grids/list-pages.ts'
import { countOf } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { listCategories } from '../packages/categories.ts'
import { packageListView } from '../packages/list-pages.ts'
import { readPackageList } from '../packages/package-list.ts'

/** The results of the search, as a page. */
export async function searchPageRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/search/', async ({ path, query, viewer, now }) => {
    const list = await readPackageList(db, { path, query, now, categories: await listCategories(db) })
    const grids = await readGridList(db, { path: '/grids/', query: new URLSearchParams({ q: list.q }), now })
    const title = list.q ? `Search: ${list.q}` : 'Search'
    return {
      body: layoutPage(site, {
        title,
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Search' }],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<h1>${list.q ? html`Results for “${list.q}”` : 'Search'}</h1>
<form class="input-row search-again" role="search" action="/search/" aria-label="Search again"><label class="visually-hidden" for="again-q">Search packages and grids</label><input type="search" id="again-q" name="q" value="${list.q}" maxlength="200" autocomplete="off" placeholder="Packages, grids, people"><button class="primary">Search</button></form>
${list.q !== '' && grids.total > 0 && gridResults(grids)}
<section class="section" aria-labelledby="packages"><div class="section-head"><h2 id="packages">Packages</h2></div>
${packageListView(list, { hasOwnSearch: true })}</section>
</main>`,
      }),
      tags: ['packages', 'grids', 'categories'],
      maxAgeMs: hourMs,
    }
  })
}

function gridResults({ grids, total, href }: GridList): Html {
  return html`<section class="section" aria-labelledby="grids"><div class="section-head"><h2 id="grids">Grids</h2>${total > 3 && html`<a href="${href()}">${countOf(total, 'grid')}</a>`}</div>
${gridCards(grids.slice(0, 3))}</section>`
}
