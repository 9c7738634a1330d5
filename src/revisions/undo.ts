import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from '../rest/changing.ts'
import { permissionDenied } from '../rest/errors.ts'
import { type Revision, revertRevision } from './revert.ts'

const isTaken = 'Another record has its slug or address by now. Change that one first.'
const isNeeded = 'It belongs to something that has been deleted since. Undelete that first.'

/** What the database may refuse when something comes back. */
const constraints = {
  package_slug_key: ['detail', isTaken],
  package_repo_url_key: ['detail', isTaken],
  grid_slug_key: ['detail', isTaken],
  category_slug_key: ['detail', isTaken],
  package_category_id_fkey: ['detail', isNeeded],
  package_replaced_by_id_fkey: ['detail', 'Other packages name this one as their replacement. Change them first.'],
} as const

/** Whether `actor` may take the edit back. */
export function mayUndo(
  actor: Actor | undefined,
  { account_id: ownerId, age_ms: ageMs }: Pick<Revision, 'account_id' | 'age_ms'>,
): boolean {
  return may(actor, 'restore', { kind: 'revision', ownerId, ageMs })
}

/** Takes an edit back in a transaction of its own; the id of the revision that this makes. @throws RestError 403, 409 */
export function undoAs(db: Database, actor: Actor, revision: Revision): Promise<number> {
  return changeAs(db, actor, { constraints }, undefined, async (tx) => {
    await requireUnlocked(tx, actor, revision)
    return revertRevision(tx, revision)
  })
}

/** A locked grid may have been left as it is on purpose. */
async function requireUnlocked(tx: Database, actor: Actor, { subject, subject_id }: Revision): Promise<void> {
  if (subject !== 'grid') return
  const grid = await tx.selectFrom('grid').select('is_locked').where('id', '=', subject_id).executeTakeFirst()
  if (grid?.is_locked && !may(actor, 'edit', { kind: 'grid', isLocked: true })) throw permissionDenied()
}
