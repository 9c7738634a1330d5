import { sql } from 'kysely'
import { Type } from 'typebox'

import { hasRole, may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { readOnly, type Values } from '../rest/input/field.ts'
import { boolean } from '../rest/input/fields.ts'
import { text } from '../rest/input/text-fields.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import type { Writing } from '../rest/writing.ts'

interface FlagRow {
  id: number
  package_id: number
  account_id: number
  reason: string
  approved: boolean
  created_at: string
  modified_at: string
}

const FlagRecord = Type.Object(
  {
    id: Type.Integer(),
    package: Type.String({ format: 'uri' }),
    reason: Type.String(),
    approved: Type.Boolean({ description: 'Whether moderators agree.' }),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Flag', description: 'A note to the moderators that something is wrong with a package.' },
)

const fields = {
  id: readOnly('integer', 'ID'),
  package: readOnly('field', 'Package'),
  reason: text({ label: 'Reason', required: true, isLong: true, maxLength: 2_000 }),
  approved: boolean('Approved'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type FlagValues = Values<typeof fields>

const flagWriting: Writing<FlagRow, typeof fields> = {
  fields,
  allows: (actor, action, row) =>
    may(actor, action, { kind: 'flag', ownerId: row ? row.account_id : (actor?.accountId ?? null) }),
  findForbidden: (actor, { approved }, row) =>
    approved === undefined || approved === (row?.approved ?? false) || hasRole(actor, 'moderator')
      ? undefined
      : 'Only moderators may approve a flag.',
  async create(tx, { reason = '', approved = false }, { actor, parentId }) {
    const { id } = await tx
      .insertInto('flag')
      .values({ package_id: parentId, account_id: actor.accountId, reason, approved })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  },
  async lock(tx, id) {
    await sql`select from flag where id = ${id} for update`.execute(tx)
  },
  update: updateFlag,
  async remove(tx, id) {
    await tx.deleteFrom('flag').where('id', '=', id).execute()
  },
  constraints: {
    flag_package_id_account_id_key: ['non_field_errors', 'You have flagged this package already.'],
    flag_package_id_fkey: ['detail', 'The package has been deleted.'],
  },
}

/** Flags on a package: moderators see all, an account its own. They are no edits of the catalogue, so no revision tells of them. */
export const flagResource: Resource<FlagRow> = {
  name: 'flags',
  noun: 'Flag',
  description: 'Notes to the moderators about a package.',
  parent: { resource: 'packages', condition: (id) => sql`package_id = ${id}` },
  schema: FlagRecord,
  lookup: 'id',
  source: { table: 'flag', columns: sql`id, package_id, account_id, reason, approved, created_at, modified_at` },
  id: sql`flag.id`,
  slug: sql`null`,
  toRecord: toFlagRecord,
  filters: {},
  orderings: { id: sql`flag.id` },
  expansions: {},
  visibleTo: (actor) => (actor && hasRole(actor, 'moderator') ? sql`true` : sql`account_id = ${actor?.accountId ?? 0}`),
  writing: flagWriting,
}

function toFlagRecord(row: FlagRow, refer: Refer) {
  return {
    id: row.id,
    package: refer('packages', row.package_id),
    reason: row.reason,
    approved: row.approved,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}

async function updateFlag(tx: Database, id: number, values: FlagValues): Promise<void> {
  const row = await tx.selectFrom('flag').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const changes = pickChanges(row, values)
  if (!changes) return
  await tx
    .updateTable('flag')
    .set({ ...changes, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}
