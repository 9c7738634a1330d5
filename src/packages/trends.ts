import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** How a package stood on a day. */
export interface TrendPoint {
  /** `2026-02-09` */
  day: string
  stars: number
  forks: number
  downloads: number
}

/** As many as a small chart can show and a reader can look through. */
const maxPoints = 27

/** The snapshots of the last year, the oldest first, thinned out evenly; the first and the last always stay. */
export async function listTrend(db: Database, packageId: number, now: Date): Promise<TrendPoint[]> {
  const { rows } = await sql<TrendPoint>`
    select day::text, stars, forks, downloads from snapshot
    where package_id = ${packageId} and day > ${now.toISOString().slice(0, 10)}::date - 366 order by day`.execute(db)
  return thin(rows)
}

function thin<Item>(items: readonly Item[]): Item[] {
  if (items.length <= maxPoints) return [...items]
  const step = (items.length - 1) / (maxPoints - 1)
  return Array.from({ length: maxPoints }, (_, index) => items[Math.round(index * step)]).filter((item) => item !== undefined)
}
