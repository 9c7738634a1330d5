import { invalidFields } from '../errors.ts'
import { FieldError, type FieldContext, type Fields, type Values, type WritableField } from './field.ts'
import { Form, type Input, type InputObject, type InputValue, toTypeName } from './values.ts'

/**
 * The values of a body for `fields`, with all that is wrong, field by field. Fields that are read-only or unknown are ignored.
 * @param isPartial only what the body names changes; otherwise required fields must be there.
 * @throws RestError 400
 */
export async function parseRecord<F extends Fields>(
  input: Input,
  fields: F,
  isPartial: boolean,
  context: FieldContext,
): Promise<Values<F>>
export async function parseRecord(
  input: Input,
  fields: Fields,
  isPartial: boolean,
  context: FieldContext,
): Promise<Record<string, unknown>> {
  const source = toSource(input)
  const values: Record<string, unknown> = {}
  const problems: Record<string, string[]> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.readOnly) continue
    try {
      const given = source instanceof Form ? readForm(source, name, field, isPartial) : source.get(name)
      if (given !== undefined) values[name] = await parseValue(given, name, field, context)
      else if (field.required && !isPartial) throw new FieldError('This field is required.')
    } catch (error) {
      if (!(error instanceof FieldError)) throw error
      problems[name] = error.problems
    }
  }
  if (Object.keys(problems).length > 0) throw invalidFields(problems)
  return values
}

function toSource(input: Input): Form | InputObject {
  if (input instanceof Form || input instanceof Map) return input
  const problem = input === null ? 'No data provided' : `Invalid data. Expected a dictionary, but got ${toTypeName(input)}.`
  throw invalidFields({ non_field_errors: [problem] })
}

function parseValue(given: InputValue, name: string, field: WritableField, context: FieldContext): unknown {
  if (given === null) {
    if (!field.allowNull) throw new FieldError('This field may not be null.')
    return null
  }
  // What the record has may stay, though it would be refused today.
  if (typeof given === 'string' && given !== '' && context.current?.[name] === given) return given
  return field.parse(given, context)
}

/** What a form says about a field; browsers send an empty text for what is left open and nothing for what is not ticked. */
function readForm(form: Form, name: string, field: WritableField, isPartial: boolean): InputValue | undefined {
  if (field.isList) return isPartial && !form.has(name) ? undefined : form.getAll(name)
  const given = form.get(name)
  if (given === undefined) return isPartial ? undefined : field.absentInForm
  if (given !== '') return given
  if (field.allowNull) return field.allowBlank ? '' : null
  if (!field.required) return field.allowBlank ? '' : undefined
  return given
}
