import type { Static, TSchema } from 'typebox'
import type { Compile } from 'typebox/compile'

import { HostError } from './errors.ts'
import type { HostAnswer } from './fetch.ts'

/** The JSON of an answer, checked. @throws HostError naming the first place that does not fit, but nothing of what stands there. */
export function parseAnswer<Schema extends TSchema>(
  validator: ReturnType<typeof Compile<Schema>>,
  { text }: Pick<HostAnswer, 'text'>,
  operation: string,
): Static<Schema> {
  return parseValue(validator, parseJson(text, operation), operation)
}

/** A part of an answer, checked. @throws HostError as `parseAnswer`. */
export function parseValue<Schema extends TSchema>(
  validator: ReturnType<typeof Compile<Schema>>,
  value: unknown,
  operation: string,
): Static<Schema> {
  if (validator.Check(value)) return value
  const [error] = validator.Errors(value)
  throw new HostError(
    `${operation} answered what its schema does not allow: ${error?.instancePath || '/'} ${error?.message ?? ''}`,
  )
}

function parseJson(text: string, operation: string): unknown {
  try {
    return /\\u(0000|d[89a-f])/i.test(text) ? JSON.parse(text, toStorable) : JSON.parse(text)
  } catch {
    throw new HostError(`${operation} answered what is not JSON`)
  }
}

/** JSON can spell NUL and halves of surrogate pairs; PostgreSQL stores neither. */
function toStorable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}
