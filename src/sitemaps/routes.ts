import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { gridPath } from '../grids/list-pages.ts'
import { html } from '../http/html.ts'
import { addPage, type PageOptions } from '../http/page-routes.ts'
import { packagePath } from '../packages/package-rows.ts'

interface Entry {
  path: string
  /** Day of the last change, as the database writes it. */
  modifiedAt?: string
}

/** As many addresses as the protocol allows a file. */
const maxEntries = 50_000

const staticPaths = [
  '/',
  '/packages/',
  '/packages/latest/',
  '/packages/liked/',
  '/grids/',
  '/categories/',
  '/about/',
  '/help/',
  '/faq/',
  '/terms/',
  '/syndication/',
  '/api/docs/',
]

/** What there is, for search engines: an index, and a file a section. */
export async function sitemapRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  const headers = { 'X-Robots-Tag': 'noindex' }
  const type = 'application/xml; charset=utf-8'

  addPage(app, options, '/sitemap.xml', async () => {
    const sections = ['static', 'categories', ...(await listParts(db, 'packages')), ...(await listParts(db, 'grids'))]
    return {
      body: html`<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${sections.map((section) => html`<sitemap><loc>${site.origin()}/sitemap-${section}.xml</loc></sitemap>\n`)}</sitemapindex>
`,
      type,
      headers,
      tags: ['packages', 'grids'],
    }
  })

  addPage(app, options, '/sitemap-:section.xml', async ({ parameters: { section = '' } }) => {
    const entries = await listEntries(db, section)
    return (
      entries && {
        body: html`<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${entries.map(
  ({ path, modifiedAt }) =>
    html`<url><loc>${site.origin()}${path}</loc>${modifiedAt && html`<lastmod>${modifiedAt.slice(0, 10)}</lastmod>`}</url>\n`,
)}</urlset>
`,
        type,
        headers,
        tags: ['packages', 'grids', 'categories'],
      }
    )
  })
}

/** `packages`, `packages-2`, …: as many as it takes. */
async function listParts(db: Database, section: 'packages' | 'grids'): Promise<string[]> {
  const table = section === 'packages' ? 'package' : 'grid'
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db)
  const parts = Math.max(1, Math.ceil((rows[0]?.count ?? 0) / maxEntries))
  return Array.from({ length: parts }, (_, index) => (index === 0 ? section : `${section}-${index + 1}`))
}

async function listEntries(db: Database, section: string): Promise<Entry[] | undefined> {
  if (section === 'static') return staticPaths.map((path) => ({ path }))
  const [, name = '', part = '1'] = /^(packages|grids|categories)(?:-([2-9]|[1-9]\d{1,3}))?$/.exec(section) ?? []
  const [table, toPath] = sources[name] ?? []
  if (!table || !toPath) return undefined
  const { rows } = await sql<{ slug: string; modifiedAt: string }>`
    select slug, modified_at as "modifiedAt" from ${sql.table(table)}
    order by id limit ${maxEntries} offset ${(Number(part) - 1) * maxEntries}`.execute(db)
  if (rows.length === 0 && part !== '1') return undefined
  return rows.map(({ slug, modifiedAt }) => ({ path: toPath(slug), modifiedAt }))
}

const sources: Record<string, [table: string, toPath: (slug: string) => string]> = {
  packages: ['package', packagePath],
  grids: ['grid', gridPath],
  categories: ['category', (slug) => `/categories/${slug}/`],
}
