import type { RawBuilder } from 'kysely'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { invalidFields } from '../rest/errors.ts'
import { InvalidValueError } from '../rest/parameters.ts'
import { type Choices, countFacets, type Counts } from './facets.ts'
import { type Facet, facetNames, facets, operators, toConditions } from './filters.ts'
import { parseQuery, QueryError, type SearchQuery } from './query.ts'
import { findHits, type Found, type Spelling, withinLimits } from './service.ts'
import { type ExplainedHitRow, maxReadable } from './store.ts'

export interface SearchRequest {
  /** As typed, operators included. */
  text: string
  /** Values by facet, of which a hit has one each; none or an empty list: any. */
  chosen: Partial<Record<Facet, readonly string[]>>
  limit: number
  offset: number
}

/** One page of hits and what there is to know about them. */
export interface SearchPage extends Counts {
  query: SearchQuery
  hits: ExplainedHitRow[]
  by: Found<ExplainedHitRow>['by']
  /** The words that the hits have instead of those typed, which stand nowhere. */
  correction: string | undefined
  /** For a person, when there is something to say. */
  message: string | undefined
}

/**
 * Searches with operators, choices and counts. `db` is one for searches.
 *
 * @throws RestError 400 that names each wrong parameter and the place of a mistake in the query
 */
export async function findPage(db: Database, request: SearchRequest, spelling: Spelling): Promise<SearchPage> {
  const query = parseOrRefuse(request.text)
  if (request.offset >= maxReadable) throw invalidFields({ offset: [tooFar] })
  await spelling.ready()
  return inOneState(db, async (tx) => {
    const conditions = await orRefuse(() => toConditions(tx, query.operators))
    const choices = await toChoices(tx, request.chosen)
    const chosen = Object.values(choices)
    const found = await findHits(
      tx,
      query,
      {
        conditions,
        choices: chosen,
        limit: Math.min(request.limit, maxReadable - request.offset),
        offset: request.offset,
        breadth: 'all',
      },
      spelling,
    )
    const counts = await countFacets(tx, [found.condition ?? sql`false`, ...conditions], choices)
    return {
      ...counts,
      query,
      hits: found.hits,
      by: found.by,
      correction: found.correction,
      message: toMessage(query, found, counts, chosen),
    }
  })
}

const tooFar = `Only the first ${maxReadable} hits can be read. Narrow the search down to see others.`

/** Hits and counts belong together. */
function inOneState<Result>(db: Database, search: (tx: Database) => Promise<Result>): Promise<Result> {
  const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  return withinLimits(() => transaction.execute(search))
}

function parseOrRefuse(text: string): SearchQuery {
  try {
    return parseQuery(text, Object.keys(operators))
  } catch (error) {
    throw error instanceof QueryError ? invalidFields({ q: [`${error.message}.`] }) : error
  }
}

async function orRefuse<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof QueryError ? invalidFields({ q: [`${error.message}.`] }) : error
  }
}

/** For each facet a condition that one of its chosen values meets. @throws RestError 400 */
async function toChoices(tx: Database, chosen: SearchRequest['chosen']): Promise<Choices> {
  const choices: Choices = {}
  const problems: Record<string, string[]> = {}
  for (const name of facetNames) {
    const conditions: RawBuilder<unknown>[] = []
    for (const value of chosen[name] ?? []) {
      try {
        conditions.push(await facets[name].toCondition(tx, value))
      } catch (error) {
        if (!(error instanceof InvalidValueError)) throw error
        problems[name] = [...(problems[name] ?? []), error.message]
      }
    }
    if (conditions.length > 0) choices[name] = sql`((${sql.join(conditions, sql`) or (`)}))`
  }
  if (Object.keys(problems).length > 0) throw invalidFields(problems)
  return choices
}

function toMessage(
  query: SearchQuery,
  found: Found<ExplainedHitRow>,
  { total }: Counts,
  chosen: readonly unknown[],
): string | undefined {
  if (query.terms.length + query.operators.length + chosen.length === 0) return 'Type a name, words or a repository address.'
  if (total === 0) {
    return chosen.length + query.operators.length > 0
      ? 'Nothing fits. Try without some of the conditions, or with fewer words.'
      : 'Nothing fits. Try fewer words, other words, or the beginning of a name.'
  }
  if (found.correction !== undefined) return `No record has the words "${query.text}". These have "${found.correction}".`
  if (found.by === 'any word') return 'Few records have all the words; those with some of them follow.'
  return undefined
}
