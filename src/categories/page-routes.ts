import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { countOf, formatNumber } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { type Category, listCategories } from '../packages/categories.ts'
import { packageListView } from '../packages/list-pages.ts'
import { readPackageList } from '../packages/package-list.ts'
import { livingStatuses } from '../packages/status.ts'
import { countSummaries } from '../packages/summaries.ts'

/** The categories and the packages of each, as pages. */
export async function categoryPageRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/categories/', async ({ path, viewer, now }) => {
    const categories = await listCountedCategories(db, now)
    return {
      body: layoutPage(site, {
        title: 'Categories',
        description: `What kinds of packages for ${site.framework} there are, and how many of each.`,
        canonical: '/categories/',
        section: '/categories/',
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Categories' }],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>Categories</h1><p class="soft">Every package has one. To see packages for one purpose side by side, look at the <a href="/grids/">grids</a>.</p></div></div>
<h2 class="visually-hidden">All categories</h2>
${categoryCards(categories)}
</main>`,
      }),
      tags: ['categories', 'packages'],
      maxAgeMs: hourMs,
    }
  })

  addPage(app, options, '/categories/:slug/', async ({ parameters: { slug }, path, query, viewer, now }) => {
    const category = (await listCategories(db)).find((one) => one.slug === slug)
    if (!category) return undefined
    const scope = sql`category.id = ${category.id}`
    const list = await readPackageList(db, { path: `/categories/${category.slug}/`, query, now, scope, categories: [] })
    const feed = `/categories/${category.slug}/atom/`
    return {
      body: layoutPage(site, {
        title: category.titlePlural,
        description: `${countOf(list.total, 'package')} for ${site.framework} in the category ${category.title}. ${category.description}`,
        canonical: list.href({ page: list.pages.page === 1 ? undefined : String(list.pages.page) }),
        section: '/categories/',
        breadcrumbs: [
          { label: 'Home', href: '/' },
          { label: 'Categories', href: '/categories/' },
          { label: category.titlePlural },
        ],
        feeds: [{ title: `Latest in ${category.titlePlural}`, href: feed, type: 'application/atom+xml' }],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>${category.titlePlural}</h1><p class="soft">${category.description}</p></div>
<p><a class="button" href="${feed}">${icon('feed')}Feed</a></p></div>
${packageListView(list)}
</main>`,
      }),
      tags: ['categories', 'packages'],
      maxAgeMs: hourMs,
    }
  })
}

export interface CountedCategory extends Category {
  living: number
  total: number
}

/** The categories with the number of their packages, the largest first. */
export async function listCountedCategories(db: Database, now: Date): Promise<CountedCategory[]> {
  const counts = await countSummaries(db, now, [])
  const categories = await listCategories(db)
  return categories
    .map((category) => {
      const rows = counts.filter((row) => row.category === category.slug)
      const living = rows.filter(({ status }) => livingStatuses.includes(status))
      const sum = (some: typeof rows) => some.reduce((total, { count }) => total + count, 0)
      return Object.assign(category, { living: sum(living), total: sum(rows) })
    })
    .toSorted((a, b) => b.living - a.living || b.total - a.total || a.id - b.id)
}

export function categoryCards(categories: readonly CountedCategory[]): Html {
  return html`<ul class="cards">${categories.map(
    ({
      slug,
      titlePlural,
      description,
      living,
      total,
    }) => html`<li class="card"><h3><a href="/categories/${slug}/">${titlePlural}</a></h3>
<p>${description}</p>
<p class="meta"><span>${countOf(living, 'package')}</span>${total > living && html`<span>and ${formatNumber(total - living)} no longer maintained</span>`}</p></li>`,
  )}</ul>`
}
