import type { Endpoint } from './endpoint.ts'
import type { Field, Fields } from './input/field.ts'
import { parsedTypes } from './input/parsers.ts'
import type { Json } from './json.ts'
import { mediaTypes } from './negotiation.ts'
import type { WriteMethod } from './writing.ts'

/** The body that OPTIONS answers; `actions` shows the fields of what the caller may send. */
export function describeEndpoint({ name, description, writing }: Endpoint, allowed: readonly WriteMethod[]): Json {
  const method = (['PUT', 'POST'] as const).find((candidate) => allowed.includes(candidate))
  return {
    name,
    description,
    renders: mediaTypes,
    parses: parsedTypes,
    ...(method && writing?.fields && { actions: { [method]: describeFields(writing.fields) } }),
  }
}

function describeFields(fields: Fields): Json {
  const shown = Object.entries(fields).filter(([, field]) => field.readOnly || !field.isHidden)
  return Object.fromEntries(shown.map(([name, field]) => [name, describeField(field)]))
}

function describeField(field: Field): Json {
  return {
    type: field.type,
    required: !field.readOnly && field.required,
    read_only: field.readOnly,
    label: field.label,
    ...(field.maxLength !== undefined && { max_length: field.maxLength }),
    ...(field.child && { child: { type: 'field', required: true, read_only: false } }),
    ...(field.choices && { choices: field.choices.map(({ value, label }) => ({ value, display_name: label })) }),
  }
}
