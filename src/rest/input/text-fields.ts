import { FieldError, type FieldContext, type WritableField } from './field.ts'
import { countCharacters } from './python-json.ts'
import { isWebAddress } from './url.ts'
import { strip, toText } from './values.ts'

interface TextOptions {
  label: string
  maxLength?: number
  required?: boolean
  allowBlank?: boolean
  isLong?: boolean
  isHidden?: boolean
  /** Turns a text into the form that is kept. @throws FieldError */
  clean?: (text: string) => string
  unique?: Unique
}

interface Unique {
  /** `package`: the message names it. */
  noun: string
  /** Whether another record has the value already. */
  isTaken(value: string, context: FieldContext): Promise<boolean>
}

export function text(options: TextOptions): WritableField<string> {
  return textField('string', options, 'Not a valid string.')
}

/** Letters from A to Z, digits, hyphens and underscores. */
export function slug(options: TextOptions): WritableField<string> {
  const complaint = 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.'
  return textField('slug', options, complaint, (value) => /^[-a-zA-Z0-9_]+$/.test(value))
}

/** A web address, unless `clean` knows better what is allowed. */
export function url(options: TextOptions): WritableField<string> {
  return textField('url', options, 'Enter a valid URL.', options.clean ? undefined : isWebAddress)
}

/** A web address or nothing, which null may say too. */
export function nullableUrl(options: TextOptions): WritableField<string | null> {
  return { ...url(options), allowNull: true }
}

/** @param complaint about what `isValid` refuses, and about what is no text at all. */
function textField(
  type: 'string' | 'slug' | 'url',
  options: TextOptions,
  complaint: string,
  isValid: (value: string) => boolean = () => true,
): WritableField<string> {
  const { label, maxLength, required = false, allowBlank = false, isLong = false, isHidden = false, unique } = options
  return {
    type,
    label,
    required,
    allowBlank,
    isLong,
    isHidden,
    readOnly: false,
    allowNull: false,
    isList: false,
    ...(maxLength !== undefined && { maxLength }),
    async parse(value, context) {
      const given = toText(value)
      if (given === undefined) throw new FieldError(complaint)
      const stripped = strip(given)
      if (stripped === '' && allowBlank) return ''
      if (stripped === '') throw new FieldError('This field may not be blank.')
      const problems = [...findProblems(stripped, maxLength), ...(isValid(stripped) ? [] : [complaint])]
      const kept = clean(stripped, options, complaint, problems)
      if (problems.length > 0) throw new FieldError(...problems)
      if (await unique?.isTaken(kept, context)) {
        throw new FieldError(`${unique?.noun} with this ${label.toLowerCase()} already exists.`)
      }
      return kept
    },
  }
}

/** Adds to `problems` what is wrong with the kept form. */
function clean(given: string, options: TextOptions, complaint: string, problems: string[]): string {
  try {
    const kept = options.clean?.(given) ?? given
    if (problems.length === 0) problems.push(...findProblems(kept, options.maxLength))
    return kept
  } catch (error) {
    if (!(error instanceof FieldError)) throw error
    // One reason at a time, unless it is the usual one.
    if (problems.length === 0 || error.problems.includes(complaint)) problems.push(...error.problems)
    return given
  }
}

function findProblems(value: string, maxLength = Number.POSITIVE_INFINITY): string[] {
  const surrogate = /\p{Surrogate}/u.exec(value)?.[0]
  return [
    ...(countCharacters(value) > maxLength ? [`Ensure this field has no more than ${maxLength} characters.`] : []),
    ...(value.includes('\0') ? ['Null characters are not allowed.'] : []),
    ...(surrogate ? [`Surrogate characters are not allowed: U+${surrogate.charCodeAt(0).toString(16).toUpperCase()}.`] : []),
  ]
}
