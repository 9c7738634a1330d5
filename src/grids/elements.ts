import { sql } from 'kysely'
import { Type } from 'typebox'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { invalidFields } from '../rest/errors.ts'
import { readOnly, type Values } from '../rest/input/field.ts'
import { findKeyIds } from '../rest/input/lookups.ts'
import { part, relation } from '../rest/input/relations.ts'
import { text } from '../rest/input/text-fields.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import type { WriteContext, Writing } from '../rest/writing.ts'
import type { GridRow } from './resource.ts'

export interface ElementRow {
  id: number
  grid_id: number
  package_id: number
  feature_id: number
  text: string
  created_at: string
  modified_at: string
}

const Link = Type.String({ format: 'uri' })

const ElementRecord = Type.Object(
  {
    id: Type.Integer(),
    grid: Link,
    package: Link,
    feature: Link,
    text: Type.String(),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Element', description: 'A cell of a grid: what a package offers of a feature.' },
)

const fields = {
  id: readOnly('integer', 'ID'),
  grid: readOnly('field', 'Grid'),
  package: relation({ label: 'Package', target: 'packages', findIds: (db, keys) => findKeyIds(db, 'package', keys) }),
  feature: part('Feature', 'grids/:key/features/:child/'),
  text: text({ label: 'Text', allowBlank: true, isLong: true, maxLength: 1_000 }),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type ElementValues = Values<typeof fields>

/** How cells are filled and emptied. */
const elementWriting: Writing<ElementRow, typeof fields> = {
  fields,
  subject: 'grid',
  dependsOnRecord: true,
  allows: (actor, action, _row, grid: GridRow | undefined) =>
    may(actor, action, { kind: 'element', isLocked: grid?.is_locked ?? false }),
  create: createElement,
  async lock(tx, id) {
    await sql`select from element where id = ${id} for update`.execute(tx)
  },
  update: updateElement,
  async remove(tx, id) {
    await tx.deleteFrom('element').where('id', '=', id).execute()
  },
  constraints: {
    element_grid_package_id_feature_id_key: ['non_field_errors', 'The fields package, feature must make a unique set.'],
  },
}

/** The elements of a grid: its cells, at most one for each package and feature. */
export const elementResource: Resource<ElementRow> = {
  name: 'elements',
  noun: 'Element',
  description: 'The cells of a grid.',
  parent: { resource: 'grids', condition: (id) => sql`grid_id = ${id}` },
  schema: ElementRecord,
  lookup: 'id',
  source: {
    table: 'element',
    columns: sql`
        id, grid_id, feature_id, text, created_at, modified_at,
        (select package_id from grid_package where grid_package.id = grid_package_id) as package_id`,
  },
  id: sql`element.id`,
  slug: sql`null`,
  toRecord: toElementRecord,
  filters: {},
  orderings: { id: sql`element.id`, modified: sql`modified_at` },
  expansions: {},
  writing: elementWriting,
}

function toElementRecord(row: ElementRow, refer: Refer) {
  return {
    id: row.id,
    grid: refer('grids', row.grid_id),
    package: refer('packages', row.package_id),
    feature: refer(`grids/${row.grid_id}/features`, row.feature_id),
    text: row.text,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}

async function createElement(tx: Database, values: ElementValues, { parentId }: WriteContext): Promise<number> {
  const { grid_package_id = 0, feature_id = 0 } = await findPlace(tx, parentId, values)
  const { id } = await tx
    .insertInto('element')
    .values({ grid_id: parentId, grid_package_id, feature_id, text: values.text ?? '' })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function updateElement(tx: Database, id: number, values: ElementValues, { parentId }: WriteContext): Promise<void> {
  const place = await findPlace(tx, parentId, values)
  const row = await tx.selectFrom('element').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const changes = pickChanges(row, { ...place, text: values.text })
  if (!changes) return
  await tx
    .updateTable('element')
    .set({ ...changes, modified_at: sql`now()` })
    .where('id', '=', id)
    .execute()
}

/** The membership and the feature that a cell stands in, as far as `values` name them; both must be the grid's. @throws RestError 400 */
async function findPlace(
  tx: Database,
  gridId: number,
  { package: packageId, feature: featureId }: ElementValues,
): Promise<{ grid_package_id: number | undefined; feature_id: number | undefined }> {
  const membership =
    packageId === undefined
      ? undefined
      : await tx
          .selectFrom('grid_package')
          .select('id')
          .where('grid_id', '=', gridId)
          .where('package_id', '=', packageId)
          .executeTakeFirst()
  const feature =
    featureId === undefined
      ? undefined
      : await tx.selectFrom('feature').select('id').where('grid_id', '=', gridId).where('id', '=', featureId).executeTakeFirst()
  const problems = {
    ...(packageId !== undefined && !membership && { package: ['This package is not in the grid.'] }),
    ...(featureId !== undefined && !feature && { feature: [`Invalid pk "${featureId}" - object does not exist.`] }),
  }
  if (Object.keys(problems).length > 0) throw invalidFields(problems)
  return { grid_package_id: membership?.id, feature_id: feature?.id }
}
