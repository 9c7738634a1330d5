import type { Database } from '../db/connect.ts'

export interface Session {
  id: number
  /** Where it was begun, and with which browser, as far as the request told. */
  address: string | null
  userAgent: string | null
  createdAt: string
}

/** The sessions of an account that have not expired, the newest first. */
export async function listSessions(db: Database, accountId: number, now: Date): Promise<Session[]> {
  const rows = await db
    .selectFrom('session')
    .select(['id', 'address', 'user_agent', 'created_at'])
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now.toISOString())
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ id: row.id, address: row.address, userAgent: row.user_agent, createdAt: row.created_at }))
}

/** Ends a session of the account; one of somebody else stays. */
export async function endSession(db: Database, accountId: number, id: number): Promise<void> {
  await db.deleteFrom('session').where('account_id', '=', accountId).where('id', '=', id).execute()
}

/** Ends all sessions of an account, but the one to keep if there is one. */
export async function endSessions(db: Database, accountId: number, keptId?: number): Promise<void> {
  let sessions = db.deleteFrom('session').where('account_id', '=', accountId)
  if (keptId !== undefined) sessions = sessions.where('id', '<>', keptId)
  await sessions.execute()
}

/** Forgets what has expired. */
export async function removeExpired(db: Database, now: Date): Promise<void> {
  await db.deleteFrom('session').where('expires_at', '<', now.toISOString()).execute()
  await db.deleteFrom('verification').where('expires_at', '<', now.toISOString()).execute()
}
