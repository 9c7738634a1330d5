import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import { booleanFilter, datetimeFilters, findId, matchText } from '../rest/filters.ts'
import { type Filters, InvalidValueError } from '../rest/parameters.ts'
import { repositoryHosts } from './schema.ts'

export function createPackageFilters(db: Database): Filters {
  return {
    q: {
      schema: Type.String({ description: 'Text in the title, slug or description, whatever its case.' }),
      toCondition: (value) => matchText(value, [sql`title`, sql`slug`, sql`repo_description`]),
    },
    category: {
      schema: Type.String({ description: 'Id or slug of the category.' }),
      toCondition: async (value) => sql`category_id = ${await findId(db, 'category', value)}`,
    },
    grid: {
      schema: Type.String({ description: 'Id or slug of a grid that holds the package.' }),
      toCondition: async (value) =>
        sql`exists (select from grid_package where package_id = package.id and grid_id = ${await findId(db, 'grid', value)})`,
    },
    participant: {
      schema: Type.String({ description: 'Name of a contributor, exactly as listed.' }),
      toCondition: (value) => sql`participants @> array[${value}]::text[]`,
    },
    repo_host: {
      schema: Type.Enum([...repositoryHosts], { description: 'Host of the repository.' }),
      toCondition: toHostCondition,
    },
    archived: booleanFilter('Whether the repository host says that the repository is archived.', sql`archived_at is not null`),
    ...datetimeFilters({ created: sql`created_at`, modified: sql`modified_at`, updated: sql`last_commit_at` }),
  }
}

function toHostCondition(value: string): RawBuilder<boolean> {
  if (!repositoryHosts.some((host) => host === value)) {
    throw new InvalidValueError(`"${value}" is not a repository host. Known: ${repositoryHosts.join(', ')}.`)
  }
  return sql`repo_host = ${value}`
}
