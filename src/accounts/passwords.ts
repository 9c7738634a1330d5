import { randomBytes } from 'node:crypto'

import type { Database } from '../db/connect.ts'

/** A passphrase of a few words passes, a name with a digit does not; the upper end keeps hashing cheap. */
export const passwordLengths = { min: 10, max: 128 }

/** Better-auth names a password so among the ways to sign in; the subject is the account itself. */
const provider = 'credential'

/** 120 random bits for somebody to copy. */
export function createPassword(): string {
  return randomBytes(15).toString('base64url')
}

/** Sets the password of an account, hashed with scrypt as better-auth checks it at sign-in. */
export async function savePassword(db: Database, accountId: number, password: string): Promise<void> {
  // Loaded when needed: it would slow every start of the command line.
  const { hashPassword } = await import('better-auth/crypto')
  const hash = await hashPassword(password)
  await db
    .insertInto('sign_in')
    .values({ account_id: accountId, provider, subject: String(accountId), password_hash: hash })
    .onConflict((conflict) => conflict.columns(['provider', 'subject']).doUpdateSet({ password_hash: hash }))
    .execute()
}

export async function hasPassword(db: Database, accountId: number): Promise<boolean> {
  const row = await db
    .selectFrom('sign_in')
    .select('id')
    .where('account_id', '=', accountId)
    .where('provider', '=', provider)
    .executeTakeFirst()
  return row !== undefined
}
