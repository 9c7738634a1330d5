/** What the text of a cell comes to. */
export interface CellMeaning {
  /** A recommendation, a warning, something nobody knows, or just text. */
  tone: 'good' | 'bad' | 'unknown' | 'plain'
  /** How strongly, from 1 to 3: `+`, `++`, `+++`. */
  strength: 1 | 2 | 3
  /** What remains to be read beside the mark; empty when the mark says it all. */
  text: string
}

const goodWords = new Set(['check', 'yes', 'good'])
const badWords = new Set(['bad', 'negative', 'evil', 'sucks', 'no'])
const unknownWords = new Set(['', '?', 'unknown', 'n/a', 'na', 'tbd'])

/**
 * Reads a cell as its writers mean it (reference directory, grid comparison page): a leading yes or no word, or a count of plus or minus
 * signs, is a mark; what follows is its comment. A word counts only as a whole ("none" is no "no"), in any case ("Yes, since 2.0").
 */
export function toCellMeaning(cell: string): CellMeaning {
  const text = cell.trim()
  if (unknownWords.has(text.toLowerCase())) return { tone: 'unknown', strength: 1, text: '' }
  return toWordMeaning(text) ?? toSignMeaning(text) ?? { tone: 'plain', strength: 1, text }
}

function toWordMeaning(text: string): CellMeaning | undefined {
  const match = /^([a-z]+)(?![\w'’-])[\s,;:.!–—-]*(.*)$/is.exec(text)
  const word = match?.[1]?.toLowerCase() ?? ''
  const comment = match?.[2] ?? ''
  if (goodWords.has(word)) return { tone: 'good', strength: 1, text: comment }
  // "No longer maintained" and "no tests" are sentences: without a pause after it, "no" belongs to them, and they are shown whole.
  if (badWords.has(word)) return { tone: 'bad', strength: 1, text: isPaused(text, word) ? comment : text }
  return undefined
}

function isPaused(text: string, word: string): boolean {
  return text.length === word.length || !/^\s+\p{L}/u.test(text.slice(word.length))
}

/** `+`, `++`, `+1` … `+12`, and the same with minus; a comment may follow after a space. A zero is neither. */
function toSignMeaning(text: string): CellMeaning | undefined {
  const match = /^(\+{1,50}|[-−]{1,50})(\d{0,2})(?:\s+(.*))?$/s.exec(text)
  const signs = match?.[1]
  if (!match || !signs || (signs.length > 1 && match[2])) return undefined
  const count = match[2] ? Number(match[2]) : signs.length
  if (count === 0) return undefined
  return {
    tone: signs.startsWith('+') ? 'good' : 'bad',
    strength: count === 1 ? 1 : count === 2 ? 2 : 3,
    text: match[3]?.trim() ?? '',
  }
}
