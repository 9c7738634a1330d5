import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { ProjectFacts } from '../hosts/releases.ts'

const maxVersionLength = 100

/**
 * Makes the releases of a package those that the index has, in its order; rows that say so already are not touched. What the index tells
 * of the project as a whole (licence, status, Python 3) is kept with the latest release. Returns how many rows changed.
 */
export async function saveReleases(tx: Database, packageId: number, facts: ProjectFacts): Promise<number> {
  const releases = facts.releases.filter(({ version }) => version.length <= maxVersionLength)
  // An index that forgets everything has a fault rather than no releases.
  if (releases.length === 0) return 0
  const rows = releases.map((release, index) => ({
    number: release.version,
    position: releases.length - index,
    is_yanked: release.isYanked,
    yanked_reason: release.yankedReason ?? null,
    requires_python: release.requiresPython ?? null,
    released_at: release.releasedAt ?? null,
  }))
  const { rows: saved } = await sql`
    insert into release (package_id, number, position, is_yanked, yanked_reason, requires_python, released_at)
    select ${packageId}, number, position, is_yanked, yanked_reason, requires_python, released_at
    from json_to_recordset(${JSON.stringify(rows)}) as new(number text, position integer, is_yanked boolean, yanked_reason text,
      requires_python text, released_at timestamptz)
    on conflict (package_id, number) do update set
      position = excluded.position, is_yanked = excluded.is_yanked, yanked_reason = excluded.yanked_reason,
      requires_python = excluded.requires_python, released_at = coalesce(excluded.released_at, release.released_at),
      modified_at = now()
    where (release.position, release.is_yanked, release.yanked_reason, release.requires_python, release.released_at)
      is distinct from (excluded.position, excluded.is_yanked, excluded.yanked_reason, excluded.requires_python,
        coalesce(excluded.released_at, release.released_at))
    returning id`.execute(tx)
  const numbers = releases.map(({ version }) => version)
  const { rows: removed } = await sql`
    delete from release where package_id = ${packageId} and number <> all(${numbers}) returning id`.execute(tx)
  const described = await describeLatest(tx, packageId, facts)
  return saved.length + removed.length + described
}

async function describeLatest(tx: Database, packageId: number, facts: ProjectFacts): Promise<number> {
  const { latestVersion, licence = null, licences, developmentStatus, supportsPython3 = false } = facts
  const { rows } = await sql`
    update release set license = ${licence}, licenses = ${[...licences]}, development_status = ${developmentStatus},
      supports_python3 = ${supportsPython3}, modified_at = now()
    where package_id = ${packageId} and number = ${latestVersion ?? ''}
      and (license, licenses, development_status, supports_python3)
        is distinct from (${licence}::text, ${[...licences]}::text[], ${developmentStatus}::smallint, ${supportsPython3}::boolean)
    returning id`.execute(tx)
  return rows.length
}
