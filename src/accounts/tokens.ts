import { hash as toDigest, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { isRole, type Role } from './actor.ts'

/** Lets people and secret scanners tell what a leaked token belongs to. */
const mark = 'pkg_'
const secretLength = 43
const checksumLength = 6
const shownLength = mark.length + 4

export interface NewToken {
  accountId: number
  /** What it is for, in the words of its owner. */
  name: string
  scope: 'read' | 'edit'
  /** Undefined: valid until revoked. */
  expiresAt?: Date | undefined
}

/** Makes a token and returns its text, which is not kept and cannot be shown again. */
export async function createToken(db: Database, { accountId, name, scope, expiresAt }: NewToken): Promise<string> {
  const text = createTokenText()
  await db
    .insertInto('token')
    .values({
      account_id: accountId,
      name,
      scope,
      prefix: text.slice(0, shownLength),
      hash: hashToken(text),
      expires_at: expiresAt?.toISOString() ?? null,
    })
    .execute()
  return text
}

/** A token as its owner sees it. */
export interface Token {
  id: number
  name: string
  /** Its first characters. */
  prefix: string
  scope: string
  createdAt: string
  /** Null: never, or not yet used. */
  expiresAt: string | null
  lastUsedAt: string | null
}

/** Tokens that an account may have at once. */
export const maxTokens = 100

/** The tokens of an account that are not revoked, expired ones too, the newest first. */
export async function listTokens(db: Database, accountId: number): Promise<Token[]> {
  const rows = await db
    .selectFrom('token')
    .select(['id', 'name', 'prefix', 'scope', 'created_at', 'expires_at', 'last_used_at'])
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(maxTokens)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scope: row.scope,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** Ends a token of the account at once; one of somebody else stays. */
export async function revokeToken(db: Database, accountId: number, id: number): Promise<void> {
  await db
    .updateTable('token')
    .set({ revoked_at: sql`now()` })
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** A token that is not revoked, and whose account is not disabled. Times in milliseconds since 1970. */
export interface ValidToken {
  id: number
  scope: 'read' | 'edit'
  accountId: number
  name: string
  role: Role
  expiresAtMs: number | null
  signedUpAtMs: number | null
  lastUsedAtMs: number | null
}

/** Reads the token with this hash. */
export async function findToken(db: Database, hash: Buffer): Promise<ValidToken | undefined> {
  const toMs = (column: string) => sql<number | null>`(extract(epoch from ${sql.ref(column)}) * 1000)::float8`
  const row = await db
    .selectFrom('token')
    .innerJoin('account', 'account.id', 'token.account_id')
    .select(['token.id', 'token.scope', 'account.id as accountId', 'account.name', 'account.role'])
    .select([
      toMs('token.expires_at').as('expiresAtMs'),
      toMs('account.signed_up_at').as('signedUpAtMs'),
      toMs('token.last_used_at').as('lastUsedAtMs'),
    ])
    .where('token.hash', '=', hash)
    .where('token.revoked_at', 'is', null)
    .where('account.disabled_at', 'is', null)
    .executeTakeFirst()
  if (!row || !isRole(row.role)) return undefined
  return { ...row, role: row.role, scope: row.scope === 'edit' ? 'edit' : 'read' }
}

/** Notes that a token was used now. */
export async function saveTokenUse(db: Database, id: number): Promise<void> {
  await db
    .updateTable('token')
    .set({ last_used_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** 256 random bits and a checksum, in letters and digits so that a double click selects all of it. */
function createTokenText(): string {
  const secret = toBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), secretLength)
  return mark + secret + toChecksum(secret)
}

/** Whether it can be a token: a slip of the keyboard is found by the checksum, without the database. */
export function isTokenText(text: string): boolean {
  if (!/^pkg_[0-9A-Za-z]{49}$/.test(text)) return false
  const secret = text.slice(mark.length, -checksumLength)
  return text.endsWith(toChecksum(secret))
}

function toChecksum(secret: string): string {
  return toBase62(BigInt(crc32(secret)), checksumLength)
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

function toBase62(number: bigint, length: number): string {
  let text = ''
  for (let rest = number; rest > 0n; rest /= 62n) text = alphabet.charAt(Number(rest % 62n)) + text
  return text.padStart(length, '0')
}

/** 256 random bits cannot be guessed, so a fast hash is enough. */
export function hashToken(text: string): Buffer {
  return toDigest('sha256', text, 'buffer')
}
