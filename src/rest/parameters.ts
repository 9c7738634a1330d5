import type { RawBuilder } from 'kysely'
import type { TSchema } from 'typebox'

import { invalidFields, type RestError } from './errors.ts'
import type { Query } from './query.ts'

/** The value of a parameter is of no use; the message says which values are. */
export class InvalidValueError extends Error {
  override name = 'InvalidValueError'
}

/** A parameter of a list that keeps only some rows. */
export interface Filter {
  /** For the documentation; its description too. */
  schema: TSchema
  /** @throws InvalidValueError */
  toCondition(value: string): RawBuilder<boolean> | Promise<RawBuilder<boolean>>
}

export type Filters = Record<string, Filter>

/** The conditions of all filters that `query` names. Parameters that nobody knows are ignored, as in the reference. @throws RestError 400 */
export async function parseFilters(query: Query, filters: Filters): Promise<RawBuilder<boolean>[]> {
  const problems: Record<string, string[]> = {}
  const conditions: RawBuilder<boolean>[] = []
  for (const [name, filter] of Object.entries(filters)) {
    const value = query.get(name)
    if (value === undefined) continue
    try {
      if (value.includes('\0')) throw new InvalidValueError('Null characters are not allowed.')
      conditions.push(await filter.toCondition(value))
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error
      problems[name] = [error.message]
    }
  }
  if (Object.keys(problems).length > 0) throw invalidFields(problems)
  return conditions
}

/** The values of a comma-separated list, blanks trimmed, each once. */
export function parseNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))]
}

/** The names in parameter `parameter`, all of which must be among `known`. @throws RestError 400 naming the others */
export function parseKnownNames(query: Query, parameter: string, known: readonly string[]): string[] {
  const names = parseNames(query.get(parameter) ?? '')
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length > 0) throw unknownNames(parameter, unknown, known)
  return names
}

export function unknownNames(parameter: string, unknown: readonly string[], known: readonly string[]): RestError {
  return invalidFields({ [parameter]: [`Unknown: ${unknown.join(', ')}. Known: ${known.join(', ')}.`] })
}
