import { sql } from 'kysely'
import { Type } from 'typebox'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { readOnly, type Values } from '../rest/input/field.ts'
import { text } from '../rest/input/text-fields.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import type { WriteContext, Writing } from '../rest/writing.ts'
import type { GridRow } from './resource.ts'

export interface FeatureRow {
  id: number
  grid_id: number
  title: string
  description: string
  created_at: string
  modified_at: string
}

const FeatureRecord = Type.Object(
  {
    id: Type.Integer(),
    grid: Type.String({ format: 'uri' }),
    title: Type.String(),
    description: Type.String(),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Feature', description: 'A row of a grid.' },
)

const fields = {
  id: readOnly('integer', 'ID'),
  grid: readOnly('field', 'Grid'),
  title: text({ label: 'Title', maxLength: 100, required: true }),
  description: text({ label: 'Description', allowBlank: true, isLong: true }),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type FeatureValues = Values<typeof fields>

/** How features are added, edited and deleted. */
const featureWriting: Writing<FeatureRow, typeof fields> = {
  fields,
  subject: 'grid',
  dependsOnRecord: true,
  allows: (actor, action, _row, grid: GridRow | undefined) =>
    may(actor, action, { kind: 'feature', isLocked: grid?.is_locked ?? false }),
  create: createFeature,
  async lock(tx, id) {
    await sql`select from feature where id = ${id} for update`.execute(tx)
  },
  update: updateFeature,
  async remove(tx, id) {
    await tx.deleteFrom('feature').where('id', '=', id).execute()
  },
  constraints: { feature_grid_id_fkey: ['detail', 'The grid has been deleted.'] },
}

/** The features of a grid: its rows. */
export const featureResource: Resource<FeatureRow> = {
  name: 'features',
  noun: 'Feature',
  description: 'The features by which a grid compares its packages.',
  parent: { resource: 'grids', condition: (id) => sql`grid_id = ${id}` },
  schema: FeatureRecord,
  lookup: 'id',
  source: { table: 'feature', columns: sql`id, grid_id, title, description, created_at, modified_at` },
  id: sql`feature.id`,
  slug: sql`null`,
  toRecord: toFeatureRecord,
  filters: {},
  orderings: { id: sql`feature.id`, title: sql`title collate "C"`, modified: sql`modified_at` },
  expansions: {},
  writing: featureWriting,
}

function toFeatureRecord(row: FeatureRow, refer: Refer) {
  return {
    id: row.id,
    grid: refer('grids', row.grid_id),
    title: row.title,
    description: row.description,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}

async function createFeature(tx: Database, { title = '', description = '' }: FeatureValues, { parentId }: WriteContext) {
  const { id } = await tx
    .insertInto('feature')
    .values({ grid_id: parentId, title, description })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function updateFeature(tx: Database, id: number, values: FeatureValues): Promise<void> {
  const row = await tx.selectFrom('feature').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const changes = pickChanges(row, values)
  if (!changes) return
  await tx
    .updateTable('feature')
    .set({ ...changes, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}
