import type { Schema } from './document.ts'

/** A schema in words: `string, date-time`, `list of Package`, `json or api`. */
export function describeType(schema: Schema | undefined): string {
  if (!schema) return 'anything'
  if (schema.$ref) return toName(schema.$ref)
  if (schema.enum) return schema.enum.map(String).join(', ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf) return schema.anyOf.map(describeType).join(' or ')
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? 'anything')
  if (type === 'array') return `list of ${describeType(schema.items)}`
  if (type === 'object' && typeof schema.additionalProperties === 'object') {
    return `object of ${describeType(schema.additionalProperties)}`
  }
  return [type, schema.format, describeRange(schema)].filter(Boolean).join(', ')
}

function describeRange({ minimum, maximum, maxLength }: Schema): string {
  if (maxLength !== undefined) return `at most ${maxLength} characters`
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`
  if (maximum !== undefined) return `at most ${maximum}`
  return minimum === undefined || minimum === 0 ? '' : `at least ${minimum}`
}

export function toName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1)
}

/** A value that shows what a body looks like: its required fields, or all that can be written. */
export function toExample(schema: Schema | undefined, schemas: Readonly<Record<string, Schema>>, depth = 0): unknown {
  const resolved = schema?.$ref ? schemas[toName(schema.$ref)] : schema
  if (!resolved || depth > 4) return null
  if (resolved.enum) return resolved.enum[0]
  if (resolved.anyOf) return toExample(resolved.anyOf[0], schemas, depth + 1)
  if (resolved.properties) {
    const { properties, required } = resolved
    const names = required?.length ? required : Object.keys(properties)
    const shown = names.filter((name) => !properties[name]?.readOnly)
    return Object.fromEntries(shown.map((name) => [name, toExample(properties[name], schemas, depth + 1)]))
  }
  const type = Array.isArray(resolved.type) ? resolved.type[0] : resolved.type
  if (type === 'array') return [toExample(resolved.items, schemas, depth + 1)]
  if (type === 'integer' || type === 'number') return resolved.default ?? resolved.minimum ?? 1
  if (type === 'boolean') return false
  return type === 'string' ? (resolved.format === 'uri' ? 'https://…' : '…') : {}
}
