import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { invalidFields } from '../rest/errors.ts'
import { parseAddress } from './addresses.ts'
import { fewWithWords } from './candidates.ts'
import { matchAddress, type Matching, toCondition, toMatching } from './matching.ts'
import { parseWords, type SearchQuery, type Term } from './query.ts'
import { countWithWords, type HitRow, listHits, type RankedHits, rankHits, type Selected } from './store.ts'

/** Knows the words of the catalogue. */
export interface Spelling {
  /** To be awaited before a search: no word is looked up meanwhile. */
  ready(): Promise<void>
  /** Another spelling of a word that no record has, or undefined. */
  correct(word: string): string | undefined
}

export interface Found {
  hits: HitRow[]
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
export async function findHits(db: Database, query: SearchQuery, selected: Selected, spelling: Spelling): Promise<Found> {
  if (query.terms.length === 0) {
    if (selected.conditions.length + selected.choices.length === 0)
      return { hits: [], condition: undefined, correction: undefined, by: 'conditions' }
    return { hits: await listHits(db, selected), condition: sql`true`, correction: undefined, by: 'conditions' }
  }
  return (await findByAddress(db, query, selected)) ?? findByWords(db, query, selected, spelling)
}

async function findByAddress(db: Database, query: SearchQuery, selected: Selected): Promise<Found | undefined> {
  const address = parseAddress(query.text)
  if (!address) return undefined
  const condition = matchAddress(address.repositories, address.name)
  const hits = await listHits(db, { ...selected, conditions: [condition, ...selected.conditions] })
  return hits.length > 0 ? { hits, condition, correction: undefined, by: 'address' } : undefined
}

/** By all words; when they stand nowhere, by the words corrected; when few records have them all, by any of them or a similar name. */
async function findByWords(db: Database, typed: SearchQuery, selected: Selected, spelling: Spelling): Promise<Found> {
  const address = parseAddress(typed.text)
  const { terms } = address ? parseWords(address.words) : typed
  const found = await findByAllWords(db, toMatching(terms), selected)
  const correction = found.withWords === 0 ? correctWords(terms, spelling) : undefined
  if (correction === undefined) return widen(db, found, selected)
  const corrected = await findByAllWords(db, toMatching(parseWords(correction).terms), selected)
  return { ...(await widen(db, corrected, selected)), correction, by: 'correction' }
}

interface FoundByAllWords extends RankedHits {
  matching: Matching
}

async function findByAllWords(db: Database, matching: Matching, selected: Selected): Promise<FoundByAllWords> {
  const found = await rankHits(db, matching, selected, false)
  const withWords = selected.choices.length > 0 ? await countWithWords(db, matching, selected) : found.withWords
  return { ...found, matching, withWords }
}

async function widen(db: Database, { matching, ...found }: FoundByAllWords, selected: Selected): Promise<Found> {
  const isWide = found.withWords < fewWithWords
  const { hits } = isWide ? await rankHits(db, matching, selected, true) : found
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
