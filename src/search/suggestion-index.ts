import { Vocabulary } from './spelling.ts'

export interface Suggestion {
  itemType: 'package' | 'grid'
  title: string
  slug: string
  status: 'active' | 'archived' | 'deprecated' | 'gone'
}

export interface SuggestedRecord extends Suggestion {
  description: string
  /** 0 to 1. */
  popularity: number
}

interface Entry {
  record: SuggestedRecord
  /** What one may begin to type: the name, and the name from each of its words on. */
  names: string[]
  isDead: boolean
}

/** A name and whose it is; sorted by name. */
type Place = [name: string, entry: Entry]

/** Names of records in memory, found by their beginnings in microseconds. */
export class SuggestionIndex {
  readonly #entries = new Map<string, Entry>()
  #places: Place[] = []
  readonly vocabulary = new Vocabulary()
  /** The best of short beginnings, which many share, until something changes. */
  readonly #remembered = new Map<string, Suggestion[]>()

  get size(): number {
    return this.#entries.size
  }

  /** Puts in many records at once; none of them may be there. */
  load(records: Iterable<[key: string, record: SuggestedRecord]>): void {
    for (const [key, record] of records) this.#enter(key, record)
    this.#places = [...this.#entries.values()].flatMap((entry) => entry.names.map((name): Place => [name, entry]))
    this.#places.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    this.#remembered.clear()
  }

  /** Puts in or replaces one record; undefined removes it. */
  set(key: string, record: SuggestedRecord | undefined): void {
    const former = this.#entries.get(key)
    if (former) {
      this.#entries.delete(key)
      this.vocabulary.add(wordsOf(former.record), -1)
      for (const name of former.names) {
        let index = this.#indexOf(name)
        while (this.#places[index]?.[1] !== former) index++
        this.#places.splice(index, 1)
      }
    }
    if (record) {
      const entry = this.#enter(key, record)
      for (const name of entry.names) this.#places.splice(this.#indexOf(name), 0, [name, entry])
    }
    this.#remembered.clear()
  }

  /** Records with a name, or a word in it, that begins so; the best first. */
  find(beginning: string, limit: number): Suggestion[] {
    const text = toName(beginning)
    if (text === '') return []
    const isShort = text.length <= maxRememberedLength
    const remembered = isShort ? this.#remembered.get(text) : undefined
    if (remembered && (remembered.length >= limit || remembered.length < maxFound)) return remembered.slice(0, limit)
    const found = this.#rank(text)
    if (isShort) this.#remembered.set(text, found)
    return found.slice(0, limit)
  }

  #rank(text: string): Suggestion[] {
    const scores = new Map<Entry, number>()
    for (let index = this.#indexOf(text); index < this.#places.length; index++) {
      const [name, entry] = this.#places[index] ?? ['', undefined]
      if (!entry || !name.startsWith(text)) break
      const isWhole = entry.names[0] === name
      const score = (name === text && isWhole ? 4 : isWhole ? 1 : 0.5) + entry.record.popularity - (entry.isDead ? 0.8 : 0)
      if (score > (scores.get(entry) ?? -1)) scores.set(entry, score)
    }
    return topOf(scores, maxFound).map(({ record: { itemType, title, slug, status } }) => ({ itemType, title, slug, status }))
  }

  #enter(key: string, record: SuggestedRecord): Entry {
    const names = [...new Set([toName(record.title), toName(record.slug)].flatMap(fromEachWord))]
    const entry = { record, names, isDead: record.status !== 'active' }
    this.#entries.set(key, entry)
    this.vocabulary.add(wordsOf(record), 1)
    return entry
  }

  /** Of the first place whose name is not before `text`. */
  #indexOf(text: string): number {
    let [low, high] = [0, this.#places.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#places[middle]?.[0] ?? '') < text) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** Suggestions of one beginning; nobody reads further. */
export const maxFound = 100
const maxRememberedLength = 3

/** The best entries: popularity and name break ties. */
function topOf(scores: ReadonlyMap<Entry, number>, count: number): Entry[] {
  let threshold = -Infinity
  let best: [Entry, number][] = []
  const prune = () => {
    best.sort(([a, x], [b, y]) => y - x || (a.record.slug < b.record.slug ? -1 : 1))
    best = best.slice(0, count)
    threshold = best.length < count ? -Infinity : (best.at(-1)?.[1] ?? -Infinity)
  }
  for (const [entry, score] of scores) {
    if (score < threshold) continue
    best.push([entry, score])
    if (best.length >= count * 4) prune()
  }
  prune()
  return best.map(([entry]) => entry)
}

/** `Django_OAuth-Toolkit` → `oauth toolkit`, as `short_name` in the database; `djan`, which may become that, stays. */
export function toName(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{Cc}!-/:-@[-`{-~]+/gu, ' ')
    .trimStart()
  const short = words.replace(/^(?:django|dj(?= )) ?/, '')
  return short.trim() === '' ? words.trim() : short
}

function fromEachWord(name: string): string[] {
  const words = name.trim().split(' ')
  return words.map((_, index) => words.slice(index).join(' ')).slice(0, 8)
}

function wordsOf({ title, slug, description }: SuggestedRecord): Set<string> {
  return new Set(`${title} ${slug} ${description}`.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu))
}
