import { type RawBuilder, sql } from 'kysely'

import { parseNames, unknownNames } from './parameters.ts'
import type { Query } from './query.ts'

/** Sortable field → the SQL expression it sorts by. */
export type Orderings = Record<string, RawBuilder<unknown>>

/**
 * Reads `ordering=-repo_watchers,title`. Rows without a value come last either way; the newest record (by id) breaks ties, and rules when
 * nothing is asked. @throws RestError 400
 */
export function parseOrdering(query: Query, orderings: Orderings, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const names = parseNames(query.get('ordering') ?? '')
  const unknown = names.filter((name) => !Object.hasOwn(orderings, name.replace(/^-/, '')))
  if (unknown.length > 0) throw unknownNames('ordering', unknown, Object.keys(orderings))
  const terms = names.map((name) => {
    const expression = orderings[name.replace(/^-/, '')]
    return name.startsWith('-') ? sql`${expression} desc nulls last` : sql`${expression} asc nulls last`
  })
  return sql.join([...terms, sql`${id} desc`])
}
