import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'

import { ImportError } from './errors.ts'
import type { Line } from './lines.ts'
import { type ImportLine, lineSchemas, type Model } from './schema.ts'

const checker = Compile(Type.Union([lineSchemas.category, lineSchemas.grid, lineSchemas.package]))

/** The record on a line, its missing fields filled with their defaults. @throws ImportError naming the first field that is wrong. */
export function parseLine(line: Line): ImportLine {
  const refuse = (reason: string, field?: string) =>
    new ImportError({ file: line.file, line: line.number, ...(field === undefined ? {} : { field }) }, reason)
  const given = parseObject(line.text, refuse)
  const model = parseModel(given['model'], refuse)
  const { properties }: { properties: Record<string, TSchema> } = lineSchemas[model]
  for (const field of Object.keys(given)) {
    if (!Object.hasOwn(properties, field)) throw refuse(`a ${model} has no such field`, /^\w+$/.test(field) ? field : show(field))
  }
  const repeated = findRepeatedKey(line.text)
  if (repeated !== undefined) throw refuse('stands twice on the line', repeated)
  for (const [field, value] of Object.entries(given)) {
    const flaw = findTextFlaw(value)
    if (flaw) throw refuse(flaw, field)
  }
  const record = Value.Default(lineSchemas[model], given)
  if (checker.Check(record)) return record
  for (const [field, schema] of Object.entries(properties)) {
    if (!Object.hasOwn(given, field) && !('default' in schema)) throw refuse('is missing', field)
    if (Object.hasOwn(given, field)) requireValid(schema, given[field], (reason) => refuse(reason, field))
  }
  throw new Error(`No field explains why the line is refused: ${line.text}`)
}

type Refuse = (reason: string, field?: string) => ImportError

function parseObject(text: string, refuse: Refuse): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw refuse(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw refuse('must be an object, one record a line')
  return value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseModel(value: unknown, refuse: Refuse): Model {
  if (value === 'category' || value === 'grid' || value === 'package') return value
  throw refuse(value === undefined ? 'is missing' : `must be "package", "grid" or "category", not ${show(value)}`, 'model')
}

/** JSON.parse keeps the last of equal keys without a word. A record holds no objects, so every key in its text is one of its own. */
function findRepeatedKey(text: string): string | undefined {
  const seen = new Set<string>()
  for (const [, quoted = '""', colon] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*(:)?/g)) {
    if (!colon) continue
    const key = String(JSON.parse(quoted))
    if (seen.has(key)) return key
    seen.add(key)
  }
  return undefined
}

/** What keeps PostgreSQL from storing text that JSON can spell. */
function findTextFlaw(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(findTextFlaw).find((flaw) => flaw !== undefined)
  if (typeof value !== 'string') return undefined
  if (value.includes('\0')) return 'holds the character NUL, which PostgreSQL cannot store'
  if (!value.isWellFormed()) return 'holds half of a surrogate pair, which is no character'
  return undefined
}

function requireValid(schema: TSchema & { description?: string }, value: unknown, refuse: (reason: string) => ImportError): void {
  const [error] = Value.Errors(schema, value)
  if (!error) return
  const index = Array.isArray(value) && /^\/(\d+)$/.exec(error.instancePath)?.[1]
  const found = index ? `; item ${Number(index) + 1} is ${show(value[Number(index)])}` : `, not ${show(value)}`
  throw refuse(`must be ${schema.description}${found}`)
}

/** A value as JSON, which shows control characters as escapes, and not too much of it. */
function show(value: unknown): string {
  const json = JSON.stringify(value)
  return json.length > 80 ? `${json.slice(0, 80)}…` : json
}
