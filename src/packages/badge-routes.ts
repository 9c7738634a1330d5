import { makeBadge } from 'badge-maker'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { formatNumber } from '../http/figures.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { packagePath } from './package-rows.ts'
import { statusWords } from './status.ts'
import { listSummaries, type PackageSummary } from './summaries.ts'

const shown = ['status', 'release', 'stars'] as const

/** Each dark enough for white letters (4.5 : 1). */
const colours: Readonly<Record<string, string>> = { good: '#1c6432', caution: '#7a4b00', bad: '#9c241c', '': '#5d655f' }

/** A badge for the README of a package, as SVG. */
export async function badgeRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  addPage(app, options, `${packagePath(':slug')}badge.svg`, async ({ parameters: { slug = '' }, path, query, now }) => {
    if (!/^[\w-]{1,50}$/.test(slug)) return undefined
    const [pkg] = await listSummaries(db, now, { conditions: [sql`package.slug = ${slug}`], order: 'title', limit: 1 })
    if (!pkg) return undefined
    const { message, color } = toBadge(pkg, new ListParameters(path, query).choice('show', shown, 'status'))
    return {
      body: makeBadge({ label: site.title, message, color, labelColor: '#333333' }),
      type: 'image/svg+xml; charset=utf-8',
      tags: [`package:${pkg.id}`],
      maxAgeMs: hourMs,
      headers: {
        'Cache-Control': 'public, max-age=3600',
        'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
        'Cross-Origin-Resource-Policy': 'cross-origin',
      },
    }
  })
}

function toBadge(
  { status, version, watchers }: PackageSummary,
  show: (typeof shown)[number],
): { message: string; color: string } {
  const neutral = '#0b5f56'
  if (show === 'release')
    return { message: version === null ? 'no release' : version, color: version === null ? '#5d655f' : neutral }
  if (show === 'stars') return { message: `${formatNumber(watchers)} stars`, color: neutral }
  const { label, tone } = statusWords[status]
  return { message: label.toLowerCase(), color: colours[tone] ?? neutral }
}
