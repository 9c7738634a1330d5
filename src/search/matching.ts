import { type RawBuilder, sql } from 'kysely'

import type { Term } from './query.ts'
import { findSynonyms, longestPhrase } from './synonyms.ts'

/** What a document must have, and what it is ranked by. All SQL is about `document`, a row of search_document. */
export interface Matching {
  /** What a document must be to match at all. */
  condition: RawBuilder<boolean>
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
  /** Of a document, 0 to 4: how exactly the query is its name. */
  exactness: RawBuilder<number>
  /** Of a document, 0 to 1: how much its name looks like the query. */
  similarity: RawBuilder<number>
  /** Cheap: which documents are worth ranking when thousands match. */
  promise: RawBuilder<number>
}

/** Words that say nothing in a directory of Django packages unless they stand alone. */
const commonWords = new Set(['django', 'dj', 'python', 'package', 'packages', 'app', 'apps', 'library'])

export function isCommon({ text, isPhrase, isExcluded, isAlternative }: Term): boolean {
  return !isPhrase && !isExcluded && !isAlternative && commonWords.has(text.toLowerCase())
}

/** Shorter texts have no trigrams worth comparing and begin too many words. */
const minSimilarLength = 3

/**
 * Documents with all terms (in English, by stems), where the last word may be a beginning and others may stand for the same; and, when
 * the terms are but words, documents whose name they are or resemble.
 *
 * @param needs all of the terms, or any of them
 */
export function matchTerms(terms: readonly Term[], needs: 'all' | 'any' = 'all'): Matching {
  const wanted = terms.filter(({ isExcluded }) => !isExcluded)
  const text = wanted.map((term) => term.text).join(' ')
  const units = toUnits(wanted)
  const all = joinQueries(
    units.map((unit) => joinQueries([unit.query, ...unit.synonyms], 'or')),
    'and',
  )
  const synonyms = units.flatMap((unit) => unit.synonyms)
  const name = sql`short_name(${text})`
  const key = sql`name_key(${text})`
  const keys = sql`array['4' || ${key}, '3' || ${key}, '2' || name_key(${name}), '1' || name_key(${name})]`
  const isNamed = sql`document.names && ${keys}`
  const fits: RawBuilder<unknown>[] = [wanted.length > 0 ? sql`document.vector @@ ${all}` : sql`true`]
  const anyOf = units.flatMap((unit) => [...unit.terms.map((term) => toTsquery(term)), ...unit.synonyms])
  if (needs === 'any') fits.push(sql`document.vector @@ ${joinQueries(anyOf, 'or')}`)
  if (wanted.length > 0 && wanted.length === terms.length && wanted.every(({ isPhrase }) => !isPhrase)) {
    fits.push(isNamed)
    if (text.length >= minSimilarLength) fits.push(sql`document.short_title % ${name}`, sql`document.short_slug % ${name}`)
  }
  const conditions = [sql`(${sql.join(fits, sql` or `)})`]
  for (const term of terms.filter(({ isExcluded }) => isExcluded)) conditions.push(sql`not document.vector @@ ${toTsquery(term)}`)
  return {
    condition: sql`${sql.join(conditions, sql` and `)}`,
    exact: joinQueries(
      units.map((unit) => unit.exact),
      'and',
    ),
    all,
    typed: joinQueries(
      units.flatMap((unit) =>
        unit.terms.map((term, index) => toTsquery(term, unit.endsQuery && index === unit.terms.length - 1)),
      ),
      'or',
    ),
    synonyms: synonyms.length > 0 ? joinQueries(synonyms, 'or') : undefined,
    words: wanted.map((term) => term.text.toLowerCase()),
    exactness: sql`(select coalesce(max(left(name, 1)::int), 0) from unnest(document.names) as name where name = any(${keys}))`,
    similarity: sql`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}), 0)`,
    promise: sql`(${isNamed})::int * 4 + (strpos(document.short_title, ${name}) > 0)::int * 0.5 + document.popularity`,
  }
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

/** Terms that stand together: alternatives, or words that are a phrase of the list of synonyms. */
interface Unit {
  terms: Term[]
  /** Its words as they are. */
  exact: RawBuilder<unknown>
  /** The same, where the last word of the query may be a beginning. */
  query: RawBuilder<unknown>
  synonyms: RawBuilder<unknown>[]
  endsQuery: boolean
}

/** Cuts `terms` into units, left to right and the longest first; common words count only when there is nothing else. */
function toUnits(terms: readonly Term[]): Unit[] {
  const kept = terms.filter((term, index) => !isCommon(term) || (terms[index + 1]?.isAlternative ?? false))
  const wanted = kept.length > 0 ? kept : terms
  const units: Unit[] = []
  let start = 0
  while (start < wanted.length) {
    const length = findUnitLength(wanted.slice(start, start + longestPhrase))
    const chosen = wanted.slice(start, start + length)
    start += length
    while (wanted[start]?.isAlternative) chosen.push(...wanted.slice(start, ++start))
    units.push(toUnit(chosen, start === wanted.length))
  }
  return units
}

/** How many of the first terms are one phrase; 1 when they are none. */
function findUnitLength(terms: readonly Term[]): number {
  for (let length = terms.length; length > 1; length--) {
    const some = terms.slice(0, length)
    const arePlain = some.every((term, index) => !term.isPhrase && !(index > 0 && term.isAlternative))
    if (arePlain && findSynonyms(toText(some)).length > 0) return length
  }
  return 1
}

function toUnit(terms: Term[], endsQuery: boolean): Unit {
  const how = terms.some(({ isAlternative }) => isAlternative) ? 'or' : 'and'
  const isLast = (index: number) => endsQuery && index === terms.length - 1
  return {
    terms,
    exact: joinQueries(
      terms.map((term) => toTsquery(term)),
      how,
    ),
    query: joinQueries(
      terms.map((term, index) => toTsquery(term, isLast(index))),
      how,
    ),
    synonyms:
      how === 'or' || terms[0]?.isPhrase
        ? []
        : findSynonyms(toText(terms)).map((phrase) => sql`phraseto_tsquery('english', ${phrase})`),
    endsQuery,
  }
}

function toText(terms: readonly Term[]): string {
  return terms.map(({ text }) => text).join(' ')
}

function joinQueries(queries: readonly RawBuilder<unknown>[], how: 'and' | 'or'): RawBuilder<unknown> {
  if (queries.length === 0) return sql`''::tsquery`
  return sql`(${sql.join(queries, how === 'and' ? sql` && ` : sql` || `)})`
}

/** One term; a word may be the beginning of one, if told. */
function toTsquery({ text, isPhrase }: Term, mayBegin = false): RawBuilder<unknown> {
  if (isPhrase) return sql`phraseto_tsquery('english', ${text})`
  const parts = text.replace(/[-_./]+/g, ' ')
  const word = sql`plainto_tsquery('english', ${text})`
  const queries = [word]
  // `two-factor` is one word to PostgreSQL; its parts may stand apart.
  if (parts !== text) queries.push(sql`plainto_tsquery('english', ${parts})`)
  if (mayBegin && text.length >= minSimilarLength && /^[\p{L}\p{N}]+$/u.test(text)) {
    queries.push(sql`to_tsquery('english', ${`'${text}':*`})`)
  }
  return joinQueries(queries, 'or')
}
