import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { RepositoryHost } from './schema.ts'
import { deadStatuses, lastActivity, type Status, statusExpression } from './status.ts'

/** Everything that the page of a package says of it, but for its lists. */
export interface PackageFacts {
  id: number
  slug: string
  title: string
  description: string
  category: string
  categorySlug: string
  status: Status
  lastActivityAt: string | null
  deprecatedAt: string | null
  /** A person says so, here. */
  isDeprecatedHere: boolean
  archivedAt: string | null
  goneAt: string | null
  /** What the package index says of the project, why, and when it first said so. */
  indexStatus: 'active' | 'archived' | 'quarantined' | 'deprecated'
  indexStatusReason: string | null
  indexStatusAt: string | null
  successor: { slug: string; title: string } | null
  repositoryUrl: string
  repositoryHost: RepositoryHost | ''
  indexUrl: string
  documentationUrl: string | null
  version: string | null
  releasedAt: string | null
  developmentStatus: number
  licence: string | null
  licences: string[] | null
  requiresPython: string | null
  classifiers: string[] | null
  supportsPython3: boolean | null
  watchers: number
  forks: number
  downloads: number
  users: number
  likes: number
  score: number
  commitCount: number
  /** Commits of each of the last 52 weeks, the oldest first, or nothing. */
  commits: number[]
  lastCommitAt: string | null
  participants: string[]
  lastFetchedAt: string | null
  /** When the package index was last asked. */
  projectFetchedAt: string | null
  /** What asking about it fails at. */
  failures: Failure[]
  createdAt: string
  modifiedAt: string
  creator: string | null
  isFlagged: boolean
}

/** A place that has not answered for a package since a while. */
interface Failure {
  subject: 'repository' | 'project'
  reason: string | null
  /** ISO 8601. */
  since: string | null
  failures: number
}

/** @param now for the status */
export async function findPackageFacts(db: Database, slug: string, now: Date): Promise<PackageFacts | undefined> {
  if (!isSlug(slug)) return undefined
  const { rows } = await sql<PackageFacts>`
    select package.id, package.slug, package.title, package.repo_description as description,
      category.title as category, category.slug as "categorySlug", ${statusExpression(now)} as status, ${lastActivity} as "lastActivityAt",
      package.deprecated_at as "deprecatedAt", package.archived_at as "archivedAt", package.gone_at as "goneAt",
      (package.deprecated_at is not null or package.deprecated_by is not null or package.replaced_by_id is not null) as "isDeprecatedHere",
      package.pypi_status as "indexStatus", package.pypi_status_reason as "indexStatusReason", project.fields->'pypi_status'->>'changedAt' as "indexStatusAt",
      (select json_build_object('slug', other.slug, 'title', other.title) from package other where other.id = package.replaced_by_id) as successor,
      package.repo_url as "repositoryUrl", package.repo_host as "repositoryHost", package.pypi_url as "indexUrl",
      package.documentation_url as "documentationUrl",
      latest.number as version, latest.released_at as "releasedAt", coalesce(latest.development_status, 0) as "developmentStatus",
      coalesce(package.pypi_license, latest.license) as licence, coalesce(package.pypi_licenses, latest.licenses) as licences,
      package.pypi_requires_python as "requiresPython", package.pypi_classifiers as classifiers,
      package.supports_python3 as "supportsPython3",
      package.repo_watchers as watchers, package.repo_forks as forks, package.pypi_downloads as downloads,
      (select count(*) from usage where package_id = package.id) as users,
      (select count(*) from favourite where package_id = package.id) as likes,
      package.score, package.commit_count as "commitCount", package.commits_over_52w as commits,
      package.last_commit_at as "lastCommitAt", package.participants, coalesce(repository.fetched_at, package.last_fetched_at) as "lastFetchedAt",
      project.fetched_at as "projectFetchedAt",
      (select coalesce(json_agg(json_build_object('subject', subject, 'reason', reason, 'since', first_failed_at, 'failures', failures)
        order by subject desc), '[]') from refresh_state where package_id = package.id and failures > 0) as failures,
      package.created_at as "createdAt", package.modified_at as "modifiedAt",
      (select name from account where id = package.created_by) as creator,
      exists (select from flag where package_id = package.id and approved) as "isFlagged"
    from package
      join category on category.id = package.category_id
      left join release latest on latest.id = package.latest_release_id
      left join refresh_state repository on repository.package_id = package.id and repository.subject = 'repository'
      left join refresh_state project on project.package_id = package.id and project.subject = 'project'
    where package.slug = ${slug}`.execute(db)
  return rows[0]
}

