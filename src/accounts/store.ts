import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { type Role, isRole } from './actor.ts'

/** Letters, digits and `. _ -` between them, as GitHub and most other sites have it; the table checks the same. */
export const namePattern = '[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?'
export const maxNameLength = 50

export interface Account {
  id: number
  name: string
  role: Role
  createdAt: string
  lastLoginAt: string | null
  disabledAt: string | null
}

/** Somebody has the name already, in whatever case. */
export class NameTakenError extends Error {
  override name = 'NameTakenError'
}

export function isAccountName(text: string): boolean {
  return text.length <= maxNameLength && new RegExp(`^${namePattern}$`).test(text)
}

/**
 * Adds an account that cannot sign in yet.
 * @param isSignUp the person came by itself, and starts with a smaller budget; else somebody who runs the site vouches for it.
 * @throws NameTakenError
 */
export async function createAccount(db: Database, name: string, role: Role, isSignUp = false): Promise<number> {
  const row = await db
    .insertInto('account')
    .values({ name, role, ...(isSignUp && { signed_up_at: sql`now()` }) })
    .onConflict((conflict) => conflict.column('login').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!row) throw new NameTakenError(`The name ${name} is taken.`)
  return row.id
}

export async function findAccount(db: Database, name: string): Promise<Account | undefined> {
  const row = await selectAccounts(db).where('login', '=', name.toLowerCase()).executeTakeFirst()
  return row && toAccount(row)
}

export async function getAccount(db: Database, id: number): Promise<Account> {
  return toAccount(await selectAccounts(db).where('id', '=', id).executeTakeFirstOrThrow())
}

/** Whether all may see the favourites of an account. */
export async function getSharesFavourites(db: Database, id: number): Promise<boolean> {
  const row = await db.selectFrom('account').select('shares_favourites').where('id', '=', id).executeTakeFirstOrThrow()
  return row.shares_favourites
}

export async function saveSharesFavourites(db: Database, id: number, sharesFavourites: boolean): Promise<void> {
  await db.updateTable('account').set({ shares_favourites: sharesFavourites }).where('id', '=', id).execute()
}

export async function listAccounts(db: Database): Promise<Account[]> {
  return (await selectAccounts(db).orderBy('login').execute()).map(toAccount)
}

export async function hasAccounts(db: Database): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function saveRole(db: Database, id: number, role: Role): Promise<void> {
  await db
    .updateTable('account')
    .set({ role, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** Notes when an account has signed in; false when it is disabled. */
export async function saveLastLogin(db: Database, id: number, at: Date): Promise<boolean> {
  const row = await db
    .updateTable('account')
    .set({ last_login_at: at.toISOString() })
    .where('id', '=', id)
    .where('disabled_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Shuts an account out, or lets it in again. Its tokens rest meanwhile; its sessions end. */
export async function saveDisabled(db: Database, id: number, isDisabled: boolean): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('account')
      .set({ disabled_at: isDisabled ? sql`coalesce(disabled_at, now())` : null, modified_at: sql`now()` })
      .where('id', '=', id)
      .execute()
    if (isDisabled) await tx.deleteFrom('session').where('account_id', '=', id).execute()
  })
}

/** A name like `name` that nobody has: `sam`, else `sam-2` and so on. */
export async function findFreeName(db: Database, name: string): Promise<string> {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, maxNameLength - 8)}-${number}`
    if (!(await findAccount(db, candidate))) return candidate
  }
}

function selectAccounts(db: Database) {
  return db.selectFrom('account').select(['id', 'name', 'role', 'created_at', 'last_login_at', 'disabled_at'])
}

type AccountRow = Awaited<ReturnType<ReturnType<typeof selectAccounts>['executeTakeFirstOrThrow']>>

function toAccount(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    role: isRole(row.role) ? row.role : 'reader',
    createdAt: row.created_at,
    lastLoginAt: row.last_login_at,
    disabledAt: row.disabled_at,
  }
}
