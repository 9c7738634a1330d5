import { sql } from 'kysely'
import { Type } from 'typebox'

import { toIsoDatetime } from '../rest/datetimes.ts'
import { datetimeFilters, matchText } from '../rest/filters.ts'
import type { Resource } from '../rest/resource.ts'
import { CategoryRecord } from './schema.ts'
import { categoryWriting } from './writing.ts'

export interface CategoryRow {
  id: number
  title: string
  slug: string
  description: string
  title_plural: string
  show_pypi: boolean
  created_at: string
  modified_at: string
}

/** Categories as the API shows them. */
export const categoryResource: Resource<CategoryRow> = {
  name: 'categories',
  noun: 'Category',
  description: '',
  schema: CategoryRecord,
  lookup: 'id',
  source: {
    table: 'category',
    columns: sql`id, title, slug, description, title_plural, show_pypi, created_at, modified_at`,
  },
  id: sql`category.id`,
  slug: sql`category.slug`,
  toRecord: toCategoryRecord,
  filters: {
    q: {
      schema: Type.String({ description: 'Text in the title, slug or description, whatever its case.' }),
      toCondition: (value) => matchText(value, [sql`title`, sql`slug`, sql`description`]),
    },
    ...datetimeFilters({ created: sql`created_at`, modified: sql`modified_at` }),
  },
  orderings: {
    id: sql`category.id`,
    title: sql`title collate "C"`,
    slug: sql`slug collate "C"`,
    created: sql`created_at`,
    modified: sql`modified_at`,
  },
  expansions: {},
  writing: categoryWriting,
}

function toCategoryRecord(row: CategoryRow) {
  return {
    id: row.id,
    title: row.title,
    slug: row.slug,
    description: row.description,
    title_plural: row.title_plural,
    show_pypi: row.show_pypi,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}
