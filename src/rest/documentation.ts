import type { FastifySchema } from 'fastify'
import { type TObject, type TSchema, Type } from 'typebox'

import { bulkFilters } from './bulk.ts'
import type { Endpoint } from './endpoint.ts'
import type { Resource } from './resource.ts'

const format = Type.Optional(
  Type.Enum(['json', 'api'], { description: 'Format of the answer, stronger than Accept; goes on into every link.' }),
)

/** Parameters of every endpoint. */
export const commonParameters = Type.Object({ format })

/** Parameters that shape a record. */
export function recordParameters({ schema, expansions }: Resource): TObject {
  const fields = Object.keys(schema.properties).join(', ')
  const relations = Object.keys(expansions)
  return Type.Object({
    fields: Type.Optional(Type.String({ description: `Only these fields, separated by commas: ${fields}.` })),
    omit: Type.Optional(Type.String({ description: 'All fields but these, separated by commas.' })),
    ...(relations.length > 0 && {
      expand: Type.Optional(
        Type.String({ description: `Records in place of their links, separated by commas: ${relations.join(', ')}.` }),
      ),
    }),
    format,
  })
}

/** Parameters of a list: pages, filters, order, and those of its records. */
export function listParameters(resource: Resource): TObject {
  const filters = Object.entries({ ...bulkFilters(resource), ...resource.filters }).map(([name, { schema }]) => [
    name,
    Type.Optional(schema),
  ])
  const orderings = Object.keys(resource.orderings).join(', ')
  return Type.Object({
    limit: Type.Optional(
      Type.Integer({
        default: 20,
        description: 'Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20.',
      }),
    ),
    offset: Type.Optional(Type.Integer({ default: 0, description: 'Records to skip; anything unusable counts as 0.' })),
    cursor: Type.Optional(
      Type.String({
        description:
          'For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, ' +
          'so each record comes once however many are added meanwhile; there is no `count`.',
      }),
    ),
    ...Object.fromEntries(filters),
    ordering: Type.Optional(
      Type.String({
        description: `Fields to sort by, separated by commas, each with \`-\` in front for falling: ${orderings}. The newest id breaks ties.`,
      }),
    ),
    ...recordParameters(resource).properties,
  })
}

export function toListSchema({ noun, name }: Resource): TSchema {
  const link = Type.Union([Type.String({ format: 'uri' }), Type.Null()])
  return Type.Object(
    {
      count: Type.Optional(Type.Integer({ minimum: 0, description: 'Records that match, on all pages; not with `cursor`.' })),
      next: link,
      previous: link,
      results: Type.Array(Type.Ref(`${noun}#`)),
    },
    { description: `A page of ${name}.` },
  )
}

/** Body of a refusal that concerns the request as a whole. */
const Detail = Type.Object({ detail: Type.String() })

/** Body of a refusal that concerns parameters: what is wrong with each. */
const FieldProblems = Type.Record(Type.String(), Type.Array(Type.String()))

/** A client that keeps a copy asks with its validators whether it is still the newest. */
const conditionalHeaders = Type.Object({
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

/** What the OpenAPI document says of an endpoint. */
export function toRouteSchema({ path, documentation, description }: Endpoint): FastifySchema {
  const hasKey = path.includes(':key')
  return {
    operationId: documentation.operationId,
    summary: documentation.summary,
    tags: [documentation.tag],
    ...(description && { description }),
    querystring: documentation.querystring,
    headers: conditionalHeaders,
    ...(hasKey && { params: Type.Object({ key: Type.String({ description: 'The record to get.' }) }) }),
    response: {
      200: { ...jsonAnswer('The answer.', documentation.response), headers: contentHeaders },
      304: {
        description: 'Nothing changed since the copy that If-None-Match or If-Modified-Since names.',
        type: 'null',
        headers: validatorHeaders,
      },
      400: jsonAnswer('A parameter has a value of no use.', FieldProblems),
      404: jsonAnswer(hasKey ? 'No such record, or an unknown format.' : 'An unknown format.', Detail),
      406: jsonAnswer('No format fits the Accept header.', Detail),
    },
  }
}

function jsonAnswer(description: string, schema: TSchema) {
  return { description, content: { 'application/json': { schema } } }
}
