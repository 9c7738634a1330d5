import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { findId } from '../rest/filters.ts'
import { InvalidValueError } from '../rest/parameters.ts'
import { type OperatorUse, QueryError } from './query.ts'
import { itemTypes } from './schema.ts'

/** A condition on `document`, a row of search_document. */
type Condition = RawBuilder<unknown>

interface Filter {
  description: string
  /** @throws InvalidValueError */
  toCondition(db: Database, value: string): Condition | Promise<Condition>
}

/** What one can choose from, with counts; each is an operator too. */
export const facets = {
  item_type: {
    description: 'package or grid.',
    toCondition(_, value) {
      const itemType = itemTypes.find((known) => known === value.toLowerCase())
      if (!itemType) throw new InvalidValueError(`"${value}" is neither package nor grid.`)
      return sql`document.item_type = ${itemType}`
    },
  },
  category: {
    description: 'Slug or id of a category.',
    toCondition: async (db, value) => sql`document.category_id = ${await findId(db, 'category', value)}`,
  },
  grid: {
    description: 'Slug or id of a grid that holds the package.',
    toCondition: async (db, value) => sql`document.item_type = 'package' and document.record_id in (
      select package_id from grid_package where grid_id = ${await findId(db, 'grid', value)})`,
  },
  licence: {
    description: 'Licence as the package index states it, whatever its case.',
    toCondition: (_, value) =>
      sql`exists (select from unnest(document.licences) as licence where lower(licence) = lower(${value}))`,
  },
  python: {
    description: 'Minor version of Python that the package says it supports: 3.13.',
    toCondition(_, value) {
      if (!/^\d{1,2}\.\d{1,2}$/.test(value)) throw new InvalidValueError(`"${value}" is not a version of Python such as 3.13.`)
      return sql`document.python_versions && array[${value}]::text[]`
    },
  },
  maintained: {
    description:
      'true: packages that nobody calls archived, deprecated or gone and that showed life within two years. false: the others.',
    toCondition(_, value) {
      if (value !== 'true' && value !== 'false') throw new InvalidValueError(`Must be true or false, not "${value}".`)
      return sql`document.item_type = 'package' and document.is_maintained = ${value === 'true'}`
    },
  },
} as const satisfies Record<string, Filter>
export type Facet = keyof typeof facets
export const facetNames = Object.keys(facets).filter((name): name is Facet => name in facets)

/** What a query may say beside words: `stars:>100`, `-category:apps`. */
export const operators: Record<string, Filter> = {
  ...facets,
  type: facets.item_type,
  license: facets.licence,
  stars: numberFilter('Stars', (compare) => sql`document.item_type = 'package' and ${compare(sql`document.watchers`)}`),
  forks: numberFilter('Forks', (compare) => packageWhere(compare(sql`repo_forks`))),
  downloads: numberFilter('Downloads in the last month', (compare) => packageWhere(compare(sql`pypi_downloads`))),
  participant: {
    description: 'Name of a contributor, exactly as listed.',
    toCondition: (_, value) => packageWhere(sql`participants @> array[${value}]::text[]`),
  },
}

function packageWhere(condition: Condition): Condition {
  return sql`document.item_type = 'package' and exists (
    select from package where package.id = document.record_id and ${condition})`
}

function numberFilter(what: string, toCondition: (compare: (column: Condition) => Condition) => Condition): Filter {
  return {
    description: `${what}: 100, >100, >=100, <100, <=100 or 10..100.`,
    toCondition(_, value) {
      const range = /^(\d{1,9})\.\.(\d{1,9})$/.exec(value)
      if (range) return toCondition((column) => sql`${column} between ${Number(range[1])} and ${Number(range[2])}`)
      const [, comparison = '=', number] = /^(>=|<=|>|<|=)?(\d{1,9})$/.exec(value) ?? []
      if (number === undefined) throw new InvalidValueError(`"${value}" is not a number such as 100, >100, <=100 or 10..100.`)
      return toCondition((column) => sql`${column} ${sql.raw(comparison)} ${Number(number)}`)
    },
  }
}

/** The conditions of all operators of a query. @throws QueryError where the first value of no use stands */
export async function toConditions(db: Database, uses: readonly OperatorUse[]): Promise<Condition[]> {
  const conditions: Condition[] = []
  for (const { name, value, isExcluded, position } of uses) {
    try {
      const condition = await operators[name]?.toCondition(db, value)
      if (condition) conditions.push(isExcluded ? sql`not (${condition})` : condition)
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      throw new QueryError(`"${name}:" ${error.message.replace(/\.$/, '')}`, position)
    }
  }
  return conditions
}
