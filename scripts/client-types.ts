/** The part of a JSON Schema that our OpenAPI document uses. */
interface Schema {
  type?: string
  $ref?: string
  anyOf?: Schema[]
  enum?: (string | number)[]
  const?: string | number
  items?: Schema
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  description?: string
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema; description?: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
  summary?: string
}

export interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

const json = 'application/json'

/** TypeScript types of every record and every address in an OpenAPI document, for the client. */
export function generateClientTypes({ paths, components }: Document): string {
  const records = Object.entries(components?.schemas ?? {}).map(
    ([name, schema]) => `${toComment(schema.description, '')}export interface ${name} ${toType(schema, '')}\n`,
  )
  const addresses = Object.entries(paths).map(([path, operations]) => {
    const methods = Object.entries(operations).map(([method, operation]) => toMethod(method, operation))
    return `  '${path}': {\n${methods.join('')}  }\n`
  })
  return `// Written by \`npm run generate\` from openapi.json.\n\n${records.join('\n')}\n/** By address and method: what goes in and what comes out. */\nexport interface Paths {\n${addresses.join('')}}\n`
}

function toMethod(method: string, { parameters = [], requestBody, responses, summary }: Operation): string {
  const object = (place: string) => {
    const named = parameters.filter((parameter) => parameter.in === place)
    const properties = Object.fromEntries(named.map(({ name, schema, description = '' }) => [name, { ...schema, description }]))
    return toType(
      { type: 'object', properties, required: named.filter(({ required }) => required).map(({ name }) => name) },
      '      ',
    )
  }
  const body = requestBody?.content[json]?.schema
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content?.[json]?.schema
  const refusal = responses['400']?.content?.[json]?.schema
  return `${toComment(summary, '    ')}    ${method.toUpperCase()}: {
      path: ${object('path')}
      query: ${object('query')}
      body: ${body ? toType(body, '      ') : 'undefined'}
      answer: ${success ? toType(success, '      ') : 'undefined'}
      refusal: ${refusal ? toType(refusal, '      ') : 'unknown'}
    }\n`
}

function toType(schema: Schema, indent: string): string {
  if (schema.$ref) return schema.$ref.replace(/^.*\//, '')
  if (schema.anyOf) return schema.anyOf.map((part) => toType(part, indent)).join(' | ')
  if (schema.enum) return schema.enum.map(toLiteral).join(' | ')
  if (schema.const !== undefined) return toLiteral(schema.const)
  if (schema.type === 'array') return `(${toType(schema.items ?? {}, indent)})[]`
  if (schema.type === 'object') return toObject(schema, indent)
  return scalars[schema.type ?? ''] ?? 'unknown'
}

const scalars: Record<string, string> = {
  string: 'string',
  boolean: 'boolean',
  null: 'null',
  integer: 'number',
  number: 'number',
}

function toObject({ properties, patternProperties, additionalProperties, required = [] }: Schema, indent: string): string {
  const others = typeof additionalProperties === 'object' ? [additionalProperties] : []
  const values = [...Object.values(patternProperties ?? {}), ...others]
  if (values.length > 0) return `Record<string, ${values.map((value) => toType(value, indent)).join(' | ')}>`
  const members = Object.entries(properties ?? {}).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?'
    const key = /^\w+$/.test(name) ? name : `'${name}'`
    return `${toComment(schema.description, `${indent}  `)}${indent}  ${key}${optional}: ${toType(schema, `${indent}  `)}\n`
  })
  return members.length === 0 ? '{}' : `{\n${members.join('')}${indent}}`
}

function toLiteral(value: string | number): string {
  return typeof value === 'string' ? `'${value.replaceAll("'", String.raw`\'`)}'` : String(value)
}

function toComment(text: string | undefined, indent: string): string {
  return text ? `${indent}/** ${text.replaceAll('*/', '*\\/').replaceAll('\n', ' ')} */\n` : ''
}
