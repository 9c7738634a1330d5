import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import { setSubject } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { timeOfChange } from '../db/versions.ts'
import { lockGrid, lockKeys, savePackagesOf } from '../packages/memberships.ts'
import { readOnly, type Values } from '../rest/input/field.ts'
import { boolean } from '../rest/input/fields.ts'
import { findKeyIds, isTaken } from '../rest/input/lookups.ts'
import { relations } from '../rest/input/relations.ts'
import { slug, text } from '../rest/input/text-fields.ts'
import type { Writing } from '../rest/writing.ts'
import { listEdits } from '../revisions/history.ts'
import type { GridRow } from './resource.ts'

const fields = {
  id: readOnly('integer', 'ID'),
  title: text({ label: 'Title', maxLength: 100, required: true }),
  slug: slug({
    label: 'Slug',
    maxLength: 50,
    required: true,
    unique: { noun: 'grid', isTaken: (value, context) => isTaken(context, 'grid', sql`slug = ${value}`) },
  }),
  description: text({ label: 'Description', allowBlank: true, isLong: true }),
  is_locked: boolean('Is locked'),
  packages: relations({ label: 'Packages', target: 'packages', findIds: (db, keys) => findKeyIds(db, 'package', keys) }),
  header: boolean('Header'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type GridValues = Values<typeof fields>

/** How grids are added, edited and deleted. */
export const gridWriting: Writing<GridRow, typeof fields> = {
  fields,
  subject: 'grid',
  dependsOnRecord: true,
  allows: (actor, action, row) => may(actor, action, { kind: 'grid', isLocked: row?.is_locked ?? false }),
  findForbidden(actor, { is_locked }, row) {
    const isChange = is_locked !== undefined && is_locked !== (row?.is_locked ?? false)
    return isChange && !may(actor, 'lock', { kind: 'grid' }) ? 'Only moderators may lock a grid.' : undefined
  },
  create: createGrid,
  lock: (tx, id, { packages }) => lockGrid(tx, id, packages),
  update: updateGrid,
  toColumns: (row, { packages, ...values }) => (packages === undefined ? toColumns(row, values, false) : undefined),
  async remove(tx, id) {
    await tx.deleteFrom('grid').where('id', '=', id).execute()
  },
  listEdits: (db, id) => listEdits(db, 'grid', id, { limit: 10 }),
  constraints: {
    grid_slug_key: ['slug', 'grid with this slug already exists.'],
    grid_package_package_id_fkey: ['packages', 'Invalid hyperlink - Object does not exist.'],
  },
}

async function createGrid(
  tx: Database,
  { packages = [], title = '', slug: newSlug = '', ...values }: GridValues,
): Promise<number> {
  await lockKeys(tx, 'package', packages)
  const { description = '', is_locked = false, header = false } = values
  const { id } = await tx
    .insertInto('grid')
    .values({ title, slug: newSlug, description, is_locked, header })
    .returning('id')
    .executeTakeFirstOrThrow()
  await setSubject(tx, 'grid', id)
  await savePackagesOf(tx, id, packages)
  return id
}

async function updateGrid(tx: Database, id: number, { packages, ...values }: GridValues): Promise<void> {
  const row = await tx.selectFrom('grid').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const isMoved = packages !== undefined && (await savePackagesOf(tx, id, packages))
  const columns = toColumns(row, values, isMoved)
  if (Object.keys(columns).length > 0) await tx.updateTable('grid').set(columns).where('id', '=', id).execute()
}

type EditedColumns = Pick<GridRow, 'title' | 'slug' | 'description' | 'is_locked' | 'header'>

/** What changes of the row; nothing when it holds all values already, unless its memberships have changed. */
function toColumns(row: EditedColumns, values: Omit<GridValues, 'packages'>, isMoved: boolean) {
  const changes = pickChanges(row, values)
  return changes || isMoved ? { ...changes, modified_at: timeOfChange } : {}
}
