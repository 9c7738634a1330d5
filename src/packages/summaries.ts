import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { lastActivity, lastFetchedAt, type Status, statusExpression } from './status.ts'

/** A package as lists show it. */
export interface PackageSummary {
  id: number
  slug: string
  title: string
  description: string
  category: string
  categorySlug: string
  status: Status
  watchers: number
  forks: number
  downloads: number
  users: number
  likes: number
  supportsPython3: boolean | null
  version: string | null
  releasedAt: string | null
  lastCommitAt: string | null
  createdAt: string
  /** What to use instead, if somebody said so. */
  successor: { slug: string; title: string } | null
}

export interface SummarySelection {
  conditions?: readonly RawBuilder<unknown>[]
  order: SummaryOrder
  limit: number
  offset?: number
}

/** Commits of the last 13 weeks. */
export const recentCommits = sql<number>`(select coalesce(sum(commits), 0) from unnest(package.commits_over_52w[40:52]) as commits)`

/**
 * How fast a package rises: the stars won in about a month – since the last snapshot of a day at least 30 days ago, or else the first one –
 * over the root of those it had, so that ten more count for much where there were twenty and for little where there were thousands.
 */
export const rise = sql<number>`(select (package.repo_watchers - stars) / sqrt(stars + 25) from coalesce(
    (select stars from snapshot where snapshot.package_id = package.id and day <= current_date - 30 order by day desc limit 1),
    (select stars from snapshot where snapshot.package_id = package.id order by day limit 1)
  ) as stars)`

/** In the reference's words, so that old links work, and some of our own; `-` in front turns them round. */
const orderColumns = {
  repo_watchers: sql`package.repo_watchers`,
  repo_forks: sql`package.repo_forks`,
  pypi_downloads: sql`package.pypi_downloads`,
  usage_count: sql`users`,
  likes: sql`likes`,
  score: sql`package.score`,
  last_activity: lastActivity,
  last_commit: sql`package.last_commit_at`,
  released: sql`latest.released_at`,
  recent_commits: recentCommits,
  rise,
  last_fetched: lastFetchedAt,
  created: sql`package.created_at`,
  title: sql`package.title collate "und-x-icu"`,
  category: sql`category.title collate "und-x-icu"`,
} as const
type OrderName = keyof typeof orderColumns
export type SummaryOrder = OrderName | `-${OrderName}`

/** What conditions and orders speak of: a package, its category and, as `latest`, its latest release. */
export const packageTables = sql`package
  join category on category.id = package.category_id
  left join release latest on latest.id = package.latest_release_id`

/** @param now for the status. */
export async function listSummaries(db: Database, now: Date, selection: SummarySelection): Promise<PackageSummary[]> {
  const { conditions = [], order, limit, offset = 0 } = selection
  const { rows } = await sql<PackageSummary>`
    select package.id, package.slug, package.title, package.repo_description as description,
      category.title as category, category.slug as "categorySlug", ${statusExpression(now)} as status,
      package.repo_watchers as watchers, package.repo_forks as forks, package.pypi_downloads as downloads,
      (select count(*) from usage where package_id = package.id) as users,
      (select count(*) from favourite where package_id = package.id) as likes,
      package.supports_python3 as "supportsPython3", latest.number as version, latest.released_at as "releasedAt",
      package.last_commit_at as "lastCommitAt", package.created_at as "createdAt",
      (select json_build_object('slug', other.slug, 'title', other.title) from package other where other.id = package.replaced_by_id) as successor
    from ${packageTables} ${toWhere(conditions)}
    order by ${toOrder(order)} limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export interface SummaryCount {
  category: string
  status: Status
  count: number
}

/** How many packages there are of each category and status, which gives the total of every choice of both. */
export async function countSummaries(
  db: Database,
  now: Date,
  conditions: readonly RawBuilder<unknown>[],
): Promise<SummaryCount[]> {
  const { rows } = await sql<SummaryCount>`
    select category.slug as category, ${statusExpression(now)} as status, count(*) as count
    from ${packageTables} ${toWhere(conditions)} group by 1, 2`.execute(db)
  return rows
}

/** Keeps the packages whose status is among `chosen`. */
export function hasStatus(now: Date, chosen: readonly Status[]): RawBuilder<unknown> {
  return sql`${statusExpression(now)} in (${sql.join(chosen)})`
}

function toWhere(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`
}

function toOrder(order: SummaryOrder): RawBuilder<unknown> {
  const isFalling = order.startsWith('-')
  const column = isOrderName(order) ? order : order.slice(1)
  const expression = isOrderName(column) ? orderColumns[column] : orderColumns.title
  const direction = isFalling ? sql`desc nulls last` : sql`asc nulls last`
  return sql`${expression} ${direction}, package.title collate "und-x-icu", package.id`
}

const isOrderName = (name: string): name is OrderName => name in orderColumns
