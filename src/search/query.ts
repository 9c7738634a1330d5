/** A word or a "phrase" that is looked for, or that must not stand in a hit. */
export interface Term {
  text: string
  isPhrase: boolean
  isExcluded: boolean
  /** Joined to the term before it by `or`. */
  isAlternative: boolean
}

/** `category:apps`, `-stars:<10` */
export interface OperatorUse {
  name: string
  value: string
  isExcluded: boolean
  /** Where it stands in the query, from 1. */
  position: number
}

export interface SearchQuery {
  /** As typed, blanks trimmed and characters that no text holds removed. */
  text: string
  terms: Term[]
  operators: OperatorUse[]
}

/** A mistake in a query, and where. */
export class QueryError extends Error {
  override name = 'QueryError'

  constructor(problem: string, position: number) {
    super(`${problem} (at character ${position})`)
  }
}

export const queryLimits = { length: 200, terms: 16 }

/**
 * Reads a query as plain words, "phrases", -exclusions and `or`, and never fails: what is too long is cut, an open quotation mark reaches
 * to the end, `category:apps` is a word.
 */
export function parseWords(text: string): SearchQuery {
  const query = cleanText(text).slice(0, queryLimits.length).trimEnd()
  return { text: query, terms: readTokens(query).map(toTerm).slice(0, queryLimits.terms), operators: [] }
}

/** Reads a query with operators; `known` are their names. @throws QueryError */
export function parseQuery(text: string, known: readonly string[]): SearchQuery {
  const query = cleanText(text)
  if (query.length > queryLimits.length) {
    throw new QueryError(
      `A query has at most ${queryLimits.length} characters, this one has ${query.length}`,
      queryLimits.length + 1,
    )
  }
  const terms: Term[] = []
  const operators: OperatorUse[] = []
  for (const token of readTokens(query)) {
    if (token.isOpen) throw new QueryError('A quotation mark is not closed', token.position)
    const operator = toOperator(token, known)
    if (operator) operators.push(operator)
    else terms.push(toTerm(token))
    if (terms.length + operators.length > queryLimits.terms) {
      throw new QueryError(`A query has at most ${queryLimits.terms} words, phrases and operators`, token.position)
    }
  }
  return { text: query, terms, operators }
}

interface Token {
  /** Without its minus sign and quotation marks. */
  text: string
  name: string | undefined
  isQuoted: boolean
  isOpen: boolean
  isExcluded: boolean
  isAlternative: boolean
  position: number
}

/** A minus sign, the name of an operator, and a quoted or plain value. */
const tokenPattern = /(?<minus>-*)(?:(?<name>[a-z_]+):(?=[^\s:/]|$|\s))?(?:"(?<phrase>[^"]*)(?<end>"?)|(?<word>[^\s"]*))/giy

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let isAlternative = false
  let index = 0
  while (index < text.length) {
    if (text[index] === ' ') {
      index++
      continue
    }
    tokenPattern.lastIndex = index
    const groups = tokenPattern.exec(text)?.groups ?? {}
    const token = toToken(groups, index + 1, isAlternative)
    index = Math.max(tokenPattern.lastIndex, index + 1)
    if (isOr(token) && tokens.length > 0) {
      isAlternative = true
      continue
    }
    if (token.text !== '' || token.name !== undefined) tokens.push(token)
    isAlternative = false
  }
  return tokens
}

function toToken(groups: Record<string, string | undefined>, position: number, isAlternative: boolean): Token {
  return {
    text: groups['phrase'] ?? groups['word'] ?? '',
    name: groups['name']?.toLowerCase(),
    isQuoted: groups['phrase'] !== undefined,
    isOpen: groups['phrase'] !== undefined && groups['end'] === '',
    isExcluded: groups['minus'] !== '',
    isAlternative,
    position,
  }
}

function isOr({ text, name, isQuoted, isExcluded }: Token): boolean {
  return name === undefined && !isQuoted && !isExcluded && text.toLowerCase() === 'or'
}

function toTerm({ text, name, isQuoted, isExcluded, isAlternative }: Token): Term {
  return { text: name === undefined ? text : `${name}:${text}`, isPhrase: isQuoted, isExcluded, isAlternative }
}

function toOperator({ name, text, isExcluded, position }: Token, known: readonly string[]): OperatorUse | undefined {
  if (name === undefined) return undefined
  if (!known.includes(name)) {
    throw new QueryError(
      `There is no operator "${name}:". Known: ${known.join(', ')}. To look for the text, put it in quotation marks`,
      position,
    )
  }
  if (text.trim() === '') throw new QueryError(`"${name}:" lacks a value`, position)
  return { name, value: text.trim(), isExcluded, position }
}

/** Blanks and control characters of any kind come to one blank; halves of characters vanish. */
function cleanText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Cc}\p{Cs}\p{Cf}]+/gu, ' ')
    .trim()
}
