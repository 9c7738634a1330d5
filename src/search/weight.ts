import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** A rule of the weight of a package: what it looks at, and when it gives how many points. */
export interface WeightRule {
  name: string
  title: string
  description: string
}

export interface AppliedRule extends WeightRule {
  points: number
  maxPoints: number
}

/** Points that one rule gives at most. */
export const maxRulePoints = 20

/** In the order of `package_weight_points` in the database, which applies them. */
export const weightRules: readonly WeightRule[] = [
  { name: 'deprecated', title: 'Not deprecated', description: '20 points unless somebody has called the package deprecated.' },
  { name: 'description', title: 'Description', description: '20 points for any description.' },
  { name: 'downloads', title: 'Downloads', description: 'A point for every 1,000 downloads in the last month.' },
  { name: 'forks', title: 'Forks', description: 'A point for every fork.' },
  {
    name: 'last_commit',
    title: 'Last commit',
    description: '20 points within 90 days, 10 within 182 days, 5 within 365 days.',
  },
  { name: 'last_release', title: 'Recent release', description: '20 points for a latest release within 365 days.' },
  { name: 'usage', title: 'Usage', description: 'A point for everybody who says that they use it.' },
  { name: 'watchers', title: 'Stars', description: 'A point for every star.' },
]

/** What each rule gives a package now; undefined when there is no such package. Their sum, over the most there can be, is the weight. */
export async function findAppliedRules(db: Database, packageId: number): Promise<AppliedRule[] | undefined> {
  const { rows } = await sql<{ points: number[] }>`
    select package_weight_points(deprecated_at, repo_description, pypi_downloads, repo_forks, last_commit_at, released_at,
      (select count(*) from usage where package_id = package.id), repo_watchers, now()) as points
    from package left join release on release.id = latest_release_id where package.id = ${packageId}`.execute(db)
  const points = rows[0]?.points
  return points && weightRules.map((rule, index) => ({ ...rule, points: points[index] ?? 0, maxPoints: maxRulePoints }))
}

/** Brings up to date what depends on the time of day: weights, and who counts as maintained. To be called once a day. */
export async function refreshWeights(db: Database): Promise<{ changed: boolean }> {
  const { rows } = await sql<{ changed: boolean }>`select refresh_search_weights() as changed`.execute(db)
  return { changed: rows[0]?.changed ?? false }
}
