import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { pickChanges } from '../db/pick-changes.ts'
import { timeOfChange } from '../db/versions.ts'
import { FieldError, readOnly, type Values } from '../rest/input/field.ts'
import { boolean } from '../rest/input/fields.ts'
import { isTaken } from '../rest/input/lookups.ts'
import { slug, text } from '../rest/input/text-fields.ts'
import type { Writing } from '../rest/writing.ts'
import { listEdits } from '../revisions/history.ts'
import type { CategoryRow } from './resource.ts'

const fields = {
  id: readOnly('integer', 'ID'),
  title: text({ label: 'Title', maxLength: 50, required: true }),
  slug: slug({
    label: 'Slug',
    maxLength: 50,
    required: true,
    clean: requireName,
    unique: { noun: 'category', isTaken: (value, context) => isTaken(context, 'category', sql`slug = ${value}`) },
  }),
  description: text({ label: 'Description', allowBlank: true, isLong: true }),
  title_plural: text({ label: 'Title plural', maxLength: 50, allowBlank: true }),
  show_pypi: boolean('Show pypi'),
  created: readOnly('datetime', 'Created'),
  modified: readOnly('datetime', 'Modified'),
}

type CategoryValues = Values<typeof fields>

/** How categories are added, edited and deleted. */
export const categoryWriting: Writing<CategoryRow, typeof fields> = {
  fields,
  subject: 'category',
  allows: (actor, action) => may(actor, action, { kind: 'category' }),
  create: createCategory,
  async lock(tx, id) {
    await sql`select from category where id = ${id} for update`.execute(tx)
  },
  update: updateCategory,
  toColumns,
  async remove(tx, id) {
    await tx.deleteFrom('category').where('id', '=', id).execute()
  },
  listEdits: (db, id) => listEdits(db, 'category', id, { limit: 10 }),
  constraints: {
    category_slug_key: ['slug', 'category with this slug already exists.'],
    package_category_id_fkey: ['detail', 'Packages are in this category. Give them another one first.'],
  },
}

async function createCategory(tx: Database, { title = '', slug: newSlug = '', ...values }: CategoryValues): Promise<number> {
  const { description = '', title_plural = '', show_pypi = true } = values
  const { id } = await tx
    .insertInto('category')
    .values({ title, slug: newSlug, description, title_plural, show_pypi })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

async function updateCategory(tx: Database, id: number, values: CategoryValues): Promise<void> {
  const row = await tx.selectFrom('category').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const columns = toColumns(row, values)
  if (Object.keys(columns).length > 0) await tx.updateTable('category').set(columns).where('id', '=', id).execute()
}

/** What changes of the row; nothing when it holds all values already. */
function toColumns(row: Pick<CategoryRow, keyof CategoryValues>, values: CategoryValues) {
  const changes = pickChanges(row, values)
  return changes ? { ...changes, modified_at: timeOfChange } : {}
}

/** A category may be named by its id or its slug, so the two must not look alike. */
function requireName(value: string): string {
  if (/^\d+$/.test(value)) throw new FieldError('A slug of digits alone would be mistaken for an id.')
  return value
}
