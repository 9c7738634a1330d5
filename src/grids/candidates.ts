import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { findKeyIds } from '../rest/input/lookups.ts'

const maxFound = 20

/** The package with this id, slug, title or repository. */
export async function findPackage(db: Database, named: string): Promise<{ id: number; title: string } | undefined> {
  if (named === '' || named.includes('\0')) return undefined
  const byKey = /^[-\w]{1,50}$/.test(named) ? (await findKeyIds(db, 'package', [named])).get(named) : undefined
  const { rows } = await sql<{ id: number; title: string }>`
    select id, title from package where id = ${byKey ?? 0}
      or (${byKey === undefined} and (lower(title) = lower(${named}) or lower(repo_url) = lower(${named.replace(/\/+$/, '')})))
    order by id limit 1`.execute(db)
  return rows[0]
}

export interface Candidate {
  id: number
  slug: string
  title: string
  description: string
}

/** Packages that are not in the grid and have `q` in their name or address: the one called so first, then the most watched. */
export async function findCandidates(db: Database, gridId: number, q: string): Promise<Candidate[]> {
  if (q === '' || q.includes('\0')) return []
  const { rows } = await sql<Candidate>`
    select id, slug, title, left(repo_description, 200) as description from package
    where (strpos(lower(title), lower(${q})) > 0 or strpos(lower(slug), lower(${q})) > 0 or strpos(lower(repo_url), lower(${q})) > 0)
      and not exists (select from grid_package where grid_id = ${gridId} and package_id = package.id)
    order by (lower(slug) = lower(${q}) or lower(title) = lower(${q})) desc, repo_watchers desc, id limit ${maxFound}`.execute(db)
  return rows
}
