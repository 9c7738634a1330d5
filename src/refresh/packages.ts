import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** The package with this id (all digits) or slug. */
export async function findPackageId(db: Database, key: string): Promise<number | undefined> {
  if (key.includes('\0')) return undefined
  const isId = /^\d{1,15}$/.test(key)
  const { rows } = await sql<{ id: number }>`
    select id from package where ${isId ? sql`id = ${Number(key)}` : sql`slug = ${key}`}`.execute(db)
  return rows[0]?.id
}

/** The packages whose repository at `source` has this id, or else this address. */
export async function listPackageIds(
  db: Database,
  { source, remoteId, url }: { source: string; remoteId: string; url: string },
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select package_id as id from refresh_state join package on package.id = package_id
    where subject = 'repository' and source = ${source}
      and (remote_id = ${remoteId} or (remote_id is null and lower(repo_url) = lower(${url}))) order by 1`.execute(db)
  return rows.map(({ id }) => id)
}

/** Makes what is asked about the packages due now, and returns how many of them there are. */
export async function makeDueNow(db: Database, packageIds: readonly number[]): Promise<number> {
  const { rows } = await sql`
    update refresh_state set next_due_at = '-infinity'
    where subject = 'repository' and package_id = any(${packageIds}) returning package_id`.execute(db)
  return rows.length
}
