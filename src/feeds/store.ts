import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { packagePath } from '../packages/package-rows.ts'
import type { FeedEntry } from './feed.ts'

const entriesPerFeed = 15

/** The packages that were added last: to a grid, to a category, or to the directory. */
export async function listAddedPackages(
  db: Database,
  { gridId, categoryId }: { gridId?: number; categoryId?: number },
): Promise<FeedEntry[]> {
  const source =
    gridId === undefined ? sql`package` : sql`package join grid_package on package_id = package.id and grid_id = ${gridId}`
  const added = gridId === undefined ? sql`package.created_at` : sql`grid_package.created_at`
  const { rows } = await sql<{ slug: string; title: string; text: string; timestamp: string }>`
    select slug, title, repo_description as text, ${added} as timestamp from ${source}
    where ${categoryId === undefined ? sql`true` : sql`category_id = ${categoryId}`}
    order by ${added} desc, package.id desc limit ${entriesPerFeed}`.execute(db)
  return rows.map(({ slug, title, text, timestamp }) => ({ path: packagePath(slug), title, text, timestamp }))
}

/** The newest releases of a package; those without a date are left out, because a feed has no place for them. */
export async function listReleases(db: Database, pkg: { id: number; slug: string; title: string }): Promise<FeedEntry[]> {
  const { rows } = await sql<{ number: string; timestamp: string }>`
    select number, released_at as timestamp from release
    where package_id = ${pkg.id} and released_at is not null and not hidden
    order by released_at desc, id desc limit ${entriesPerFeed}`.execute(db)
  return rows.map(({ number, timestamp }) => ({
    path: packagePath(pkg.slug),
    id: number,
    title: `${pkg.title} ${number}`,
    text: `Release ${number} of ${pkg.title}.`,
    timestamp,
  }))
}
