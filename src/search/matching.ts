import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Term } from './query.ts'
import { readTerms, type TermQueries } from './term-queries.ts'

/** What a document must have, and what it is ranked by. All SQL is about `document`, a row of search_document. */
export interface Matching {
  /** What a document must be to match at all. */
  condition: RawBuilder<unknown>
  /** The same by ways of matching, each served by an index of its own. What matches in an earlier way counts as that. */
  ways: Way[]
  /** What a document must lack, if anything. */
  exclusions: RawBuilder<unknown>[]
  /** Tsquery of all words, none of them a mere beginning. */
  exact: RawBuilder<unknown>
  /** Tsquery of all words, where the last may be a beginning and each may be a synonym. */
  all: RawBuilder<unknown>
  /** Tsquery of any word as typed. */
  typed: RawBuilder<unknown>
  /** Tsquery of any synonym; undefined when there are none. */
  synonyms: RawBuilder<unknown> | undefined
  /** Words in lower case, which may be the names of categories. */
  words: readonly string[]
}

interface Way {
  condition: RawBuilder<unknown>
  /** Cheap: which documents are worth ranking when very many match. */
  promise: RawBuilder<unknown>
  /** 0 to 4: how exactly the query is the name. */
  exactness: RawBuilder<unknown>
  /** 0 to 1: how much the name looks like the query. It costs ten times what the rest does, so only names that may gain by it are compared. */
  similarity: RawBuilder<unknown>
  hasAllWords: RawBuilder<unknown>
  /** Documents to rank at most. */
  limit: number
}

/** Of each way so many documents are ranked at most. */
const limits = { named: 50, worded: 250, similar: 50, partly: 150 }

/** Shorter texts have no trigrams worth comparing. */
const minSimilarLength = 3

/**
 * Documents with all terms (in English, by stems), where the last word may be a beginning and others may stand for the same; and, when
 * the terms are but words, documents whose name they are or resemble.
 *
 * @param needs all of the terms, or any of them
 */
export async function matchTerms(db: Database, terms: readonly Term[], needs: 'all' | 'any' = 'all'): Promise<Matching> {
  const queries = await readTerms(db, terms)
  const wanted = terms.filter(({ isExcluded }) => !isExcluded)
  const all = toTsquery(queries.all)
  const ways = toWays(queries, terms, needs)
  const exclusions = wanted.length < terms.length ? [sql`not document.vector @@ ${toTsquery(queries.excluded)}`] : []
  const fits = sql`(${sql.join(
    ways.map(({ condition }) => condition),
    sql` or `,
  )})`
  return {
    condition: sql.join([fits, ...exclusions], sql` and `),
    ways,
    exclusions,
    exact: toTsquery(queries.exact),
    all,
    typed: toTsquery(queries.typed),
    synonyms: queries.synonyms === '' ? undefined : toTsquery(queries.synonyms),
    words: wanted.map((term) => term.text.toLowerCase()),
  }
}

function toWays(queries: TermQueries, terms: readonly Term[], needs: 'all' | 'any'): Way[] {
  const name = queries.short_name
  const promise = sql`document.popularity + case when strpos(document.short_title, ${name}) > 0 then 0.5 else 0 end::real`
  const hasWanted = terms.some(({ isExcluded }) => !isExcluded)
  const hasAllWords = hasWanted ? sql`document.vector @@ ${toTsquery(queries.all)}` : sql`true`
  const none = { exactness: sql`0`, similarity: sql`0` }
  const worded: Way = { ...none, condition: hasAllWords, promise, hasAllWords: sql`true`, limit: limits.worded }
  const ways = [worded]
  // Only a query of plain words names something.
  if (hasWanted && terms.every(({ isPhrase, isExcluded }) => !isPhrase && !isExcluded)) {
    const similarity = sql`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}), 0)`
    const similar = sql`(document.short_title % ${name} or document.short_slug % ${name})`
    if (name.length >= minSimilarLength) {
      ways.unshift({ ...none, condition: similar, promise: similarity, similarity, hasAllWords, limit: limits.similar })
    }
    ways.unshift({ ...matchName(queries.names), promise: sql`document.popularity`, similarity, hasAllWords, limit: limits.named })
  }
  if (needs === 'any') {
    const any = sql`document.vector @@ ${toTsquery(queries.any)}`
    ways.push({ ...none, condition: any, promise, hasAllWords: sql`false`, limit: limits.partly })
  }
  return ways
}

/** Documents that have one of `names`, the most exact of which comes first. */
function matchName(names: readonly string[]): Pick<Way, 'condition' | 'exactness'> {
  const cases = names.map((name) => sql`when ${name} = any(document.names) then ${sql.lit(Number(name[0]))}`)
  return {
    condition: sql`document.names && array[${sql.join(names)}]::text[]`,
    exactness: sql`case ${sql.join(cases, sql` `)} else 0 end`,
  }
}

function toTsquery(text: string): RawBuilder<unknown> {
  return sql`${text}::tsquery`
}

/** The packages at one of `repositories` or, when none is, with this `name`. */
export function matchAddress(repositories: readonly string[], name: string | undefined): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = []
  if (repositories.length > 0) {
    conditions.push(
      sql`document.repo_key = (
        select key from unnest(array[${sql.join(repositories)}]::text[]) with ordinality as key (key, place)
        where exists (select from search_document where repo_key = key and repo_key <> '') order by place limit 1)`,
    )
  }
  if (name !== undefined) {
    const key = sql`name_key(${name})`
    conditions.push(sql`document.item_type = 'package' and document.names && array['4' || ${key}, '3' || ${key}]`)
  }
  return sql`(${sql.join(conditions, sql` or `)})`
}
