import { NoResultError } from 'kysely'

import { type ChangeSubject, setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { isDatabaseError, transact } from '../db/transact.ts'
import type { Actor } from '../http/actor.ts'
import { conflict, invalidFields, pageNotFound } from './errors.ts'
import type { Writing } from './writing.ts'

/** Runs `make` in a transaction of the actor; what the database refuses becomes an answer that says why. */
export async function changeAs<Result>(
  db: Database,
  actor: Actor,
  { constraints = {} }: Pick<Writing, 'constraints'>,
  subject: ChangeSubject | undefined,
  make: (tx: Database) => Promise<Result>,
): Promise<Result> {
  try {
    return await transact(db, async (tx) => {
      await setAuthor(tx, { accountId: actor.accountId, via: actor.via === 'session' ? 'page' : 'api' }, subject)
      return make(tx)
    })
  } catch (error) {
    throw toRefusal(error, constraints)
  }
}

const integrityErrors = { uniqueViolation: '23505', foreignKeyViolation: '23503', restrictViolation: '23001' }

/** Two requests may pass the same checks at the same time: the constraints of the database have the last word. */
function toRefusal(error: unknown, constraints: NonNullable<Writing['constraints']>): unknown {
  if (error instanceof NoResultError) return pageNotFound()
  if (!isDatabaseError(error) || !Object.values(integrityErrors).includes(error.code)) return error
  const [field, problem] = constraints[error.constraint ?? ''] ?? []
  if (field === undefined || problem === undefined) return error
  return field === 'detail' ? conflict(problem) : invalidFields({ [field]: [problem] })
}
