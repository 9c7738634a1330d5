import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { ListParameters } from '../http/list-parameters.ts'
import type { Pages } from '../http/pager.ts'
import { livingStatuses } from '../packages/status.ts'
import { hasStatus } from '../packages/summaries.ts'
import { matchText } from '../rest/filters.ts'

/** A grid as lists show it. */
export interface GridSummary {
  id: number
  slug: string
  title: string
  description: string
  isLocked: boolean
  packages: number
  /** Of its packages, those that are alive. */
  living: number
  features: number
  modifiedAt: string
  /** Titles of its most watched packages. */
  members: string[]
}

/** In the reference's words, so that old links work. */
const orderColumns = {
  gridpackage_count: sql`coalesce(packages, 0)`,
  active_gridpackage_count: sql`coalesce(living, 0)`,
  modified: sql`grid.modified_at`,
  title: sql`grid.title collate "und-x-icu"`,
} as const
type OrderName = keyof typeof orderColumns
export type GridOrder = OrderName | `-${OrderName}`

const orders = [
  '-active_gridpackage_count',
  'active_gridpackage_count',
  '-gridpackage_count',
  'gridpackage_count',
  '-modified',
  'modified',
  'title',
  '-title',
] as const satisfies GridOrder[]

export const offeredGridOrders = [
  { order: '-active_gridpackage_count', label: 'Packages alive' },
  { order: '-gridpackage_count', label: 'All packages' },
  { order: '-modified', label: 'Last change' },
  { order: 'title', label: 'Name' },
] as const satisfies { order: GridOrder; label: string }[]

export interface GridSelection {
  conditions: readonly RawBuilder<unknown>[]
  order: GridOrder
  limit: number
  offset: number
}

export async function listGrids(
  db: Database,
  now: Date,
  { conditions, order, limit, offset }: GridSelection,
): Promise<GridSummary[]> {
  const column = isOrderName(order) ? order : order.slice(1)
  const expression = isOrderName(column) ? orderColumns[column] : orderColumns.title
  const direction = order.startsWith('-') ? sql`desc` : sql`asc`
  // What is costly to read is read of the grids that are shown only.
  const { rows } = await sql<GridSummary>`
    with counted as (
      select grid_id, count(*) as packages, count(*) filter (where ${hasStatus(now, livingStatuses)}) as living
      from grid_package join package on package.id = package_id left join release latest on latest.id = latest_release_id
      group by grid_id
    ), chosen as (
      select grid.*, coalesce(packages, 0) as packages, coalesce(living, 0) as living
      from grid left join counted on counted.grid_id = grid.id where ${sql.join(conditions, sql` and `)}
      order by ${expression} ${direction}, grid.title collate "und-x-icu", grid.id limit ${limit} offset ${offset}
    )
    select id, slug, title, description, is_locked as "isLocked", modified_at as "modifiedAt", packages, living,
      (select count(*) from feature where grid_id = grid.id) as features,
      (select coalesce(json_agg(title), '[]') from (select package.title from grid_package join package on package.id = package_id
        where grid_id = grid.id order by package.repo_watchers desc, package.id limit 4) as top) as members
    from chosen as grid
    order by ${expression} ${direction}, grid.title collate "und-x-icu", grid.id`.execute(db)
  return rows
}

const isOrderName = (name: string): name is OrderName => name in orderColumns

/** Grids without a package compare nothing: lists leave them out. */
export const hasPackages = sql`exists (select from grid_package where grid_id = grid.id)`

export interface GridList {
  q: string
  order: GridOrder
  grids: GridSummary[]
  total: number
  pages: Pages
  problems: readonly string[]
  href: ListParameters['href']
}

const perPage = 30

/** The list that `query` asks for; what cannot be used in it is left out and said. */
export async function readGridList(
  db: Database,
  { path, query, now }: { path: string; query: URLSearchParams; now: Date },
): Promise<GridList> {
  const parameters = new ListParameters(path, query)
  const q = parameters.text('q')
  const order = parameters.choice('sort', orders, '-active_gridpackage_count')
  const conditions: RawBuilder<unknown>[] = [hasPackages]
  if (q) conditions.push(matchText(q, [sql`grid.title`, sql`grid.slug`, sql`grid.description`]))
  const { rows } = await sql<{
    count: number
  }>`select count(*) as count from grid where ${sql.join(conditions, sql` and `)}`.execute(db)
  const total = rows[0]?.count ?? 0
  const { page, pages, offset } = parameters.paginate(total, perPage)
  return {
    q,
    order,
    grids: await listGrids(db, now, { conditions, order, limit: perPage, offset }),
    total,
    pages: { page, pages, href: (number) => parameters.href({ page: number === 1 ? undefined : String(number) }) },
    problems: parameters.problems,
    href: (changes) => parameters.href(changes),
  }
}
