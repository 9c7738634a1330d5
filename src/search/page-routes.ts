import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { type GridSummary, listGrids } from '../grids/grid-list.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { listSummaries, type PackageSummary } from '../packages/summaries.ts'
import { RestError } from '../rest/errors.ts'
import { type Facet, facetNames } from './filters.ts'
import { findPage, type SearchPage, type SearchRequest } from './page.ts'
import { queryLimits } from './query.ts'
import { type ResultHit, resultsPage } from './results-page.ts'
import type { Spelling } from './service.ts'
import { type ExplainedHitRow, maxReadable } from './store.ts'

const perPage = 20
const maxPages = Math.ceil(maxReadable / perPage)

/** The results of the search, as a page. */
export async function searchPageRoutes(
  app: FastifyInstance,
  options: PageOptions & { db: Database; searchDb: Database; spelling: Spelling },
): Promise<void> {
  const { db, searchDb, site, spelling } = options

  addPage(app, options, '/search/', async ({ path, query, viewer, now }) => {
    const parameters = new ListParameters('/search/', query)
    const text = parameters.text('q', queryLimits.length)
    const chosen: Partial<Record<Facet, string>> = {}
    for (const name of facetNames) {
      const value = parameters.text(name, 100)
      if (value !== '') chosen[name] = value
    }
    const asked = parameters.page()
    const hasAsked = text !== '' || Object.keys(chosen).length > 0
    const find = (page: number) =>
      findOrExplain(
        searchDb,
        {
          text,
          chosen: Object.fromEntries(Object.entries(chosen).map(([name, value]) => [name, [value]])),
          limit: perPage,
          offset: (page - 1) * perPage,
        },
        spelling,
      )
    let page = asked === 'last' ? 1 : Math.min(asked, maxPages)
    let found = hasAsked ? await find(page) : undefined
    const pages = found && 'total' in found ? Math.max(1, Math.ceil(Math.min(found.total, maxReadable) / perPage)) : 1
    if (page > pages || asked === 'last') {
      page = pages
      if (hasAsked) found = await find(page)
    }
    if (asked !== 'last' && asked > pages) parameters.problems.push(`There is no page ${asked}; this is the last one.`)
    const result = found && 'problems' in found ? undefined : found
    return {
      body: resultsPage({
        site,
        viewer,
        path,
        text,
        chosen,
        problems: [...parameters.problems, ...(found && 'problems' in found ? found.problems : [])],
        result,
        hits: result ? await listHitRecords(db, now, result.hits) : [],
        pages: {
          page,
          pages,
          href: (number) => parameters.href({ page: number === 1 ? undefined : String(number) }),
        },
        href: (changes) => parameters.href(changes),
      }),
      tags: ['packages', 'grids', 'categories', 'search'],
      maxAgeMs: hourMs,
    }
  })
}

/** What is found, or what is wrong with the query in sentences. */
async function findOrExplain(
  db: Database,
  request: SearchRequest,
  spelling: Spelling,
): Promise<SearchPage | { problems: string[] }> {
  try {
    return await findPage(db, request, spelling)
  } catch (error) {
    if (!(error instanceof RestError) || error.status !== 400) throw error
    return { problems: Object.values(Object(error.body)).flat().map(String) }
  }
}

/** The packages and grids that were hit, as lists show them, in the order of the hits. */
async function listHitRecords(db: Database, now: Date, hits: readonly ExplainedHitRow[]): Promise<ResultHit[]> {
  const idsOf = (type: ExplainedHitRow['item_type']) =>
    hits.filter(({ item_type: itemType }) => itemType === type).map((hit) => hit.record_id)
  const packageIds = idsOf('package')
  const gridIds = idsOf('grid')
  const packages: PackageSummary[] =
    packageIds.length === 0
      ? []
      : await listSummaries(db, now, {
          conditions: [sql`package.id in (${sql.join(packageIds)})`],
          order: 'title',
          limit: perPage,
        })
  const grids: GridSummary[] =
    gridIds.length === 0
      ? []
      : await listGrids(db, now, {
          conditions: [sql`grid.id in (${sql.join(gridIds)})`],
          order: 'title',
          limit: perPage,
          offset: 0,
        })
  return hits.flatMap(({ item_type: itemType, record_id: id }): ResultHit[] => {
    const pkg = itemType === 'package' ? packages.find((one) => one.id === id) : undefined
    const grid = itemType === 'grid' ? grids.find((one) => one.id === id) : undefined
    return [...(pkg ? [{ kind: 'package' as const, pkg }] : []), ...(grid ? [{ kind: 'grid' as const, grid }] : [])]
  })
}
