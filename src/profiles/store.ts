import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'

export interface Profile {
  id: number
  name: string
  createdAt: string
  sharesFavourites: boolean
}

/** Of an account that is not shut out, by its name in any case of its letters. */
export async function findProfile(db: Database, name: string): Promise<Profile | undefined> {
  if (!/^[\w.-]{1,50}$/.test(name)) return undefined
  const { rows } = await sql<Profile>`
    select id, name, created_at as "createdAt", shares_favourites as "sharesFavourites" from account
    where login = lower(${name}) and disabled_at is null`.execute(db)
  return rows[0]
}

export const profileLists = ['contributed', 'used', 'favourites'] as const
export type ProfileList = (typeof profileLists)[number]

/** Which packages a list holds: those whose repository names the account among its participants, letter by letter, or that it added. */
export function toCondition(list: ProfileList, { id, name }: Profile): RawBuilder<unknown> {
  if (list === 'contributed') return sql`(package.participants @> array[${name}::text] or package.created_by = ${id})`
  const table = sql.table(list === 'used' ? 'usage' : 'favourite')
  return sql`exists (select from ${table} as opinion where opinion.package_id = package.id and opinion.account_id = ${id})`
}

export async function countList(db: Database, list: ProfileList, profile: Profile): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from package where ${toCondition(list, profile)}`.execute(db)
  return rows[0]?.count ?? 0
}
