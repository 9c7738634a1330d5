import type { Term } from './query.ts'
import { findSynonyms, longestPhrase } from './synonyms.ts'

/** The terms of a query as text for `to_tsquery`, which reads words by their English stems. Empty where there is nothing to look for. */
export interface TermQueries {
  /** All words, none of them a mere beginning. */
  exact: string
  /** All words, where the last may be a beginning and each may be a synonym. */
  all: string
  /** Any word or synonym. */
  any: string
  /** Any word as typed. */
  typed: string
  /** Any word as typed, in the title. */
  titled: string
  /** Any synonym. */
  synonyms: string
  /** Any word that must not stand there. */
  excluded: string
}

/** Words that say nothing in a directory of Django packages unless they stand alone. */
const commonWords = new Set(['django', 'dj', 'python', 'package', 'packages', 'app', 'apps', 'library'])

export function isCommon({ text, isPhrase, isExcluded, isAlternative }: Term): boolean {
  return !isPhrase && !isExcluded && !isAlternative && commonWords.has(text.toLowerCase())
}

/** How PostgreSQL shall read the terms. */
export function toTermQueries(terms: readonly Term[]): TermQueries {
  const units = toUnits(terms.filter(({ isExcluded }) => !isExcluded))
  const synonyms = units.flatMap((unit) => unit.synonyms)
  const typed = units.flatMap(({ terms: together, endsQuery }) =>
    together.map((term, index) => ({ term, mayBegin: endsQuery && index === together.length - 1 })),
  )
  return {
    exact: joinQueries(
      units.map((unit) => unit.exact),
      'and',
    ),
    all: joinQueries(
      units.map((unit) => joinQueries([unit.query, ...unit.synonyms], 'or')),
      'and',
    ),
    any: joinQueries(
      units.flatMap((unit) => [...unit.terms.map((term) => toTsquery(term)), ...unit.synonyms]),
      'or',
    ),
    typed: joinQueries(
      typed.flatMap(({ term, mayBegin }) => [...new Set([toTsquery(term), toTsquery(term, mayBegin)])]),
      'or',
    ),
    titled: joinQueries(
      typed.map(({ term, mayBegin }) => toTsquery(term, mayBegin, 'A')),
      'or',
    ),
    synonyms: joinQueries(synonyms, 'or'),
    excluded: joinQueries(
      terms.filter(({ isExcluded }) => isExcluded).map((term) => toTsquery(term)),
      'or',
    ),
  }
}

/** Shorter beginnings are those of too many words. */
const minBeginning = 3

/** Terms that stand together: alternatives, or words that are a phrase of the list of synonyms. */
interface Unit {
  terms: Term[]
  /** Its words as they are. */
  exact: string
  /** The same, where the last word of the query may be a beginning. */
  query: string
  synonyms: string[]
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
    synonyms: how === 'or' || terms[0]?.isPhrase ? [] : findSynonyms(toText(terms)).map((phrase) => toWords(phrase)),
    endsQuery,
  }
}

/** The words as typed. */
export function toText(terms: readonly Term[]): string {
  return terms.map(({ text }) => text).join(' ')
}

function joinQueries(queries: readonly string[], how: 'and' | 'or'): string {
  const wanted = queries.filter((query) => query !== '')
  return wanted.length > 1 ? `(${wanted.join(how === 'and' ? ' & ' : ' | ')})` : (wanted[0] ?? '')
}

/** One term; a word may be the beginning of one, if told, which it is of itself too. `label`: A for the title only. */
function toTsquery({ text, isPhrase }: Term, mayBegin = false, label: '' | 'A' = ''): string {
  const ending = label && `:${label}`
  if (isPhrase) return `${quote(text)}${ending}`
  if (mayBegin && text.length >= minBeginning && /^[\p{L}\p{N}]+$/u.test(text)) return `${quote(text)}:*${label}`
  // `two-factor` is one word to PostgreSQL, which would find it only so; its parts may stand apart. `node.js` and addresses have no parts.
  const queries = [toWords(text, ending)]
  if (/[./@]/.test(text)) queries.push(toWords(text.replace(/[./@]/g, ' '), ending))
  return joinQueries(queries, 'or')
}

function toWords(text: string, ending = ''): string {
  const words = text.match(/[\p{L}\p{M}\p{N}./@]+/gu) ?? []
  return joinQueries(
    words.map((word) => `${quote(word)}${ending}`),
    'and',
  )
}

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, '$&$&')}'`
}
