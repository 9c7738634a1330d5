import { setTimeout as sleep } from 'node:timers/promises'

import type { Database } from './connect.ts'

const maxAttempts = 6

/**
 * Runs `change` in a transaction, again from its start when it lost against another one (a deadlock, a serialization failure).
 * So `change` does nothing but use `tx`.
 */
export function transact<Result>(db: Database, change: (tx: Database) => Promise<Result>): Promise<Result> {
  return repeatLost(() => db.transaction().execute(change))
}

/** Runs `change`, which leaves nothing behind when it fails, again when it lost against another one. */
export async function repeatLost<Result>(change: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await change()
    } catch (error) {
      if (!isLost(error) || attempt === maxAttempts) throw error
      await sleep(Math.random() * 10 * 2 ** attempt)
    }
  }
}

/** The order in which rows were locked is not the one in which they are needed: `transact` starts again. */
export class LostRaceError extends Error {
  override name = 'LostRaceError'
}

function isLost(error: unknown): boolean {
  const serializationFailure = '40001'
  const deadlock = '40P01'
  return error instanceof LostRaceError || (isDatabaseError(error) && [serializationFailure, deadlock].includes(error.code))
}

/** An error of either engine, with its SQLSTATE. */
export function isDatabaseError(error: unknown): error is Error & { code: string; constraint?: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
