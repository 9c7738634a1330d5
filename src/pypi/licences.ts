import parseExpression from 'spdx-expression-parse'

import { findLicenceId } from './licence-names.ts'

/** What a project's metadata say of its licence. */
export interface LicenceFields {
  /** `License-Expression` (PEP 639). */
  expression: string | null | undefined
  /** The old `License` field: a name, an expression, or the whole text of the licence. */
  text: string | null | undefined
  classifiers: readonly string[]
}

export interface Licences {
  /** An SPDX expression where it is certain, otherwise the licence in the project's own words; undefined where nothing is said. */
  licence: string | undefined
  /** Every licence that is named, by SPDX identifier or in the project's own words. */
  licences: string[]
}

/** Longest name that is shown as one. */
const maxNameLength = 100

/** The licence of a project. An expression stands above the old field, which stands above classifiers, as PEP 639 has it. */
export function toLicences({ expression, text, classifiers }: LicenceFields): Licences {
  const declared = toExpression(expression ?? '')
  if (declared !== undefined) return { licence: declared, licences: listIds(declared) }
  const told = toWords(expression) ?? toWords(text)
  const toldExpression = told === undefined ? undefined : (toExpression(told) ?? findLicenceId(told) ?? findInText(text))
  const classified = [...new Set(classifiers.flatMap((classifier) => toClassifiedLicence(classifier) ?? []))]
  const licences = toldExpression === undefined ? [] : listIds(toldExpression)
  for (const name of classified) if (!licences.includes(name)) licences.push(name)
  if (toldExpression !== undefined) return { licence: toldExpression, licences }
  // Several classifiers may mean "and" or "or": they are no expression.
  if (classified.length > 0) return { licence: classified.join(', '), licences }
  return { licence: told, licences: told === undefined ? [] : [told] }
}

/** A well-formed expression in the case that SPDX writes; undefined for anything else. */
function toExpression(text: string): string | undefined {
  const trimmed = text.trim()
  if (trimmed.length > 500) return undefined
  const spelled = trimmed.replaceAll(/[A-Za-z0-9.+-]+/g, (word) => toSpelling(word)).replaceAll(/\s+/g, ' ')
  try {
    parseExpression(spelled)
    return spelled
  } catch {
    return undefined
  }
}

function toSpelling(word: string): string {
  if (/^(and|or|with)$/i.test(word)) return word.toUpperCase()
  if (isExpression(word)) return word
  const id = findLicenceId(word)
  return id !== undefined && id.toLowerCase() === word.toLowerCase() ? id : word
}

function isExpression(text: string): boolean {
  try {
    parseExpression(text)
    return true
  } catch {
    return false
  }
}

function listIds(expression: string): string[] {
  const names = (info: ReturnType<typeof parseExpression>): string[] =>
    'conjunction' in info
      ? [...names(info.left), ...names(info.right)]
      : [`${info.license}${info.plus ? '+' : ''}${info.exception === undefined ? '' : ` WITH ${info.exception}`}`]
  return [...new Set(names(parseExpression(expression)))]
}

/** The licence that a classifier names; undefined for those of other subjects and for the bare `License :: OSI Approved`. */
function toClassifiedLicence(classifier: string): string | undefined {
  const parts = classifier.split(' :: ')
  const name = parts.at(-1)
  if (parts[0] !== 'License' || parts.length < 2 || !name || name === 'OSI Approved') return undefined
  return findLicenceId(name) ?? name
}

/** The first line that says something; old tools write `UNKNOWN` where nothing was said, and whole texts begin with who holds the rights. */
function toWords(text: string | null | undefined): string | undefined {
  const line = listLines(text).find((words) => !/^(copyright\b|\(c\)|©|all rights reserved)/i.test(words))
  if (line === undefined || /^(unknown|none|n\/a|tbd|-+)$/i.test(line)) return undefined
  return line.length > maxNameLength ? `${line.slice(0, maxNameLength - 1)}…` : line
}

function listLines(text: string | null | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
}

/** Whole texts are known by a title of two lines (`Apache License` / `Version 2.0, January 2004`) or by the clauses that tell them from their kin. */
function findInText(text: string | null | undefined): string | undefined {
  const lines = listLines(text)
  const [title, second] = lines
  if (lines.length < 3 || title === undefined || second === undefined) return undefined
  return findLicenceId(`${title} ${second}`) ?? findByClauses(lines.join(' '))
}

function findByClauses(words: string): string | undefined {
  const has = (clause: RegExp) => clause.test(words)
  if (has(/Permission is hereby granted, free of charge, to any person obtaining a copy/i)) {
    const isMit =
      has(/this permission notice shall be included/i) && !has(/Except as contained in this notice|Redistributions of/i)
    return isMit ? 'MIT' : undefined
  }
  const isBsd = has(/Redistributions of source code must retain/i) && has(/Redistributions in binary form must reproduce/i)
  if (!isBsd || has(/advertising materials/i)) return undefined
  return has(/Neither the names? /i) ? 'BSD-3-Clause' : 'BSD-2-Clause'
}
