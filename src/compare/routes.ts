import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { findGridNotice } from '../grids/notices.ts'
import { addPage, hourMs, type PageAnswer, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import { findMovedSlug } from '../packages/moved-slugs.ts'
import { countSummaries } from '../packages/summaries.ts'
import { type ComparedPackage, listCompared } from './compared.ts'
import { type ExportFormat, exportTypes, renderExport } from './exports.ts'
import { listFeatureRows } from './feature-rows.ts'
import { gridPage } from './grid-page.ts'
import { findGrid, type GridHead } from './grids.ts'
import { measuredRows } from './measured-rows.ts'
import { comparePage, compareStartPage } from './pages.ts'
import {
  type ComparisonParameters,
  parseComparison,
  shownStatuses,
  toConditions,
  toOrder,
  toStatusConditions,
} from './parameters.ts'
import { type ComparisonTable, createTable } from './table.ts'

/** As many packages as still make a table. */
const maxPackages = 50

export interface CompareOptions extends PageOptions {
  db: Database
}

interface Comparison {
  table: ComparisonTable
  parameters: ComparisonParameters
  tags: string[]
}

/** Packages side by side: those of a grid, or any set that an address names; as pages and to take away. */
export async function compareRoutes(app: FastifyInstance, options: CompareOptions): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/compare/', ({ path, query, viewer }) => {
    const slugs = parseSlugs(query.getAll('packages'))
    if (slugs.length > 1 && !query.has('edit')) return { redirect: toComparePath(slugs) }
    return {
      body: compareStartPage({ site, path, viewer, slugs, isRefused: query.has('packages') && !query.has('edit') }),
      tags: [],
    }
  })

  async function readChosen({ parameters: { slugs: text = '' }, path, query, now }: PageRequest) {
    const slugs = parseSlugs([text])
    if (slugs.length === 0) return undefined
    if (text !== slugs.join(','))
      return { kind: 'moved' as const, redirect: path.replace(/^\/compare\/[^/?]*/, toComparePath(slugs).slice(0, -1)) }
    const parameters = parseComparison(toComparePath(slugs), query, { sort: 'chosen', status: 'all' })
    const packages = await listCompared(db, now, {
      conditions: [...toConditions(parameters), sql`package.slug in (${sql.join(slugs)})`],
      order: parameters.sort === 'chosen' ? 'title' : toOrder(parameters.sort),
      limit: maxPackages,
    })
    // Nothing of what was named is in the directory.
    if (packages.length === 0 && parameters.q === '' && !parameters.stable) return undefined
    if (parameters.sort === 'chosen') packages.sort((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug))
    return { kind: 'comparison' as const, slugs, path, ...(await compare(packages, parameters)) }
  }

  async function readGrid(grid: GridHead, { query, now }: PageRequest) {
    const parameters = parseComparison(`/grids/g/${grid.slug}/`, query, { sort: 'score', status: 'living' })
    const conditions = [
      ...toConditions(parameters),
      sql`package.id in (select package_id from grid_package where grid_id = ${grid.id})`,
    ]
    const counts = await countSummaries(db, now, conditions)
    const statuses = shownStatuses(parameters.status)
    const hidden = counts.reduce((sum, { status, count }) => (statuses.includes(status) ? sum : sum + count), 0)
    const total = counts.reduce((sum, { count }) => sum + count, 0) - hidden
    const { page, pages, offset } = parameters.list.paginate(total, maxPackages)
    const packages = await listCompared(db, now, {
      conditions: [...conditions, ...toStatusConditions(now, parameters)],
      order: parameters.sort === 'chosen' ? '-score' : toOrder(parameters.sort),
      limit: maxPackages,
      offset,
    })
    const pager = {
      page,
      pages,
      href: (number: number) => parameters.list.href({ page: number === 1 ? undefined : String(number) }),
    }
    return { grid, hidden, pager, ...(await compare(packages, parameters, grid.id)) }
  }

  async function compare(packages: ComparedPackage[], parameters: ComparisonParameters, gridId?: number): Promise<Comparison> {
    const rows = [...measuredRows(packages), ...(await listFeatureRows(db, packages, gridId))]
    return {
      table: createTable(packages, rows, parameters),
      parameters,
      tags: ['packages', 'categories', 'grids'],
    }
  }

  addPage(app, options, '/compare/:slugs/', async (request) => {
    const chosen = await readChosen(request)
    if (!chosen) return undefined
    if (chosen.kind === 'moved') return { redirect: chosen.redirect }
    return { body: comparePage({ site, ...chosen, viewer: request.viewer }), tags: chosen.tags, maxAgeMs: hourMs }
  })

  addPage(app, options, '/grids/g/:slug/', async (request) => {
    const { slug = '' } = request.parameters
    const grid = await findGrid(db, slug)
    if (!grid) {
      const moved = await findMovedSlug(db, 'grid', slug)
      return moved === undefined ? undefined : { redirect: `/grids/g/${moved}/`, status: 301 }
    }
    const comparison = await readGrid(grid, request)
    return {
      body: gridPage({
        site,
        path: request.path,
        viewer: request.viewer,
        notice: request.viewer && findGridNotice(request.query),
        ...comparison,
      }),
      tags: comparison.tags,
      maxAgeMs: hourMs,
    }
  })

  for (const format of ['csv', 'md', 'json'] as const satisfies ExportFormat[]) {
    addPage(app, options, `/compare/:slugs/export.${format}`, async (request) => {
      const chosen = await readChosen(request)
      return chosen?.kind === 'comparison' ? toExport(chosen, format, chosen.slugs.join('-')) : chosen
    })
    addPage(app, options, `/grids/g/:slug/export.${format}`, async (request) => {
      const grid = await findGrid(db, request.parameters['slug'] ?? '')
      return grid && toExport(await readGrid(grid, request), format, grid.slug)
    })
  }

  function toExport({ table, tags }: Comparison, format: ExportFormat, name: string): PageAnswer {
    return {
      body: renderExport(table, format, site.origin()),
      type: exportTypes[format],
      tags,
      maxAgeMs: hourMs,
      headers: { 'Content-Disposition': `attachment; filename="${name.slice(0, 100)}.${format}"` },
    }
  }
}

function toComparePath(slugs: readonly string[]): string {
  return `/compare/${slugs.slice(0, maxPackages).join(',')}/`
}

function parseSlugs(values: readonly string[]): string[] {
  const words = values.flatMap((value) => value.split(/[\s,]+/))
  return [...new Set(words.filter((word) => /^[\w-]{1,50}$/.test(word)))].slice(0, maxPackages)
}
