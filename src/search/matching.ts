import { type RawBuilder, sql } from 'kysely'

import type { Term } from './query.ts'

/** What a document must have, and what it is ranked by. All SQL is about `document`, a row of search_document. */
export interface Matching {
  /** What a document must be to match at all. */
  condition: RawBuilder<boolean>
  /** Words and phrases as a tsquery. */
  words: RawBuilder<unknown>
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
 * Documents with all terms (in English, by stems), where the last word may be a beginning; and, when the terms are but words, documents
 * whose name they are or resemble.
 *
 * @param needs all of the terms, or any of them
 */
export function matchTerms(terms: readonly Term[], needs: 'all' | 'any' = 'all'): Matching {
  const wanted = terms.filter(({ isExcluded }) => !isExcluded)
  const all = allOf(wanted)
  const words = needs === 'all' ? all : allOf(wanted.filter((term) => !isCommon(term)).map(toAlternative))
  const text = wanted.map((term) => term.text).join(' ')
  const name = sql`short_name(${text})`
  const key = sql`name_key(${text})`
  const keys = sql`array['4' || ${key}, '3' || ${key}, '2' || name_key(${name}), '1' || name_key(${name})]`
  const isNamed = sql`document.names && ${keys}`
  const fits: RawBuilder<unknown>[] = [wanted.length > 0 ? sql`document.vector @@ ${all}` : sql`true`]
  if (needs === 'any') fits.push(sql`document.vector @@ ${words}`)
  if (wanted.length > 0 && wanted.length === terms.length && wanted.every(({ isPhrase }) => !isPhrase)) {
    fits.push(isNamed)
    if (text.length >= minSimilarLength) fits.push(sql`document.short_title % ${name}`, sql`document.short_slug % ${name}`)
  }
  const conditions = [sql`(${sql.join(fits, sql` or `)})`]
  for (const term of terms.filter(({ isExcluded }) => isExcluded)) {
    conditions.push(sql`not document.vector @@ ${toTsquery(term, false)}`)
  }
  return {
    condition: sql`${sql.join(conditions, sql` and `)}`,
    words,
    exactness: sql`(select coalesce(max(left(name, 1)::int), 0) from unnest(document.names) as name where name = any(${keys}))`,
    similarity: sql`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}), 0)`,
    promise: sql`(${isNamed})::int * 4 + (strpos(document.short_title, ${name}) > 0)::int * 0.5 + document.popularity`,
  }
}

function toAlternative(term: Term, index: number): Term {
  return { ...term, isAlternative: index > 0 }
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

/** All of `terms` as one tsquery, alternatives joined; common words count only when there is nothing else. */
function allOf(terms: readonly Term[]): RawBuilder<unknown> {
  const wanted = terms.some((term) => !isCommon(term))
    ? terms.filter((term, index) => !isCommon(term) || (terms[index + 1]?.isAlternative ?? false))
    : terms
  const groups: RawBuilder<unknown>[][] = []
  for (const [index, term] of wanted.entries()) {
    const group = term.isAlternative ? groups.at(-1) : undefined
    const query = toTsquery(term, index === wanted.length - 1)
    if (group) group.push(query)
    else groups.push([query])
  }
  if (groups.length === 0) return sql`''::tsquery`
  return sql`(${sql.join(
    groups.map((group) => sql`(${sql.join(group, sql` || `)})`),
    sql` && `,
  )})`
}

function toTsquery({ text, isPhrase }: Term, isLast: boolean): RawBuilder<unknown> {
  if (isPhrase) return sql`phraseto_tsquery('english', ${text})`
  const isBeginning = isLast && text.length >= minSimilarLength && /^[\p{L}\p{N}]+$/u.test(text)
  return isBeginning ? sql`(${word(text)} || to_tsquery('english', ${`'${text}':*`}))` : word(text)
}

/** `two-factor` as the one word that it is to PostgreSQL, or as its parts. */
function word(text: string): RawBuilder<unknown> {
  const parts = text.replace(/[-_./]+/g, ' ')
  return parts === text
    ? sql`plainto_tsquery('english', ${text})`
    : sql`(plainto_tsquery('english', ${text}) || plainto_tsquery('english', ${parts}))`
}
