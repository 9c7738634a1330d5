import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { invalidFields } from '../rest/errors.ts'
import { parseAddress } from './addresses.ts'
import { matchAddress, matchTerms } from './matching.ts'
import { parseWords, type SearchQuery, type Term } from './query.ts'
import { fewWithWords, type HitRow, listHits, rankHits, type Selected } from './store.ts'
import { isCommon } from './term-queries.ts'

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

/** A statement of a search runs no longer. */
export const statementTimeoutMs = 2_000

/**
 * Runs `search` on one state of the database, within limits of time. The embedded database cannot interrupt itself.
 * @throws RestError 400 when a statement took too long
 */
export async function withinLimits<Result>(db: Database, search: (tx: Database) => Promise<Result>): Promise<Result> {
  const transaction = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
  try {
    return await transaction.execute(async (tx) => {
      // Compiling to machine code takes longer than any of these statements, and the indexes are in memory.
      await sql`select set_config('statement_timeout', ${String(statementTimeoutMs)}, true), set_config('jit', 'off', true),
        set_config('random_page_cost', '1.1', true)`.execute(tx)
      return search(tx)
    })
  } catch (error) {
    const wasCancelled = '57014'
    if (!(error instanceof Error && 'code' in error && error.code === wasCancelled)) throw error
    throw invalidFields({ q: ['This search takes too long. Use fewer words, or rarer ones.'] })
  }
}

/** What `query` finds among the documents that meet the conditions of `selected`. */
export async function findHits(tx: Database, query: SearchQuery, selected: Selected, spelling: Spelling): Promise<Found> {
  if (query.terms.length === 0) {
    if (selected.conditions.length === 0) return { hits: [], condition: undefined, correction: undefined, by: 'conditions' }
    return { hits: await listHits(tx, selected), condition: sql`true`, correction: undefined, by: 'conditions' }
  }
  return (await findByAddress(tx, query, selected)) ?? findByWords(tx, query, selected, spelling)
}

async function findByAddress(tx: Database, query: SearchQuery, selected: Selected): Promise<Found | undefined> {
  const address = parseAddress(query.text)
  if (!address) return undefined
  const condition = matchAddress(address.repositories, address.name)
  const hits = await listHits(tx, { ...selected, conditions: [condition, ...selected.conditions] })
  return hits.length > 0 ? { hits, condition, correction: undefined, by: 'address' } : undefined
}

/** By all words; when they stand nowhere, by the words corrected; when few records have them all, by any of them. */
async function findByWords(tx: Database, typed: SearchQuery, selected: Selected, spelling: Spelling): Promise<Found> {
  const address = parseAddress(typed.text)
  let { terms } = address ? parseWords(address.words) : typed
  let by: Found['by'] = 'words'
  let correction: string | undefined
  let matching = await matchTerms(tx, terms)
  let found = await rankHits(tx, matching, selected)
  if (found.withWords === 0) {
    correction = correctWords(terms, spelling)
    if (correction !== undefined) {
      ;({ terms } = parseWords(correction))
      by = 'correction'
      matching = await matchTerms(tx, terms)
      found = await rankHits(tx, matching, selected)
    }
  }
  if (found.withWords < fewWithWords && canBeRelaxed(terms)) {
    matching = await matchTerms(tx, terms, 'any')
    if (by === 'words') by = 'any word'
    found = await rankHits(tx, matching, selected)
  }
  return { hits: found.hits, condition: matching.condition, correction, by }
}

/** Whether some of the words may do: who quotes a phrase means it. */
function canBeRelaxed(terms: readonly Term[]): boolean {
  return terms.every(({ isPhrase }) => !isPhrase) && terms.filter((term) => !term.isExcluded && !isCommon(term)).length > 1
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
