import { sql } from 'kysely'
import { Type } from 'typebox'

import { hasRole, may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { readOnly, type Values } from '../rest/input/field.ts'
import { nullableBoolean } from '../rest/input/fields.ts'
import { text, url } from '../rest/input/text-fields.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import type { WriteContext, Writing } from '../rest/writing.ts'

interface ExampleRow {
  id: number
  package_id: number
  title: string
  url: string
  active: boolean | null
  created_by: number | null
  created_at: string
  modified_at: string
}

const ExampleRecord = Type.Object(
  {
    id: Type.Integer(),
    package: Type.String({ format: 'uri' }),
    title: Type.String(),
    url: Type.String(),
    active: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Whether moderators approved it; null until they have looked.',
    }),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Example', description: 'A site that uses a package.' },
)

const fields = {
  id: readOnly('integer', 'ID'),
  package: readOnly('field', 'Package'),
  title: text({ label: 'Title', maxLength: 100, required: true }),
  url: url({ label: 'URL', maxLength: 200, required: true }),
  active: nullableBoolean('Active'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type ExampleValues = Values<typeof fields>

const exampleWriting: Writing<ExampleRow, typeof fields> = {
  fields,
  allows: (actor, action, row) =>
    may(actor, action, { kind: 'example', ownerId: row ? row.created_by : (actor?.accountId ?? null) }),
  findForbidden: (actor, { active }, row) =>
    active === undefined || active === (row?.active ?? null) || hasRole(actor, 'moderator')
      ? undefined
      : 'Only moderators may approve an example.',
  create: createExample,
  async lock(tx, id) {
    await sql`select from example where id = ${id} for update`.execute(tx)
  },
  update: updateExample,
  async remove(tx, id) {
    await tx.deleteFrom('example').where('id', '=', id).execute()
  },
  constraints: { example_package_id_fkey: ['detail', 'The package has been deleted.'] },
}

/** Sites that use a package. Everybody sees those that moderators have approved, and an account those that it has told of. */
export const exampleResource: Resource<ExampleRow> = {
  name: 'examples',
  noun: 'Example',
  description: 'Sites that use a package.',
  parent: { resource: 'packages', condition: (id) => sql`package_id = ${id}` },
  schema: ExampleRecord,
  lookup: 'id',
  source: { table: 'example', columns: sql`id, package_id, title, url, active, created_by, created_at, modified_at` },
  id: sql`example.id`,
  slug: sql`null`,
  toRecord: toExampleRecord,
  filters: {},
  orderings: { id: sql`example.id`, title: sql`title collate "C"` },
  expansions: {},
  visibleTo: (actor) =>
    actor && hasRole(actor, 'moderator') ? sql`true` : sql`(active or created_by = ${actor?.accountId ?? 0})`,
  writing: exampleWriting,
}

function toExampleRecord(row: ExampleRow, refer: Refer) {
  return {
    id: row.id,
    package: refer('packages', row.package_id),
    title: row.title,
    url: row.url,
    active: row.active,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}

async function createExample(tx: Database, values: ExampleValues, { actor, parentId }: WriteContext): Promise<number> {
  const { title = '', url: address = '', active = null } = values
  const { id } = await tx
    .insertInto('example')
    .values({ package_id: parentId, title, url: address, active, created_by: actor.accountId })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function updateExample(tx: Database, id: number, values: ExampleValues, { actor }: WriteContext): Promise<void> {
  const row = await tx.selectFrom('example').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const changes = pickChanges(row, values)
  if (!changes) return
  // What was approved is not what it says now.
  const approval = hasRole(actor, 'moderator') ? {} : { active: null }
  await tx
    .updateTable('example')
    .set({ ...changes, ...approval, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}
