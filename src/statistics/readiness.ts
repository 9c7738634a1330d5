import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { livingStatuses } from '../packages/status.ts'
import { hasStatus, packageTables } from '../packages/summaries.ts'
import { type Counted, countVersions, namesVersionBelow, versionBelow } from './store.ts'

/** Something that packages name the versions of. */
export interface Product {
  slug: string
  title: string
  /** The classifier above those of its versions: `Framework :: Django`. */
  base: string
}

export interface ProductVersions extends Product {
  /** The newest first, with the packages that name each. */
  versions: Counted[]
}

const python = { slug: 'python', title: 'Python', base: 'Programming Language :: Python' }

/** Named by so few, it is no product of this directory. */
const minPackages = 3

/** Python and every framework whose versions packages of the directory name. */
export async function listProducts(db: Database): Promise<Product[]> {
  const { rows } = await sql<{ title: string }>`
    select split_part(classifier, ' :: ', 2) as title from package cross join unnest(pypi_classifiers) as classifier
    where classifier ~ '^Framework :: [^:]+ :: [0-9]{1,4}([.][0-9]{1,4})?$'
    group by 1 having count(distinct package.id) >= ${minPackages} order by count(distinct package.id) desc, 1 limit 20`.execute(
    db,
  )
  const frameworks = rows.map(({ title }) => ({
    slug: title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
    title,
    base: `Framework :: ${title}`,
  }))
  return [...frameworks, python]
}

export async function listProductVersions(db: Database, now: Date): Promise<ProductVersions[]> {
  const products = await listProducts(db)
  const found: ProductVersions[] = []
  for (const product of products) found.push({ ...product, versions: await countVersions(db, now, product.base) })
  return found.filter(({ versions }) => versions.length > 0)
}

/** `maybe` says that a package names no version at all. */
export type Readiness = 'yes' | 'maybe' | 'no'

export interface ReadyPackage {
  slug: string
  title: string
  watchers: number
  downloads: number
  readiness: Readiness
  /** The versions that it names, as they stand in its classifiers. */
  versions: string[]
}

/** The most watched living packages for a product, with whether they name the version `cycle` of it. */
export async function listReadiness(
  db: Database,
  now: Date,
  { base }: Product,
  cycle: string,
  limit: number,
): Promise<ReadyPackage[]> {
  const named = sql`(select coalesce(array_agg(${versionBelow(base)} order by string_to_array(${versionBelow(base)}, '.')::int[]), '{}')
    from unnest(pypi_classifiers) as classifier where ${namesVersionBelow(base)})`
  const { rows } = await sql<Omit<ReadyPackage, 'readiness'>>`
    select package.slug, package.title, repo_watchers as watchers, pypi_downloads as downloads, ${named} as versions
    from ${packageTables}
    where exists (select from unnest(pypi_classifiers) as classifier where classifier = ${base} or starts_with(classifier, ${`${base} :: `}))
      and ${hasStatus(now, livingStatuses)}
    order by repo_watchers desc, pypi_downloads desc, package.id limit ${limit}`.execute(db)
  return rows.map((row) => ({ ...row, readiness: toReadiness(row.versions, cycle) }))
}

/** Who names only `3` says nothing of `3.14`, nor the other way round. */
function toReadiness(versions: readonly string[], cycle: string): Readiness {
  if (versions.includes(cycle)) return 'yes'
  return versions.some((version) => version.includes('.') === cycle.includes('.')) ? 'no' : 'maybe'
}
