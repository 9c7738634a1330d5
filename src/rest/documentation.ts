import { type TObject, type TSchema, Type } from 'typebox'

import { bulkFilters } from './bulk.ts'
import type { Resource } from './resource.ts'

const format = Type.Optional(
  Type.Enum(['json', 'api'], { description: 'Format of the answer, stronger than Accept; goes on into every link.' }),
)

/** Parameters of every endpoint. */
export const commonParameters = Type.Object({ format })

/** Parameters that shape a record. */
function recordParameters({ schema, expansions }: Resource): TObject {
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

/** Parameters of an instance: those of its record, and what more there is to ask for. */
export function instanceParameters(resource: Resource): TObject {
  const extras = Object.entries(resource.extras ?? {}).map(([name, { description }]) => [
    name,
    Type.Optional(Type.Enum(['1'], { description })),
  ])
  return Type.Object({ ...recordParameters(resource).properties, ...Object.fromEntries(extras) })
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
