import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { listGrids } from '../grids/grid-list.ts'
import { gridPath } from '../grids/list-pages.ts'
import { countOf, formatNumber } from '../http/figures.ts'
import { addPage, type Page, type PageOptions } from '../http/page-routes.ts'
import { packagePath } from '../packages/package-rows.ts'
import { statusWords } from '../packages/status.ts'
import { listSummaries } from '../packages/summaries.ts'
import { type Picture, renderPicture } from './picture.ts'

/** Drawing takes a tenth of a second, so a picture is drawn at most once a day unless what it shows changes. */
const dayMs = 86_400_000

const isSlug = (slug: string) => /^[\w-]{1,50}$/.test(slug)

/** Pictures for previews: of the site, of packages, grids and categories. */
export async function pictureRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  async function toPage(picture: Omit<Picture, 'siteTitle'>, tags: readonly string[]): Promise<Page> {
    const body = await renderPicture({ siteTitle: site.title, ...picture })
    return { body, type: 'image/png', tags, maxAgeMs: dayMs, headers: { 'Cache-Control': 'public, max-age=3600' } }
  }

  addPage(app, options, '/picture.png', () =>
    toPage(
      {
        kind: 'Directory',
        title: `${site.framework} packages`,
        text: 'Find one, see whether it is alive, compare it side by side with the others, choose.',
        facts: ['Search', 'Grids', 'API'],
      },
      [],
    ),
  )

  addPage(app, options, `${packagePath(':slug')}picture.png`, async ({ parameters: { slug = '' }, now }) => {
    if (!isSlug(slug)) return undefined
    const [pkg] = await listSummaries(db, now, { conditions: [sql`package.slug = ${slug}`], order: 'title', limit: 1 })
    if (!pkg) return undefined
    const facts = [
      statusWords[pkg.status].label,
      ...(pkg.version === null ? [] : [`Release ${pkg.version}`]),
      countOf(pkg.watchers, 'star'),
      countOf(pkg.forks, 'fork'),
    ]
    return toPage({ kind: pkg.category, title: pkg.title, text: pkg.description, facts }, [`package:${pkg.id}`])
  })

  addPage(app, options, `${gridPath(':slug')}picture.png`, async ({ parameters: { slug = '' }, now }) => {
    if (!isSlug(slug)) return undefined
    const [grid] = await listGrids(db, now, { conditions: [sql`grid.slug = ${slug}`], order: 'title', limit: 1, offset: 0 })
    if (!grid) return undefined
    const facts = [countOf(grid.packages, 'package'), `${formatNumber(grid.living)} alive`, countOf(grid.features, 'feature')]
    return toPage({ kind: 'Grid', title: grid.title, text: grid.members.join(', '), facts }, [`grid:${grid.id}`, 'packages'])
  })
}
