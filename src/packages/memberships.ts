import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { LostRaceError } from '../db/transact.ts'

/*
 * Which packages stand in which grids. Whoever changes a membership locks grids before packages and smaller ids first, so that no two
 * changes wait for each other.
 */

/** Locks a package for a change, and before it the grids that it is to get or lose. */
export async function lockPackage(tx: Database, id: number, gridIds: readonly number[] | undefined): Promise<void> {
  const before = gridIds && (await listGrids(tx, id))
  if (before) await lockKeys(tx, 'grid', [...before, ...gridIds])
  await sql`select from package where id = ${id} for update`.execute(tx)
  // Somebody may have moved the package while this one waited for the lock.
  if (before && (await listGrids(tx, id)).some((gridId) => !before.includes(gridId) && !gridIds.includes(gridId)))
    throw new LostRaceError()
}

/** Locks a grid for a change, and then the packages that it is to get. */
export async function lockGrid(tx: Database, id: number, packageIds: readonly number[] | undefined): Promise<void> {
  await sql`select from grid where id = ${id} for update`.execute(tx)
  if (packageIds) await lockKeys(tx, 'package', packageIds)
}

/** Keeps rows from being deleted, and from being locked by a change of their own, until the end of the transaction. */
export async function lockKeys(tx: Database, table: 'grid' | 'package' | 'category', ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`select from ${sql.table(table)} where id = any(${[...new Set(ids)]}::bigint[]) order by id for key share`.execute(tx)
}

async function listGrids(tx: Database, packageId: number): Promise<number[]> {
  const rows = await tx.selectFrom('grid_package').select('grid_id').where('package_id', '=', packageId).execute()
  return rows.map(({ grid_id }) => grid_id)
}

interface Side {
  /** Whose memberships these are. */
  own: 'grid_id' | 'package_id'
  other: 'grid_id' | 'package_id'
}

/** Puts a package in exactly these grids; whether that changed anything. */
export function saveGridsOf(tx: Database, packageId: number, gridIds: readonly number[]): Promise<boolean> {
  return saveMemberships(tx, { own: 'package_id', other: 'grid_id' }, packageId, gridIds)
}

/** Puts exactly these packages in a grid; whether that changed anything. */
export function savePackagesOf(tx: Database, gridId: number, packageIds: readonly number[]): Promise<boolean> {
  return saveMemberships(tx, { own: 'grid_id', other: 'package_id' }, gridId, packageIds)
}

async function saveMemberships(tx: Database, { own, other }: Side, id: number, otherIds: readonly number[]): Promise<boolean> {
  const [ownColumn, otherColumn] = [sql.ref(own), sql.ref(other)]
  const removed = await sql`
    delete from grid_package where id in (
      select id from grid_package where ${ownColumn} = ${id} and ${otherColumn} <> all(${otherIds}::bigint[]) order by id for update
    ) returning id`.execute(tx)
  const added = await sql`
    insert into grid_package (${ownColumn}, ${otherColumn})
    select ${id}, other_id from unnest(${otherIds}::bigint[]) as other_id
    where not exists (select from grid_package where ${ownColumn} = ${id} and ${otherColumn} = other_id)
    order by other_id returning id`.execute(tx)
  return removed.rows.length + added.rows.length > 0
}
