import { isDatetime } from '../filters.ts'
import { FieldError, type WritableField } from './field.ts'
import type { InputValue } from './values.ts'

const plain = { readOnly: false, required: false, allowNull: false, allowBlank: false, isList: false } as const

const truths: ReadonlySet<unknown> = new Set(['t', 'y', 'yes', 'true', 'on', '1', 1n, 1, true])
const untruths: ReadonlySet<unknown> = new Set(['f', 'n', 'no', 'false', 'off', '0', 0n, 0, false])

/** A box that is ticked or not: a form that does not name it says no. */
export function boolean(label: string): WritableField<boolean> {
  return { ...plain, type: 'boolean', label, absentInForm: false, parse: parseBoolean }
}

/** Yes, no, or not yet known. */
export function nullableBoolean(label: string): WritableField<boolean | null> {
  return {
    ...plain,
    type: 'boolean',
    label,
    allowNull: true,
    parse: (value) => (value === '' || value === 'null' ? null : parseBoolean(value)),
  }
}

function parseBoolean(value: InputValue): boolean {
  const word = typeof value === 'string' ? value.toLowerCase() : value
  if (truths.has(word)) return true
  if (untruths.has(word)) return false
  throw new FieldError('Must be a valid boolean.')
}

interface ChoiceOptions<Value extends string> {
  label: string
  choices: readonly { value: Value; label: string }[]
  isHidden?: boolean
}

/** One of a few words, or nothing. */
export function choice<Value extends string>({
  label,
  choices,
  isHidden = false,
}: ChoiceOptions<Value>): WritableField<Value | ''> {
  return {
    ...plain,
    type: 'choice',
    label,
    choices,
    isHidden,
    allowBlank: true,
    parse(value) {
      if (value === '') return ''
      const chosen = choices.find((known) => known.value === value)
      if (!chosen) throw new FieldError(`"${toShownText(value)}" is not a valid choice.`)
      return chosen.value
    },
  }
}

function toShownText(value: InputValue): string {
  return typeof value === 'string' || typeof value === 'bigint' || typeof value === 'number' ? String(value).slice(0, 100) : ''
}

/** A date or an ISO 8601 time. Without an offset it is read in the time zone of the directory. */
export function datetime(label: string, required: boolean): WritableField<string> {
  return {
    ...plain,
    type: 'datetime',
    label,
    required,
    parse(value) {
      if (typeof value === 'string' && isDatetime(value)) return value
      throw new FieldError(
        'Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].',
      )
    },
  }
}
