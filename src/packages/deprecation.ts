import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { changeAs } from '../rest/changing.ts'
import { invalidFields, permissionDenied } from '../rest/errors.ts'
import { lockKeys } from './memberships.ts'
import { packageWriting } from './writing.ts'

/** Whether and since when people advise against a package, and what they advise instead. */
export interface Deprecation {
  id: number
  slug: string
  title: string
  /** `2026-02-09`; null: nobody advises against it. */
  since: string | null
  successor: { id: number; slug: string; title: string } | null
}

const columns = sql`package.id, package.slug, package.title,
  to_char(package.deprecated_at at time zone 'UTC', 'YYYY-MM-DD') as since,
  (select json_build_object('id', other.id, 'slug', other.slug, 'title', other.title) from package other where other.id = package.replaced_by_id)
    as successor`

export async function findDeprecation(db: Database, key: { slug: string } | { id: number }): Promise<Deprecation | undefined> {
  const { rows } = await sql<Deprecation>`
    select ${columns} from package where ${'slug' in key ? sql`slug = ${key.slug}` : sql`id = ${key.id}`}`.execute(db)
  return rows[0]
}

/** What a form was made from, so that nobody writes over what it did not show. */
export const toSeen = ({ since, successor }: Deprecation): string => `${since ?? ''}/${successor?.id ?? ''}`

/**
 * Says that a package is deprecated since a day, or (undefined) that it is not.
 * @param seen what the form showed; when it has become something else, nothing is saved and the answer is false
 * @throws RestError 400, 403
 */
export async function saveDeprecation(
  db: Database,
  {
    actor,
    id,
    seen,
    change,
  }: { actor: Actor; id: number; seen: string; change: { since: string; successorId: number | null } | undefined },
): Promise<boolean> {
  return changeAs(db, actor, packageWriting, { kind: 'package', id }, async (tx) => {
    if (change?.successorId) await lockKeys(tx, 'package', [change.successorId])
    await packageWriting.lock?.(tx, id, {})
    if (!packageWriting.allows(actor, 'edit', undefined, undefined)) throw permissionDenied()
    const current = await findDeprecation(tx, { id })
    if (!current || toSeen(current) !== seen) return false
    if (change?.successorId && (await leadsTo(tx, change.successorId, id))) {
      throw invalidFields({ successor: ['That one is replaced by this package itself, directly or by way of others.'] })
    }
    // Noon is the same day nearly everywhere.
    await tx
      .updateTable('package')
      .set({
        deprecated_at: change ? `${change.since}T12:00:00Z` : null,
        deprecated_by: change ? actor.accountId : null,
        replaced_by_id: change?.successorId ?? null,
        modified_by: actor.accountId,
        modified_at: sql`now()`,
      })
      .where('id', '=', id)
      .execute()
    return true
  })
}

/** Whether the chain of successors that begins with `fromId` comes by `id`. */
async function leadsTo(tx: Database, fromId: number, id: number): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    with recursive chain as (
      select id, replaced_by_id from package where id = ${fromId}
      union select package.id, package.replaced_by_id from package join chain on package.id = chain.replaced_by_id
    ) select exists (select from chain where id = ${id}) as found`.execute(tx)
  return rows[0]?.found ?? false
}
