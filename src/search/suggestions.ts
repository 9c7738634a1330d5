import { sql } from 'kysely'

import type { ChangeListener } from '../db/changes.ts'
import type { Database } from '../db/connect.ts'
import { type SuggestedRecord, type Suggestion, SuggestionIndex } from './suggestion-index.ts'
import { synonymWords } from './synonyms.ts'

/** So many changed records are read one by one; of more, everything is read anew. */
const maxSingleChanges = 500

/** Names and words of the whole catalogue in memory, kept current by the change feed. */
export class Suggestions implements ChangeListener {
  readonly #db: Database
  #index = new SuggestionIndex()
  /** Surrogate keys of the records that changed since they were read; `all` when anything may have. */
  #outdated: Set<string> | 'all' = 'all'
  #isListening = false
  #update: Promise<void> | undefined

  constructor(db: Database) {
    this.#db = db
  }

  changed(key: string): void {
    if (key === '*' || key === 'search-weights') this.#outdated = 'all'
    else if (this.#outdated !== 'all' && /^(package|grid):\d+$/.test(key)) this.#outdated.add(key)
  }

  paused(): void {
    this.#isListening = false
    this.#outdated = 'all'
  }

  resumed(): void {
    this.#isListening = true
    this.#outdated = 'all'
  }

  /** Resolves when every change heard so far is in memory. What is there already must do while the database does not answer. */
  async ready(): Promise<void> {
    const isCurrent = this.#outdated !== 'all' && this.#outdated.size === 0
    // Without the feed nobody knows what is current; it says when it is back.
    if (isCurrent || (!this.#isListening && this.#index.size > 0)) return this.#update
    this.#update ??= this.#read().finally(() => (this.#update = undefined))
    try {
      await this.#update
    } catch (error) {
      if (this.#index.size === 0) throw error
    }
    return this.#outdated === 'all' || this.#outdated.size === 0 ? undefined : this.ready()
  }

  /** Records whose name begins so, the best first. */
  find(beginning: string, limit: number): Suggestion[] {
    return this.#index.find(beginning, limit)
  }

  /** Whether records have `word`, as far as one can tell without its stem. */
  knows(word: string): boolean {
    return partsOf(word).every((part) => !/[\p{L}\p{N}]/u.test(part) || this.#index.vocabulary.has(part))
  }

  /** The word that somebody who typed `word` means, if no record has that. */
  correct(word: string): string | undefined {
    const corrected = partsOf(word)
      .map((part) => this.#index.vocabulary.correct(part) ?? part)
      .join('')
    return corrected === word.toLowerCase() ? undefined : corrected
  }

  async #read(): Promise<void> {
    const keys = this.#outdated
    this.#outdated = new Set()
    try {
      if (keys === 'all' || keys.size > maxSingleChanges) {
        const index = new SuggestionIndex()
        index.load(await readRecords(this.#db))
        index.vocabulary.add(synonymWords, 1)
        this.#index = index
      } else {
        const records = new Map(await readRecords(this.#db, [...keys]))
        for (const key of keys) this.#index.set(key, records.get(key))
      }
    } catch (error) {
      this.#outdated = 'all'
      throw error
    }
  }
}

/** Words in lower case, and what stands between them. */
function partsOf(text: string): string[] {
  return text.toLowerCase().split(/([^\p{L}\p{N}]+)/u)
}

/** The records of surrogate keys such as `package:3402`, or all. */
async function readRecords(db: Database, keys?: readonly string[]): Promise<[key: string, record: SuggestedRecord][]> {
  const idsOf = (type: string) =>
    (keys ?? []).filter((key) => key.startsWith(`${type}:`)).map((key) => Number(key.slice(type.length + 1)))
  const which = (type: 'package' | 'grid') => {
    const ids = idsOf(type)
    return keys ? (ids.length === 0 ? sql`false` : sql`record_id in (${sql.join(ids)})`) : sql`true`
  }
  const { rows } = await sql<SuggestedRecord & { key: string }>`
    select 'package:' || id as key, 'package' as "itemType", title, slug, left(repo_description, 1000) as description, status, popularity
    from package join search_document on item_type = 'package' and record_id = id where ${which('package')}
    union all
    select 'grid:' || id, 'grid', title, slug, left(description, 1000), status, popularity
    from grid join search_document on item_type = 'grid' and record_id = id where ${which('grid')}`.execute(db)
  return rows.map(({ key, ...record }) => [key, record])
}
