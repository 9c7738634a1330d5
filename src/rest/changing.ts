import { NoResultError } from 'kysely'

import { type Author, type ChangeSubject, setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { EditRow } from '../db/edit-queue.ts'
import { isDatabaseError, transact } from '../db/transact.ts'
import type { RowEdit, Version } from '../db/versions.ts'
import type { Actor } from '../http/actor.ts'
import { conflict, invalidFields, pageNotFound } from './errors.ts'
import type { Writing } from './writing.ts'

/** Runs `make` in a transaction of the actor; what the database refuses becomes an answer that says why. */
export function changeAs<Result>(
  db: Database,
  actor: Actor,
  writing: Pick<Writing, 'constraints'>,
  subject: ChangeSubject | undefined,
  make: (tx: Database) => Promise<Result>,
): Promise<Result> {
  return explainRefusal(writing, () =>
    transact(db, async (tx) => {
      await setAuthor(tx, toAuthor(actor), subject)
      return make(tx)
    }),
  )
}

/** The same for a change of one row that is still as it was read; undefined when somebody else was faster. */
export function changeRowAs(
  editRow: EditRow,
  actor: Actor,
  writing: Pick<Writing, 'constraints'>,
  change: Omit<RowEdit, 'author'>,
): Promise<Version | undefined> {
  return explainRefusal(writing, () => editRow({ ...change, author: toAuthor(actor) }))
}

async function explainRefusal<Result>(
  { constraints = {} }: Pick<Writing, 'constraints'>,
  change: () => Promise<Result>,
): Promise<Result> {
  try {
    return await change()
  } catch (error) {
    throw toRefusal(error, constraints)
  }
}

function toAuthor({ accountId, via }: Actor): Author {
  return { accountId, via: via === 'session' ? 'page' : 'api' }
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
