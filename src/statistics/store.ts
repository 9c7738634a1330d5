import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { deadStatuses, livingStatuses, type Status } from '../packages/status.ts'
import { countSummaries, hasStatus, packageTables } from '../packages/summaries.ts'

export interface Counted {
  name: string
  count: number
  /** Where more is said. */
  href?: string
}

export interface Statistics {
  totals: { packages: number; living: number; grids: number; categories: number; releases: number; accounts: number }
  /** Of projects on the package index, all together, in the last month. */
  downloads: number
  onIndex: number
  statuses: { status: Status; count: number }[]
  /** The rest is of living packages only. */
  categories: Counted[]
  hosts: Counted[]
  pythons: Counted[]
  frameworks: Counted[]
  /** Who added most packages. */
  contributors: Counted[]
  /** The grids with most packages. */
  grids: Counted[]
}

const contributorsFrom = 10
const gridsFrom = 25
const listed = 100

/** What can be counted of the directory. @param framework `Django` */
export async function readStatistics(db: Database, now: Date, framework: string): Promise<Statistics> {
  const counts = await countSummaries(db, now, [])
  const isLiving = ({ status }: { status: Status }) => !deadStatuses.some((dead) => dead === status)
  const sum = (rows: readonly { count: number }[]) => rows.reduce((total, { count }) => total + count, 0)
  const statuses = [...new Set(counts.map(({ status }) => status))]
    .map((status) => ({ status, count: sum(counts.filter((row) => row.status === status)) }))
    .toSorted((a, b) => b.count - a.count)
  const categoryRows = await db.selectFrom('category').select(['slug', 'title']).orderBy('title').execute()
  const categories = categoryRows
    .map(({ slug, title }) => ({
      name: title,
      href: `/categories/${slug}/`,
      count: sum(counts.filter((row) => row.category === slug && isLiving(row))),
    }))
    .toSorted((a, b) => b.count - a.count)
  const { rows: totals } = await sql<Statistics['totals'] & { downloads: number; onIndex: number }>`
    select (select count(*) from grid) as grids, (select count(*) from category) as categories,
      (select count(*) from release) as releases, (select count(*) from account where disabled_at is null) as accounts,
      (select coalesce(sum(pypi_downloads), 0) from package where pypi_url <> '') as downloads,
      (select count(*) from package where pypi_url <> '') as "onIndex"`.execute(db)
  const [total] = totals
  return {
    totals: {
      packages: sum(counts),
      living: sum(counts.filter(isLiving)),
      grids: total?.grids ?? 0,
      categories: total?.categories ?? 0,
      releases: total?.releases ?? 0,
      accounts: total?.accounts ?? 0,
    },
    downloads: total?.downloads ?? 0,
    onIndex: total?.onIndex ?? 0,
    statuses,
    categories,
    hosts: await listHosts(db, now),
    pythons: await countVersions(db, now, 'Programming Language :: Python'),
    frameworks: await countVersions(db, now, `Framework :: ${framework}`),
    contributors: await listContributors(db),
    grids: await listLargeGrids(db),
  }
}

async function listHosts(db: Database, now: Date): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select coalesce(to_source(repo_url), 'none') as name, count(*) as count
    from ${packageTables} where ${hasStatus(now, livingStatuses)}
    group by 1 order by 2 desc, 1 limit 10`.execute(db)
  return rows
}

/** The version that a `classifier` names below `base`: `5.2` of `Framework :: Django :: 5.2`. */
export const versionBelow = (base: string) => sql<string>`substring(classifier from ${base.length + 5}::int)`

/** Whether a `classifier` names a version below `base`. */
export const namesVersionBelow = (base: string) =>
  sql<boolean>`starts_with(classifier, ${`${base} :: `}) and ${versionBelow(base)} ~ '^[0-9]{1,4}([.][0-9]{1,4})?$'`

/** Living packages by the versions that their classifiers name below `base`, the newest first. */
export async function countVersions(db: Database, now: Date, base: string): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select ${versionBelow(base)} as name, count(distinct package.id) as count
    from ${packageTables} cross join unnest(pypi_classifiers) as classifier
    where ${namesVersionBelow(base)} and ${hasStatus(now, livingStatuses)}
    group by 1`.execute(db)
  return rows.toSorted((a, b) => compareVersions(b.name, a.name))
}

function compareVersions(a: string, b: string): number {
  const [[major = 0, minor = -1], [otherMajor = 0, otherMinor = -1]] = [a.split('.').map(Number), b.split('.').map(Number)]
  return major - otherMajor || minor - otherMinor
}

async function listContributors(db: Database): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select account.name, '/profiles/' || account.name || '/' as href, count(*) as count
    from package join account on account.id = package.created_by
    where account.disabled_at is null group by account.id, account.name having count(*) > ${contributorsFrom}
    order by count(*) desc, account.name limit ${listed}`.execute(db)
  return rows
}

async function listLargeGrids(db: Database): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select title as name, '/grids/g/' || slug || '/' as href, count(*) as count
    from grid join grid_package on grid_id = grid.id group by grid.id having count(*) >= ${gridsFrom}
    order by count(*) desc, title limit ${listed}`.execute(db)
  return rows
}
