import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { listCountedCategories } from '../categories/page-routes.ts'
import type { Database } from '../db/connect.ts'
import { type GridSummary, hasPackages, listGrids } from '../grids/grid-list.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { livingStatuses } from '../packages/status.ts'
import { hasStatus, listSummaries, recentCommits, rise, type SummaryOrder } from '../packages/summaries.ts'
import { homePage } from './page.ts'

/** The page that the others start from. */
export async function homeRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/', async ({ viewer, now }) => {
    const isAlive = hasStatus(now, livingStatuses)
    const firstFive = (order: SummaryOrder, condition = isAlive) =>
      listSummaries(db, now, { conditions: [isAlive, condition], order, limit: 5 })
    const grids = await listNotableGrids(db, now)
    return {
      body: homePage({
        site,
        viewer,
        categories: await listCountedCategories(db, now),
        gridCount: await countGrids(db),
        latest: await firstFive('-created'),
        released: await firstFive('-released', sql`latest.released_at is not null`),
        rising: await firstFive('-rise', sql`${rise} > 0`),
        busy: await firstFive(
          '-recent_commits',
          sql`package.last_commit_at >= ${yearAgo(now)}::timestamptz and ${recentCommits} > 0`,
        ),
        starred: await firstFive('-repo_watchers'),
        grids,
        glance: await readGlance(db, now, grids[0]),
      }),
      tags: ['packages', 'grids', 'categories'],
      maxAgeMs: hourMs,
    }
  })
}

function yearAgo(now: Date): string {
  return new Date(now.getTime() - 365 * 86_400_000).toISOString().slice(0, 10)
}

/** Those that the community put forward, then those with most to choose from. */
async function listNotableGrids(db: Database, now: Date) {
  const chosen = await listGrids(db, now, {
    conditions: [hasPackages, sql`grid.header`],
    order: '-active_gridpackage_count',
    limit: 8,
    offset: 0,
  })
  const others = await listGrids(db, now, {
    conditions: [hasPackages, sql`not grid.header`],
    order: '-active_gridpackage_count',
    limit: 8 - chosen.length,
    offset: 0,
  })
  return [...chosen, ...others]
}

async function readGlance(db: Database, now: Date, grid: GridSummary | undefined) {
  if (!grid) return undefined
  const conditions = [sql`package.id in (select package_id from grid_package where grid_id = ${grid.id})`]
  return { grid, packages: await listSummaries(db, now, { conditions, order: '-repo_watchers', limit: 4 }) }
}

async function countGrids(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from grid where ${hasPackages}`.execute(db)
  return rows[0]?.count ?? 0
}
