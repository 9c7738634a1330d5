import { type RawBuilder, sql } from 'kysely'

import type { Term } from './query.ts'
import { isCommon, type TermQueries, toTermQueries, toText } from './term-queries.ts'

/** What a document must have, and what it is ranked by: the parameters of the statement that searches. */
export interface Matching extends TermQueries {
  /** What may be the name of a record; empty when the terms are more than words. */
  name: string
  /** Words in lower case, which may be the names of categories. */
  words: string[]
  /** Whether there is anything to have; otherwise the terms only say what must be lacking. */
  hasWanted: boolean
  /** Whether some of the words may do, where few documents have all: who quotes a phrase means it. */
  mayRelax: boolean
}

/**
 * A document matches when it has all terms (in English, by stems), where the last word may be a beginning and others may stand for the
 * same; or, when the terms are but words, when they are its name. Where few have all terms, also when its name resembles them or when it
 * has any of them.
 */
export function toMatching(terms: readonly Term[]): Matching {
  const wanted = terms.filter(({ isExcluded }) => !isExcluded)
  const arePlain = terms.every(({ isPhrase, isExcluded }) => !isPhrase && !isExcluded)
  return {
    ...toTermQueries(terms),
    name: arePlain ? toText(wanted) : '',
    words: wanted.map(({ text }) => text.toLowerCase()),
    hasWanted: wanted.length > 0,
    mayRelax: terms.every(({ isPhrase }) => !isPhrase) && wanted.filter((term) => !isCommon(term)).length > 1,
  }
}

/**
 * What `search_document.names` has when a query is a name, the most exact first. Both are SQL of keys: of the name and of the short name, as
 * `name_key` makes them.
 */
export function namesOf(key: RawBuilder<unknown>, shortKey: RawBuilder<unknown>): RawBuilder<string[]> {
  return sql`case when ${key} = '' then '{}'::text[] else array['4' || ${key}, '3' || ${key}, '2' || ${shortKey}, '1' || ${shortKey}] end`
}

/** SQL of whether the name of `document` resembles `name`, SQL of a short name. Shorter ones have no trigrams worth comparing. */
export function resembles(name: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(document.short_title % ${name} or document.short_slug % ${name}) and length(${name}) >= 3`
}

/** What a document must be to be among the hits, for counting them. `isWide`: also where few have all terms. */
export function toCondition(matching: Matching, isWide: boolean): RawBuilder<unknown> {
  const name = sql`${matching.name}::text`
  const ways = [matching.hasWanted ? has(matching.all) : sql`true`]
  if (matching.name !== '') {
    ways.push(sql`document.names && ${namesOf(sql`name_key(${name})`, sql`name_key(short_name(${name}))`)}`)
    if (isWide) ways.push(sql`(${resembles(sql`short_name(${name})`)})`)
  }
  if (isWide && matching.mayRelax) ways.push(has(matching.any))
  const fits = sql`(${sql.join(ways, sql` or `)})`
  return matching.excluded === '' ? fits : sql`${fits} and not ${has(matching.excluded)}`
}

function has(query: string): RawBuilder<unknown> {
  return sql`document.vector @@ to_tsquery('english', ${query})`
}

/** The packages at one of `repositories`, the most precise that any is at, or with this `name`. */
export function matchAddress(repositories: readonly string[], name: string | undefined): RawBuilder<boolean> {
  const key = sql`name_key(${name ?? ''})`
  // Each way by its index: "or" would compare all rows.
  return sql`document.item_type = 'package' and document.record_id in (
    select record_id from search_document where repo_key <> '' and repo_key = (
      select key from unnest(${repositories}::text[]) with ordinality as key (key, place)
      where exists (select from search_document where repo_key = key and repo_key <> '') order by place limit 1)
    union all select record_id from search_document
    where item_type = 'package' and names && case when ${key} = '' then '{}'::text[] else array['4' || ${key}, '3' || ${key}] end)`
}
