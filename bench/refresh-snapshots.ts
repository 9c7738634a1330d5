import { sql } from 'kysely'

import { openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { saveSnapshots } from '../src/refresh/snapshots.ts'
import { toCount } from './figures.ts'
import type { Report } from './report.ts'

const packages = 500
const days = 365

/** What a year of daily snapshots weighs. */
export async function benchSnapshots(report: Report): Promise<void> {
  const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone: 'UTC' })
  const { db } = connection
  await migrate(db)
  await sql`insert into category (id, title, slug) values (1, 'Apps', 'apps')`.execute(db)
  await sql`
    insert into package (category_id, title, slug) select 1, 'p' || n, 'p' || n from generate_series(1, ${packages}::integer) as n`.execute(
    db,
  )
  const ids = Array.from({ length: packages }, (_, index) => index + 1)
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)
    // One in ten gets a star; downloads are others every day; scores fall with the months.
    await sql`
      update package set pypi_downloads = (id * 37 + ${day}::integer * 11) % 5000,
        repo_watchers = repo_watchers + case when (id + ${day}::integer) % 10 = 0 then 1 else 0 end,
        score = case when ${day}::integer % 30 = 0 then score - 1 else score end`.execute(db)
    await saveSnapshots(db, ids, date)
  }
  const { rows } = await sql<{ bytes: number; snapshots: number }>`
    select pg_total_relation_size('snapshot')::float8 as bytes, count(*)::float8 as snapshots from snapshot`.execute(db)
  await connection.close()
  const { bytes = 0, snapshots = 0 } = rows[0] ?? {}
  report.say('### Snapshots of stars, forks, downloads and score')
  report.say(
    `A year of ${packages} packages, one in ten with a new star each day, downloads that differ every day: ` +
      `${(snapshots / packages).toFixed(1)} rows and **${toCount(bytes / packages)} bytes a package and year**, index included; ` +
      `${toCount((bytes / packages) * 5.8e-3)} MB a year for 5,800 packages.`,
  )
}
