import type { Json } from './json.ts'
import { parseKnownNames } from './parameters.ts'
import type { Query } from './query.ts'

export type JsonRecord = { readonly [field: string]: Json }

/** What `fields` and `omit` leave of a record, in its own order. @throws RestError 400 for names that `known` lacks */
export function parseFieldChoice(query: Query, known: readonly string[]): (record: JsonRecord) => JsonRecord {
  const wanted = parseKnownNames(query, 'fields', known)
  const unwanted = new Set(parseKnownNames(query, 'omit', known))
  if (wanted.length === 0 && unwanted.size === 0) return (record) => record
  const kept = new Set(wanted.length > 0 ? wanted : known)
  return (record) => Object.fromEntries(Object.entries(record).filter(([name]) => kept.has(name) && !unwanted.has(name)))
}
