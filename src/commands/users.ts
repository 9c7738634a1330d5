import type { Role } from '../accounts/actor.ts'
import { createPassword, savePassword } from '../accounts/passwords.ts'
import { endSessions } from '../accounts/sessions.ts'
import {
  type Account,
  createAccount,
  findAccount,
  isAccountName,
  listAccounts,
  NameTakenError,
  saveDisabled,
  saveRole,
} from '../accounts/store.ts'
import { createToken } from '../accounts/tokens.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/connect.ts'
import { openDatabase } from './database.ts'
import { Refusal } from './refusal.ts'

/** Adds an account and says its password, once. */
export async function addUser(config: Config, name: string, role: Role): Promise<void> {
  if (!isAccountName(name)) throw new Refusal(`${name} is no name: use letters, digits and . _ - between them, at most 50.`)
  await withDatabase(config, async (db) => {
    const password = createPassword()
    const id = await createAccount(db, name, role).catch((error: unknown) => {
      throw error instanceof NameTakenError ? new Refusal(error.message) : error
    })
    await savePassword(db, id, password)
    console.log(`Added ${name} (${role}). The password, shown only now: ${password}`)
  })
}

export async function listUsers(config: Config): Promise<void> {
  await withDatabase(config, async (db) => {
    const accounts = await listAccounts(db)
    const width = Math.max(4, ...accounts.map(({ name }) => name.length))
    console.log(`${'name'.padEnd(width)}  role       since       last sign-in`)
    for (const { name, role, createdAt, lastLoginAt, disabledAt } of accounts) {
      const state = disabledAt ? '  disabled' : ''
      console.log(`${name.padEnd(width)}  ${role.padEnd(9)}  ${toDay(createdAt)}  ${toDay(lastLoginAt)}${state}`)
    }
  })
}

/** Prints a new token and nothing else, for scripts. */
export async function createUserToken(
  config: Config,
  name: string,
  { label, scope, days }: { label: string; scope: 'read' | 'edit'; days: number | undefined },
): Promise<void> {
  await withAccount(config, name, async (db, { id }) => {
    const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * 86_400_000)
    console.log(await createToken(db, { accountId: id, name: label, scope, expiresAt }))
  })
}

export async function changeRole(config: Config, name: string, role: Role): Promise<void> {
  await withAccount(config, name, async (db, account) => {
    await saveRole(db, account.id, role)
    console.log(`${account.name} is ${role} now, no longer ${account.role}.`)
  })
}

/** Gives an account a new password and ends its sessions. */
export async function resetPassword(config: Config, name: string): Promise<void> {
  await withAccount(config, name, async (db, account) => {
    const password = createPassword()
    await savePassword(db, account.id, password)
    await endSessions(db, account.id)
    console.log(`The new password of ${account.name}, shown only now: ${password}`)
  })
}

export async function disableUser(config: Config, name: string, isDisabled: boolean): Promise<void> {
  await withAccount(config, name, async (db, account) => {
    await saveDisabled(db, account.id, isDisabled)
    console.log(isDisabled ? `${account.name} is shut out.` : `${account.name} may sign in again.`)
  })
}

async function withAccount(config: Config, name: string, act: (db: Database, account: Account) => Promise<void>): Promise<void> {
  await withDatabase(config, async (db) => {
    const account = await findAccount(db, name)
    if (!account) throw new Refusal(`There is no account ${name}. packgrid users list shows all.`)
    await act(db, account)
  })
}

async function withDatabase(config: Config, act: (db: Database) => Promise<void>): Promise<void> {
  const { connection } = await openDatabase(config)
  try {
    await act(connection.db)
  } finally {
    await connection.close()
  }
}

function toDay(timestamp: string | null): string {
  return timestamp?.slice(0, 10) ?? '–'
}
