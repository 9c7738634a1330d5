import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/**
 * Keeps today's stars, forks, downloads and score of each package, if they differ from the last kept ones: a day without a row is like the
 * day before. Downloads move nearly every day, so that they alone are reason enough on Mondays only.
 * @param day in UTC: `2026-02-09`
 */
export async function saveSnapshots(tx: Database, packageIds: readonly number[], day: string): Promise<void> {
  await sql`
    insert into snapshot (package_id, day, stars, forks, downloads, score)
    select id, ${day}::date, repo_watchers, repo_forks, pypi_downloads, package.score
    from package left join lateral (
      select * from snapshot where package_id = package.id and day < ${day}::date order by day desc limit 1
    ) as last on true
    where id = any(${packageIds}) and (
      last.day is null
      or (last.stars, last.forks, last.score) is distinct from (repo_watchers, repo_forks, package.score)
      or (extract(isodow from ${day}::date) = 1 and last.downloads <> pypi_downloads)
    )
    on conflict (package_id, day) do update set
      stars = excluded.stars, forks = excluded.forks, downloads = excluded.downloads, score = excluded.score
    where (snapshot.stars, snapshot.forks, snapshot.downloads, snapshot.score)
      is distinct from (excluded.stars, excluded.forks, excluded.downloads, excluded.score)`.execute(tx)
}
