import { sql } from 'kysely'
import { Type } from 'typebox'

import { type Filters, InvalidValueError, parseNames } from './parameters.ts'
import type { Query } from './query.ts'
import type { Resource } from './resource.ts'

/** Records that one request may look up. */
export const maxBulkKeys = 200

/** `ids=1,2,3` and `slugs=a,b`; keys that no record has are simply not in the answer. */
export function bulkFilters({ id, slug }: Pick<Resource, 'id' | 'slug'>): Filters {
  return {
    ids: {
      schema: Type.String({ description: `Only the records with these ids, up to ${maxBulkKeys}, separated by commas.` }),
      toCondition(value) {
        const keys = parseBulkKeys(value)
        const wrong = keys.find((key) => !/^\d{1,15}$/.test(key))
        if (wrong !== undefined) throw new InvalidValueError(`"${wrong}" is not an id.`)
        return keys.length === 0 ? sql`false` : sql`${id} in (${sql.join(keys.map(Number))})`
      },
    },
    slugs: {
      schema: Type.String({ description: `Only the records with these slugs, up to ${maxBulkKeys}, separated by commas.` }),
      toCondition(value) {
        const keys = parseBulkKeys(value)
        return keys.length === 0 ? sql`false` : sql`${slug} in (${sql.join(keys)})`
      },
    },
  }
}

export function isBulk(query: Query): boolean {
  return query.get('ids') !== undefined || query.get('slugs') !== undefined
}

function parseBulkKeys(value: string): string[] {
  const keys = parseNames(value)
  if (keys.length > maxBulkKeys) throw new InvalidValueError(`At most ${maxBulkKeys} in one request, not ${keys.length}.`)
  return keys
}
