import { LRUCache } from 'lru-cache'

import type { ChangeListener } from '../db/changes.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from './actor.ts'
import { findToken, hashToken, isTokenText, saveTokenUse, type ValidToken } from './tokens.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/**
 * Tells for whom a token speaks, and remembers those that came lately while it hears of every change: a token that is revoked, or whose
 * account changes, is forgotten. A lost connection may be noticed late, so none is remembered for long. Starts paused.
 */
export class TokenMemory implements ChangeListener {
  readonly #db: Database
  readonly #tokens = new LRUCache<string, ValidToken>({ max: 1_000, ttl: 10_000 })
  #isListening = false
  #changes = 0

  constructor(db: Database) {
    this.#db = db
  }

  changed(key: string): void {
    if (key === 'tokens' || key === '*') this.#forget()
  }

  paused(): void {
    this.#isListening = false
    this.#forget()
  }

  resumed(): void {
    this.#isListening = true
  }

  /** The account for which the token `text` speaks, unless it is expired, revoked or its account disabled; notes the use, to the minute. */
  async findActor(text: string): Promise<Actor | undefined> {
    if (!isTokenText(text)) return undefined
    const hash = hashToken(text)
    const token = this.#tokens.get(hash.toString('latin1')) ?? (await this.#read(hash))
    const now = Date.now()
    if (!token || (token.expiresAtMs !== null && token.expiresAtMs <= now)) return undefined
    if (token.lastUsedAtMs === null || token.lastUsedAtMs < now - minuteMs) {
      token.lastUsedAtMs = now
      await saveTokenUse(this.#db, token.id)
    }
    const { accountId, name, role, scope, signedUpAtMs } = token
    return { accountId, name, role, scope, via: 'token', isNew: signedUpAtMs !== null && signedUpAtMs > now - dayMs }
  }

  async #read(hash: Buffer): Promise<ValidToken | undefined> {
    const changes = this.#changes
    const token = await findToken(this.#db, hash)
    // What was read before a change is good for this request only.
    if (token && this.#isListening && changes === this.#changes) this.#tokens.set(hash.toString('latin1'), token)
    return token
  }

  #forget(): void {
    this.#changes += 1
    this.#tokens.clear()
  }
}
