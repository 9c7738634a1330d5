import type { FastifySchema } from 'fastify'
import { type TSchema, Type } from 'typebox'

import type { Endpoint } from './endpoint.ts'
import type { Fields, WritableField } from './input/field.ts'
import { parsedTypes } from './input/parsers.ts'
import type { WriteMethod } from './writing.ts'

/** Body of a refusal that concerns the request as a whole. */
const Detail = Type.Object({ detail: Type.String() })

/** Body of a refusal that concerns parameters or fields: what is wrong with each. */
const FieldProblems = Type.Record(Type.String(), Type.Array(Type.String()))

/** A client that keeps a copy asks with its validators whether it is still the newest. */
const ConditionalHeaders = Type.Object({
  'If-None-Match': Type.Optional(Type.String({ description: 'ETags of the copies that the client has.' })),
  'If-Modified-Since': Type.Optional(
    Type.String({ description: 'Last-Modified of the copy, for clients that do not keep ETags.' }),
  ),
})

const validatorHeaders = {
  ETag: Type.String({ description: 'Names these very bytes.' }),
  'Last-Modified': Type.String({ description: 'Since when the answer is the same; an HTTP date.' }),
}

const contentHeaders = {
  ...validatorHeaders,
  Allow: Type.String({ description: 'The methods that the client may use.' }),
  Vary: Type.String({ description: 'The headers of the request on which the answer depends.' }),
  'Cache-Control': Type.String({ description: 'Copies may be kept, and used after asking for news of them.' }),
}

/** What the OpenAPI document says of one method of an endpoint. */
export function toRouteSchema(endpoint: Endpoint, method: 'GET' | WriteMethod): FastifySchema {
  const { path, documentation, description } = endpoint
  return {
    tags: [documentation.tag],
    ...(description && { description }),
    querystring: documentation.querystring,
    ...(path.includes(':key') && { params: toParameters(path) }),
    ...(method === 'GET' ? toReadSchema(endpoint) : toWriteSchema(endpoint, method)),
  }
}

function toParameters(path: string): TSchema {
  return Type.Object({
    key: Type.String({ description: path.includes(':child') ? 'The record above.' : 'The record.' }),
    ...(path.includes(':child') && { child: Type.String({ description: 'The record.' }) }),
  })
}

function toReadSchema({ path, documentation }: Endpoint): FastifySchema {
  return {
    operationId: documentation.operationId ?? '',
    summary: documentation.summary ?? '',
    headers: ConditionalHeaders,
    response: {
      200: { ...jsonAnswer('The answer.', documentation.response ?? Type.Unknown()), headers: contentHeaders },
      304: {
        description: 'Nothing changed since the copy that If-None-Match or If-Modified-Since names.',
        type: 'null',
        headers: validatorHeaders,
      },
      400: jsonAnswer('A parameter has a value of no use.', FieldProblems),
      401: jsonAnswer('The credentials are not valid.', Detail),
      404: jsonAnswer(path.includes(':key') ? 'No such record, or an unknown format.' : 'An unknown format.', Detail),
      406: jsonAnswer('No format fits the Accept header.', Detail),
    },
  }
}

const verbs = { POST: 'create', PUT: 'replace', PATCH: 'update', DELETE: 'delete' } as const
const summaries = { POST: 'Add', PUT: 'Replace all that can be written of', PATCH: 'Change fields of', DELETE: 'Delete' } as const

/** `a grid`, `an example` */
function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`
}

function toWriteSchema({ writing, documentation: { write } }: Endpoint, method: WriteMethod): FastifySchema {
  const noun = write?.noun ?? 'record'
  return {
    operationId: write?.operationId ?? `${verbs[method]}_${write?.operationNoun ?? noun.toLowerCase()}`,
    summary: write?.summary ?? `${summaries[method]} ${withArticle(noun.toLowerCase())}`,
    security: [{ token: [] }, { session: [] }],
    ...(writing?.fields && method !== 'DELETE' && { body: toBodySchema(writing.fields, method === 'PATCH') }),
    ...(method !== 'POST' && { headers: IfMatch }),
    response: {
      ...toSuccess(write?.status === 200 ? 'PUT' : method, write?.response ?? Type.Ref(`${noun}#`)),
      400: jsonAnswer(
        'Fields hold what they may not, each with what is wrong; or the body cannot be read.',
        Type.Union([FieldProblems, Detail]),
      ),
      401: jsonAnswer('No credentials, or none that are valid.', Detail),
      403: jsonAnswer('The account may not do this.', Detail),
      404: jsonAnswer('No such record, or an unknown format.', Detail),
      406: jsonAnswer('No format fits the Accept header.', Detail),
      409: jsonAnswer('Other records rely on what would change.', Detail),
      ...(method !== 'POST' && {
        412: jsonAnswer(
          'Somebody else changed the record since the ETag in If-Match; `current` is what it is now.',
          Type.Object({ detail: Type.String(), current: Type.Unknown(), edits: Type.Array(Type.Unknown()) }),
        ),
      }),
      413: jsonAnswer('The body is too large.', Detail),
      415: jsonAnswer('The type of the body is none that can be read.', Detail),
    },
  }
}

const IfMatch = Type.Object({
  'if-match': Type.Optional(
    Type.String({ description: 'ETag of the record as it was read: the request is refused with 412 if it has changed since.' }),
  ),
})

function toSuccess(method: WriteMethod, schema: TSchema) {
  if (method === 'DELETE') return { 204: { description: 'Deleted.', type: 'null' } }
  if (method !== 'POST') return { 200: jsonAnswer('The record as it is now.', schema) }
  return {
    201: {
      ...jsonAnswer('The new record.', schema),
      headers: { Location: Type.String({ format: 'uri', description: 'Its address.' }) },
    },
  }
}

function toBodySchema(fields: Fields, isPartial: boolean) {
  const properties = Object.entries(fields).flatMap(([name, field]) => {
    if (field.readOnly) return []
    const schema = toFieldSchema(field)
    return [[name, field.required && !isPartial ? schema : Type.Optional(schema)] as const]
  })
  const schema = Type.Object(Object.fromEntries(properties))
  return { content: Object.fromEntries(parsedTypes.map((type) => [type, { schema }])) }
}

function toFieldSchema(field: WritableField): TSchema {
  const schema = toValueSchema(field)
  return field.allowNull ? Type.Union([schema, Type.Null()]) : schema
}

function toValueSchema({ type, label, maxLength, choices, isList }: WritableField): TSchema {
  const options = { title: label, ...(maxLength !== undefined && { maxLength }) }
  if (type === 'boolean') return Type.Boolean({ title: label })
  if (type === 'integer') return Type.Integer({ title: label })
  if (choices) return Type.Enum(['', ...choices.map(({ value }) => value)], { title: label })
  if (type !== 'field') return Type.String(options)
  const link = Type.String({ description: 'Address of the record, or its id or slug as text.' })
  return isList ? Type.Array(link, { title: label, maxItems: 1_000 }) : link
}

function jsonAnswer(description: string, schema: TSchema) {
  return { description, content: { 'application/json': { schema } } }
}
