import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { invalidFields } from '../rest/errors.ts'
import { parseAddress } from './addresses.ts'
import { fewWithWords } from './candidates.ts'
import { matchAddress, type Matching, toCondition, toMatching } from './matching.ts'
import { parseWords, type SearchQuery, type Term } from './query.ts'
import { type Breadth, type HitRows, listHits, type RankedHits, rankHits, type Selected } from './store.ts'

/** Knows the words of the catalogue. */
export interface Spelling {
  /** To be awaited before a search: no word is looked up meanwhile. */
  ready(): Promise<void>
  /** Whether it seems that records have a word; for choosing the quicker way only. */
  knows(word: string): boolean
  /** Another spelling of a word that no record has, or undefined. */
  correct(word: string): string | undefined
}

export interface Found<Row> {
  hits: Row[]
  /** What the hits have in common, for counting them. */
  condition: RawBuilder<unknown> | undefined
  /** The query as it would have been found, when its words stand nowhere. */
  correction: string | undefined
  /** How the hits were found: by all words, by the words corrected, by any of them, by an address, by conditions alone. */
  by: 'words' | 'correction' | 'any word' | 'address' | 'conditions'
}

/**
 * Runs `search`, whose statements are limited in time by their connection (`searchDb`). The embedded database cannot interrupt itself.
 * @throws RestError 400 when a statement took too long
 */
export async function withinLimits<Result>(search: () => Promise<Result>): Promise<Result> {
  try {
    return await search()
  } catch (error) {
    const wasCancelled = '57014'
    if (!(error instanceof Error && 'code' in error && error.code === wasCancelled)) throw error
    throw invalidFields({ q: ['This search takes too long. Use fewer words, or rarer ones.'] })
  }
}

/** What `query` finds among the documents that meet the conditions of `selected`. */
export async function findHits<B extends Breadth>(
  db: Database,
  query: SearchQuery,
  selected: Selected<B>,
  spelling: Spelling,
): Promise<Found<HitRows[B]>> {
  if (query.terms.length === 0) {
    if (selected.conditions.length + selected.choices.length === 0)
      return { hits: [], condition: undefined, correction: undefined, by: 'conditions' }
    return { hits: await listHits(db, selected), condition: sql`true`, correction: undefined, by: 'conditions' }
  }
  return (await findByAddress(db, query, selected)) ?? findByWords(db, query, selected, spelling)
}

async function findByAddress<B extends Breadth>(
  db: Database,
  query: SearchQuery,
  selected: Selected<B>,
): Promise<Found<HitRows[B]> | undefined> {
  const address = parseAddress(query.text)
  if (!address) return undefined
  const condition = matchAddress(address.repositories, address.name)
  const hits = await listHits(db, { ...selected, conditions: [condition, ...selected.conditions] })
  return hits.length > 0 ? { hits, condition, correction: undefined, by: 'address' } : undefined
}

/** By all words; when they stand nowhere, by the words corrected; when few records have them all, by any of them or a similar name. */
async function findByWords<B extends Breadth>(
  db: Database,
  typed: SearchQuery,
  selected: Selected<B>,
  spelling: Spelling,
): Promise<Found<HitRows[B]>> {
  const address = parseAddress(typed.text)
  const { terms } = address ? parseWords(address.words) : typed
  const correction = correctWords(terms, spelling)
  const isRare = correction === undefined && terms.some(({ text }) => !spelling.knows(text))
  const matching = toMatching(terms)
  // Hardly any record will have all words: what else there is had better come along with the same statement.
  const found = await rankHits(db, matching, selected, isRare)
  if (found.withWords > 0 || correction === undefined) return widen(db, matching, selected, found, isRare)
  const corrected = toMatching(parseWords(correction).terms)
  const foundInstead = await rankHits(db, corrected, selected, false)
  return { ...(await widen(db, corrected, selected, foundInstead, false)), correction, by: 'correction' }
}

/** What there is besides, when few records have all words and `isWidened` does not say that it has come along. */
async function widen<B extends Breadth>(
  db: Database,
  matching: Matching,
  selected: Selected<B>,
  found: RankedHits<HitRows[B]>,
  isWidened: boolean,
): Promise<Found<HitRows[B]>> {
  const isWide = found.withWords < fewWithWords
  const { hits } = isWide && !isWidened ? await rankHits(db, matching, selected, true) : found
  return {
    hits,
    condition: toCondition(matching, isWide),
    correction: undefined,
    by: isWide && matching.mayRelax ? 'any word' : 'words',
  }
}

/** The words as they would be found; undefined when no word has a better spelling. */
function correctWords(terms: readonly Term[], spelling: Spelling): string | undefined {
  let isCorrected = false
  const words = terms.map((term) => {
    const better = term.isPhrase || term.isExcluded ? undefined : spelling.correct(term.text)
    isCorrected ||= better !== undefined
    const text = better ?? term.text
    return `${term.isAlternative ? 'or ' : ''}${term.isExcluded ? '-' : ''}${term.isPhrase ? `"${text}"` : text}`
  })
  return isCorrected ? words.join(' ') : undefined
}