export const isSlug = (text: string): boolean => /^[\w-]{1,50}$/.test(text)

export interface Release {
  number: string
  releasedAt: string | null
  licence: string | null
  developmentStatus: number
  supportsPython3: boolean
  /** Withdrawn: installers take it only when it is named. */
  isYanked: boolean
  yankedReason: string | null
}

/** The newest first. */
export async function listReleases(db: Database, packageId: number, limit: number, offset = 0): Promise<Release[]> {
  const { rows } = await sql<Release>`
    select number, released_at as "releasedAt", license as licence, development_status as "developmentStatus",
      supports_python3 as "supportsPython3", (is_yanked or hidden) as "isYanked", yanked_reason as "yankedReason"
    from release where package_id = ${packageId}
    order by released_at desc nulls last, id desc limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countReleases(db: Database, packageId: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from release where package_id = ${packageId}`.execute(db)
  return rows[0]?.count ?? 0
}

export interface GridOfPackage {
  id: number
  slug: string
  title: string
  packages: number
}

export async function listGridsOfPackage(db: Database, packageId: number): Promise<GridOfPackage[]> {
  const { rows } = await sql<GridOfPackage>`
    select grid.id, grid.slug, grid.title, (select count(*) from grid_package where grid_id = grid.id) as packages
    from grid_package join grid on grid.id = grid_id where package_id = ${packageId}
    order by grid.title collate "und-x-icu", grid.id`.execute(db)
  return rows
}

export interface Alternative {
  slug: string
  title: string
  description: string
  status: Status
  watchers: number
  /** Grids that hold both. */
  shared: number
}

/** What stands beside a package in most of its grids; those that are alive first. */
export async function listAlternatives(db: Database, packageId: number, now: Date, limit: number): Promise<Alternative[]> {
  const { rows } = await sql<Alternative>`
    with neighbour as (
      select other.package_id, count(*) as shared
      from grid_package own join grid_package other on other.grid_id = own.grid_id and other.package_id <> own.package_id
      where own.package_id = ${packageId} group by 1
    )
    select * from (
      select package.slug, package.title, package.repo_description as description, ${statusExpression(now)} as status,
        package.repo_watchers as watchers, shared
      from neighbour join package on package.id = neighbour.package_id
        left join release latest on latest.id = package.latest_release_id
    ) as alternative
    order by status in (${sql.join([...deadStatuses])}), shared desc, watchers desc, slug limit ${limit}`.execute(db)
  return rows
}

export interface Example {
  id: number
  title: string
  url: string
  /** Null until moderators have looked. */
  active: boolean | null
  isOwn: boolean
}

/** Sites that use a package: those that moderators have approved, and all that `accountId` told of. */
export async function listExamples(db: Database, packageId: number, accountId = 0, limit = 200): Promise<Example[]> {
  const { rows } = await sql<Example>`
    select id, title, url, active, created_by is not distinct from ${accountId}::bigint as "isOwn" from example
    where package_id = ${packageId} and (active or created_by = ${accountId})
    order by title collate "und-x-icu", id limit ${limit}`.execute(db)
  return rows
}

/** What an account has said of a package. */
export interface Opinion {
  uses: boolean
  likes: boolean
  hasFlagged: boolean
}

export async function getOpinion(db: Database, packageId: number, accountId: number): Promise<Opinion> {
  const has = (table: string) =>
    sql`exists (select from ${sql.table(table)} where package_id = ${packageId} and account_id = ${accountId})`
  const { rows } = await sql<Opinion>`
    select ${has('usage')} as uses, ${has('favourite')} as likes, ${has('flag')} as "hasFlagged"`.execute(db)
  return rows[0] ?? { uses: false, likes: false, hasFlagged: false }
}
