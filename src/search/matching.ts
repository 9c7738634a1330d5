import { type RawBuilder, sql } from 'kysely'

import type { Term } from './query.ts'
import { findSynonyms, longestPhrase } from './synonyms.ts'

/** What a document must have, and what it is ranked by. All SQL is about `document`, a row of search_document. */
export interface Matching {
  /** What a document must be to match at all. */
  condition: RawBuilder<unknown>
  /** The same by ways of matching, each served by an index of its own. What matches in an earlier way counts as that. */
  ways: Way[]
  /** What a document must lack. */
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
const limits = { named: 100, worded: 500, similar: 200, partly: 300 }

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
  const promise = sql`document.popularity + case when strpos(document.short_title, ${name}) > 0 then 0.5 else 0 end::real`
  const similarity = sql<number>`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}), 0)`
  const hasAll = wanted.length > 0 ? sql`document.vector @@ ${all}` : sql`true`
  const ways: Way[] = []
  if (wanted.length > 0 && wanted.length === terms.length && wanted.every(({ isPhrase }) => !isPhrase)) {
    ways.push(matchName(text, similarity, hasAll))
    if (text.length >= minSimilarLength) {
      const isSimilar = sql`(document.short_title % ${name} or document.short_slug % ${name})`
      ways.push({
        condition: isSimilar,
        promise: similarity,
        exactness: sql`0`,
        similarity,
        hasAllWords: hasAll,
        limit: limits.similar,
      })
    }
  }
  ways.push({ condition: hasAll, promise, exactness: sql`0`, similarity: sql`0`, hasAllWords: sql`true`, limit: limits.worded })
  if (needs === 'any') {
    const any = joinQueries(
      units.flatMap((unit) => [...unit.terms.map((term) => toTsquery(term)), ...unit.synonyms]),
      'or',
    )
    ways.push({
      condition: sql`document.vector @@ ${any}`,
      promise,
      exactness: sql`0`,
      similarity: sql`0`,
      hasAllWords: sql`false`,
      limit: limits.partly,
    })
  }
  const exclusions = terms.filter(({ isExcluded }) => isExcluded).map((term) => sql`not document.vector @@ ${toTsquery(term)}`)
  const fits = sql`(${sql.join(
    ways.map(({ condition }) => condition),
    sql` or `,
  )})`
  return {
    condition: sql.join([fits, ...exclusions], sql` and `),
    ways,
    exclusions,
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
  }
}

/** Documents of which `text` is the very name. */
function matchName(text: string, similarity: RawBuilder<unknown>, hasAllWords: RawBuilder<unknown>): Way {
  const key = sql`name_key(${text})`
  const shortKey = sql`name_key(short_name(${text}))`
  const has = (name: RawBuilder<unknown>) => sql`${name} = any(document.names)`
  return {
    condition: sql`document.names && array['4' || ${key}, '3' || ${key}, '2' || ${shortKey}, '1' || ${shortKey}]`,
    promise: sql`document.popularity`,
    exactness: sql`case when ${has(sql`'4' || ${key}`)} then 4 when ${has(sql`'3' || ${key}`)} then 3
      when ${has(sql`'2' || ${shortKey}`)} then 2 else 1 end`,
    similarity,
    hasAllWords,
    limit: limits.named,
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
        : findSynonyms(toText(terms)).map((phrase) => sql`plainto_tsquery('english', ${phrase.replace(/-/g, ' ')})`),
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
  // `two-factor` is one word to PostgreSQL, which would find it only so; its parts may stand apart. `node.js` and addresses have no parts.
  const queries = [sql`plainto_tsquery('english', ${text.replace(/[-_]+/g, ' ')})`]
  if (/[./]/.test(text)) queries.push(sql`plainto_tsquery('english', ${text.replace(/[-_./]+/g, ' ')})`)
  if (mayBegin && text.length >= minSimilarLength && /^[\p{L}\p{N}]+$/u.test(text)) {
    queries.push(sql`to_tsquery('english', ${`'${text}':*`})`)
  }
  return joinQueries(queries, 'or')
}
