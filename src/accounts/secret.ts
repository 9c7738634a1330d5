import { randomBytes } from 'node:crypto'

import type { Database } from '../db/connect.ts'

/** The secret `name` that every process on this database shares, made by the first that asks. */
export async function getSecret(db: Database, name: string): Promise<string> {
  await db
    .insertInto('secret')
    .values({ name, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  const { value } = await db.selectFrom('secret').select('value').where('name', '=', name).executeTakeFirstOrThrow()
  return value
}
