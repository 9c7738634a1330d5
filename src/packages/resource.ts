import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import type { Extra, Refer, Resource } from '../rest/resource.ts'
import { createPackageFilters } from './filters.ts'
import { findMovedSlug } from './moved-slugs.ts'
import { PackageRecord } from './schema.ts'
import { lastFetchedAt } from './status.ts'
import { packageWriting } from './writing.ts'

export interface PackageRow {
  id: number
  category_id: number
  grid_ids: number[]
  title: string
  slug: string
  last_commit_at: string | null
  last_fetched_at: string | null
  repo_url: string
  repo_host: string
  pypi_version: string | null
  created_at: string
  modified_at: string
  repo_forks: number
  repo_description: string
  pypi_url: string
  documentation_url: string | null
  repo_watchers: number
  commits_over_52w: number[]
  participants: string[]
}

const columns = sql`
  package.id, category_id, title, slug, last_commit_at, ${lastFetchedAt} as last_fetched_at, repo_url, repo_host, created_at, modified_at, repo_forks,
  repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52w, participants,
  (select number from release where release.id = latest_release_id) as pypi_version,
  (select coalesce(json_agg(grid_id order by grid_id), '[]') from grid_package where package_id = package.id) as grid_ids`

/** Packages as the API shows them; `extras` is what other modules know of a package. */
export function createPackageResource(db: Database, extras: Readonly<Record<string, Extra>> = {}): Resource<PackageRow> {
  return {
    name: 'packages',
    noun: 'Package',
    description: 'API endpoint that allows packages to be viewed or edited.',
    schema: PackageRecord,
    lookup: 'id or slug',
    source: { table: 'package', columns },
    id: sql`package.id`,
    slug: sql`package.slug`,
    toRecord: toPackageRecord,
    filters: createPackageFilters(db),
    orderings: {
      id: sql`package.id`,
      title: sql`title collate "C"`,
      slug: sql`slug collate "C"`,
      created: sql`created_at`,
      modified: sql`modified_at`,
      last_updated: sql`last_commit_at`,
      last_fetched: lastFetchedAt,
      repo_watchers: sql`repo_watchers`,
      repo_forks: sql`repo_forks`,
    },
    expansions: {
      category: { resource: 'categories', idsOf: (row) => [row.category_id], omit: [] },
      grids: { resource: 'grids', idsOf: (row) => row.grid_ids, omit: ['packages'] },
    },
    extras,
    findMoved: (connection, slug) => findMovedSlug(connection, 'package', slug),
    writing: packageWriting,
  }
}

function toPackageRecord(row: PackageRow, refer: Refer, place: 'list' | 'instance') {
  return {
    category: refer('categories', row.category_id),
    grids: (place === 'list' ? toListOrder(row.grid_ids) : row.grid_ids).map((id) => refer('grids', id)),
    id: row.id,
    title: row.title,
    slug: row.slug,
    last_updated: row.last_commit_at === null ? null : toIsoDatetime(row.last_commit_at),
    last_fetched: row.last_fetched_at === null ? null : toIsoDatetime(row.last_fetched_at),
    repo_url: row.repo_url,
    pypi_version: row.pypi_version,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
    repo_forks: row.repo_forks,
    repo_description: row.repo_description,
    pypi_url: row.pypi_url,
    documentation_url: row.documentation_url,
    repo_watchers: row.repo_watchers,
    commits_over_52: row.commits_over_52w,
    participants: row.participants,
  }
}

/**
 * The order in which the reference's lists show the grids of a package. It promises none, but loads them through a Python set, whose
 * order for a few small numbers is that of their remainders modulo 8 (docs/decisions/0003-order-of-relations.md).
 */
function toListOrder(ids: readonly number[]): number[] {
  return ids.toSorted((a, b) => (a % 8) - (b % 8) || a - b)
}
