import { sql } from 'kysely'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import { findMovedSlug } from '../packages/moved-slugs.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { booleanFilter, datetimeFilters, findId, matchText } from '../rest/filters.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import { GridRecord } from './schema.ts'
import { gridWriting } from './writing.ts'

export interface GridRow {
  id: number
  title: string
  slug: string
  description: string
  is_locked: boolean
  package_ids: number[]
  header: boolean
  created_at: string
  modified_at: string
}

const columns = sql`
  grid.id, title, slug, description, is_locked, header, created_at, modified_at,
  (select coalesce(json_agg(package.id order by package.title collate "C", package.id), '[]')
    from grid_package join package on package.id = package_id where grid_id = grid.id) as package_ids`

/** Grids as the API shows them. */
export function createGridResource(db: Database): Resource<GridRow> {
  return {
    name: 'grids',
    noun: 'Grid',
    description: '',
    schema: GridRecord,
    lookup: 'id or slug',
    source: { table: 'grid', columns },
    id: sql`grid.id`,
    slug: sql`grid.slug`,
    toRecord: toGridRecord,
    filters: {
      q: {
        schema: Type.String({ description: 'Text in the title, slug or description, whatever its case.' }),
        toCondition: (value) => matchText(value, [sql`title`, sql`slug`, sql`description`]),
      },
      package: {
        schema: Type.String({ description: 'Id or slug of a package in the grid.' }),
        toCondition: async (value) =>
          sql`exists (select from grid_package where grid_id = grid.id and package_id = ${await findId(db, 'package', value)})`,
      },
      is_locked: booleanFilter('Whether only some may edit the grid.', sql`is_locked`),
      header: booleanFilter('Whether the home page names the grid.', sql`header`),
      ...datetimeFilters({ created: sql`created_at`, modified: sql`modified_at` }),
    },
    orderings: {
      id: sql`grid.id`,
      title: sql`title collate "C"`,
      slug: sql`slug collate "C"`,
      created: sql`created_at`,
      modified: sql`modified_at`,
    },
    expansions: {
      packages: { resource: 'packages', idsOf: (row) => row.package_ids, omit: ['grids'] },
    },
    findMoved: (connection, slug) => findMovedSlug(connection, 'grid', slug),
    writing: gridWriting,
  }
}

function toGridRecord(row: GridRow, refer: Refer) {
  return {
    id: row.id,
    title: row.title,
    slug: row.slug,
    description: row.description,
    is_locked: row.is_locked,
    packages: row.package_ids.map((id) => refer('packages', id)),
    header: row.header,
    created: toIsoDatetime(row.created_at),
    modified: toIsoDatetime(row.modified_at),
  }
}
