import type { Database } from '../../db/connect.ts'
import type { Choice } from '../../http/forms.ts'
import type { Address } from '../addresses.ts'
import type { InputValue } from './values.ts'

/** Why a value cannot be taken, in the words that the client gets. */
export class FieldError extends Error {
  override name = 'FieldError'
  readonly problems: string[]

  constructor(...problems: string[]) {
    super(problems.join(' '))
    this.problems = problems
  }
}

/** What a field may ask while it reads a value. */
export interface FieldContext {
  db: Database
  /** What a path of this API means. */
  findAddress: (path: string) => Address
  /** The row that the record has now; undefined for a new one. */
  current: (Readonly<Record<string, unknown>> & { readonly id: number }) | undefined
}

/** How OPTIONS describes a field. */
interface Description {
  type: 'field' | 'integer' | 'string' | 'slug' | 'datetime' | 'url' | 'list' | 'boolean' | 'choice'
  label: string
  maxLength?: number
  choices?: readonly { value: string; label: string }[]
  /** Of a list that cannot be written: what it holds is not described further. */
  child?: true
}

/** A field that clients only see. */
export interface ReadOnlyField extends Description {
  readOnly: true
}

/** A field that clients may write, and what becomes of a value. */
export interface WritableField<Value = unknown> extends Description {
  readOnly: false
  required: boolean
  allowNull: boolean
  allowBlank: boolean
  /** All values of a form's field, not the last one. */
  isList: boolean
  /** What a form means by not naming the field, as browsers do with boxes that are not ticked. */
  absentInForm?: InputValue
  /** Not part of the record that the reference knows: taken, but shown neither in records nor by OPTIONS. */
  isHidden?: boolean
  /** In an HTML form: a text of several lines. */
  isLong?: boolean
  /** For relations: the resource that it leads to. */
  target?: string
  /** For relations to few records: all of them. */
  listChoices?: (db: Database) => Promise<Choice[]>
  /** Never called with null, nor for a value that the record has already. @throws FieldError */
  parse(value: InputValue, context: FieldContext): Promise<Value> | Value
}

export type Field<Value = unknown> = ReadOnlyField | WritableField<Value>
export type Fields = Readonly<Record<string, Field>>

/** The values that the fields `F` take, each undefined when the body does not name it. */
export type Values<F extends Fields> = {
  -readonly [Name in keyof F as F[Name] extends WritableField ? Name : never]?: F[Name] extends WritableField<infer Value>
    ? Value | undefined
    : never
}

export function readOnly(type: Description['type'], label: string): ReadOnlyField {
  return { type, label, readOnly: true, ...(type === 'list' && { child: true }) }
}
