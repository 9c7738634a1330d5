import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { countOf } from '../http/figures.ts'
import { html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, hourMs, type PageAnswer, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import { listCategories } from './categories.ts'
import { packageListView } from './list-pages.ts'
import { readPackageList } from './package-list.ts'
import { rankingPage } from './ranking-page.ts'
import { livingStatuses } from './status.ts'
import { hasStatus, listSummaries, countSummaries, type SummaryOrder } from './summaries.ts'

export interface PackagePageOptions extends PageOptions {
  db: Database
}

const perPage = 50

/** Lists of packages, as pages. */
export async function packageListRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/packages/', async ({ path, query, viewer, now }) => {
    const list = await readPackageList(db, { path, query, now, categories: await listCategories(db) })
    return {
      body: layoutPage(site, {
        title: `${site.framework} packages`,
        description: `${countOf(list.total, 'reusable package')} for ${site.framework}: search, filter, sort and compare them.`,
        canonical: list.href({ page: list.pages.page === 1 ? undefined : String(list.pages.page) }),
        section: '/packages/',
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Packages' }],
        feeds: latestFeeds,
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>${site.framework} packages</h1><p class="soft">Everything in the directory. Tick packages to compare them.</p></div>
<a class="button" href="/packages/add/">Add a package</a></div>
${packageListView(list)}
</main>`,
      }),
      tags: ['packages', 'categories'],
      maxAgeMs: hourMs,
    }
  })

  async function ranking(
    { path, query, viewer, now }: PageRequest,
    { address, ...words }: { address: string; title: string; text: string; order: SummaryOrder; isLiked?: boolean },
  ): Promise<PageAnswer> {
    const parameters = new ListParameters(address, query)
    const conditions = words.isLiked
      ? [sql`exists (select from favourite where package_id = package.id)`]
      : [hasStatus(now, livingStatuses)]
    const counts = await countSummaries(db, now, conditions)
    const total = counts.reduce((sum, { count }) => sum + count, 0)
    const { page, pages, offset } = parameters.paginate(total, perPage)
    const packages = await listSummaries(db, now, { conditions, order: words.order, limit: perPage, offset })
    const href = (number: number) => parameters.href({ page: number === 1 ? undefined : String(number) })
    return {
      body: rankingPage({ site, viewer, path, ...words, packages, problems: parameters.problems, pages: { page, pages, href } }),
      tags: ['packages', 'categories'],
      maxAgeMs: hourMs,
    }
  }

  addPage(app, options, '/packages/latest/', (request) =>
    ranking(request, {
      address: '/packages/latest/',
      title: 'Latest packages',
      text: 'What was added last. What is unmaintained, gone, archived or deprecated is left out.',
      order: '-created',
    }),
  )
  addPage(app, options, '/packages/liked/', (request) =>
    ranking(request, {
      address: '/packages/liked/',
      title: 'Most liked packages',
      text: 'Packages by the number of people who keep them among their favourites, whatever their status.',
      order: '-likes',
      isLiked: true,
    }),
  )
}

export const latestFeeds = [
  { title: 'Latest packages', href: '/feeds/packages/latest/atom/', type: 'application/atom+xml' },
  { title: 'Latest packages', href: '/feeds/packages/latest/rss/', type: 'application/rss+xml' },
] as const
