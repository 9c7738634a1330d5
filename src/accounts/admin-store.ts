import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Role } from './actor.ts'

export interface ManagedAccount {
  id: number
  name: string
  role: Role
  createdAt: string
  lastLoginAt: string | null
  disabledAt: string | null
  /** Edits of the catalogue. */
  edits: number
}

export interface AccountLogEntry {
  at: string
  name: string
  by: string | null
  action: 'role' | 'block' | 'unblock'
  detail: string
}

const hasInName = (q: string) => sql<boolean>`strpos(login, lower(${q})) > 0`

export async function countAccounts(db: Database, q: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from account where ${hasInName(q)}`.execute(db)
  return rows[0]?.count ?? 0
}

/** By name. */
export async function listManagedAccounts(
  db: Database,
  { q, limit, offset }: { q: string; limit: number; offset: number },
): Promise<ManagedAccount[]> {
  const { rows } = await sql<ManagedAccount>`
    select id, name, role, created_at as "createdAt", last_login_at as "lastLoginAt", disabled_at as "disabledAt",
      (select count(*) from revision where account_id = account.id) as edits
    from account where ${hasInName(q)} order by login limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** What was done to accounts, the newest first. */
export async function listAccountLog(db: Database, limit: number): Promise<AccountLogEntry[]> {
  const { rows } = await sql<AccountLogEntry>`
    select at, account.name, maker.name as by, action, detail
    from account_log join account on account.id = account_id left join account maker on maker.id = by_id
    order by account_log.id desc limit ${limit}`.execute(db)
  return rows
}

/** Changes an account and writes down who did it; whoever is no administrator any more may not. */
export async function changeAccount(
  db: Database,
  { id, byId, wanted }: { id: number; byId: number; wanted: { role: Role } | { isBlocked: boolean } },
): Promise<'changed' | 'unchanged' | 'missing' | 'refused'> {
  return db.transaction().execute(async (tx) => {
    // Both in one order: two administrators who shut each other out at once do not both succeed.
    const { rows } = await sql<{ id: number; role: Role; disabled_at: string | null }>`
      select id, role, disabled_at from account where id in (${id}, ${byId}) order by id for update`.execute(tx)
    const maker = rows.find((row) => row.id === byId)
    const account = rows.find((row) => row.id === id)
    if (maker?.role !== 'admin' || maker.disabled_at !== null) return 'refused'
    if (!account) return 'missing'
    const isSame = 'role' in wanted ? account.role === wanted.role : (account.disabled_at !== null) === wanted.isBlocked
    if (isSame) return 'unchanged'
    if ('role' in wanted) {
      await sql`update account set role = ${wanted.role}, modified_at = now() where id = ${id}`.execute(tx)
    } else {
      await sql`update account set disabled_at = ${wanted.isBlocked ? sql`now()` : null}, modified_at = now() where id = ${id}`.execute(
        tx,
      )
      if (wanted.isBlocked) await sql`delete from session where account_id = ${id}`.execute(tx)
    }
    const [action, detail] =
      'role' in wanted ? ['role', `${account.role} → ${wanted.role}`] : [wanted.isBlocked ? 'block' : 'unblock', '']
    await sql`insert into account_log (account_id, by_id, action, detail) values (${id}, ${byId}, ${action}, ${detail})`.execute(
      tx,
    )
    return 'changed'
  })
}
