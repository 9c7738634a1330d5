/** The words of a catalogue, with how often each stands in it, for finding the one that somebody meant. */
export class Vocabulary {
  /** By length, so that few need comparing. */
  readonly #counts: Map<string, Known>[] = []

  /** @param times may be negative: then they stand there no longer */
  add(words: Iterable<string>, times: number): void {
    for (const word of words) {
      if (word.length > maxLength) continue
      const counts = (this.#counts[word.length] ??= new Map<string, Known>())
      const known = counts.get(word) ?? { count: 0, letters: lettersOf(word) }
      known.count += times
      if (known.count > 0) counts.set(word, known)
      else counts.delete(word)
    }
  }

  /** Whether the word stands there, or what it may be an inflection of. */
  has(word: string): boolean {
    return forms(word).some((form) => this.#counts[form.length]?.has(form))
  }

  /** The most frequent of the words nearest to `word`; undefined when it is known itself, or nothing is near. */
  correct(word: string): string | undefined {
    const distances = word.length < 4 || word.length > maxLength ? 0 : word.length < 7 ? 1 : 2
    if (distances === 0 || this.has(word)) return undefined
    const letters = lettersOf(word)
    let best: { word: string; distance: number; count: number } | undefined
    for (let length = word.length - distances; length <= word.length + distances; length++) {
      for (const [candidate, { count, letters: others }] of this.#counts[length] ?? []) {
        // One change alters at most two letters of all that occur.
        if (countBits(letters ^ others) > 2 * distances) continue
        const distance = editDistance(word, candidate, best?.distance ?? distances)
        if (distance > distances) continue
        if (!best || distance < best.distance || (distance === best.distance && count > best.count)) {
          best = { word: candidate, distance, count }
        }
      }
    }
    return best?.word
  }
}

interface Known {
  count: number
  /** Which letters occur, a bit each. */
  letters: number
}

/** Longer words are not names. */
const maxLength = 40

/** A bit for each letter that occurs; other characters share the bits of letters. */
function lettersOf(word: string): number {
  let letters = 0
  for (let index = 0; index < word.length; index++) letters |= 1 << (word.charCodeAt(index) & 31)
  return letters
}

function countBits(bits: number): number {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/** The word and what it may be an inflection of: a plural is not a mistake. */
function forms(word: string): string[] {
  return [
    word,
    `${word}s`,
    ...['s', 'es', 'ed', 'd', 'ing'].filter((ending) => word.endsWith(ending)).map((ending) => word.slice(0, -ending.length)),
  ]
}

/** Letters to add, remove, replace or swap with their neighbour to make `b` of `a`; some greater number when it is more than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let [beforePrevious, previous]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      let distance = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (isSame ? 0 : 1))
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) distance = Math.min(distance, (beforePrevious[j - 2] ?? 0) + 1)
      current.push(distance)
      least = Math.min(least, distance)
    }
    if (least > limit) return limit + 1
    ;[beforePrevious, previous] = [previous, current]
  }
  return previous[b.length] ?? 0
}
