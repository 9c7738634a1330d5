import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const Schema = Type.Cyclic(
  {
    Schema: Type.Object({
      $ref: Type.Optional(Type.String()),
      type: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
      format: Type.Optional(Type.String()),
      description: Type.Optional(Type.String()),
      enum: Type.Optional(Type.Array(Type.Unknown())),
      const: Type.Optional(Type.Unknown()),
      default: Type.Optional(Type.Unknown()),
      minimum: Type.Optional(Type.Number()),
      maximum: Type.Optional(Type.Number()),
      maxLength: Type.Optional(Type.Number()),
      items: Type.Optional(Type.Ref('Schema')),
      anyOf: Type.Optional(Type.Array(Type.Ref('Schema'))),
      properties: Type.Optional(Type.Record(Type.String(), Type.Ref('Schema'))),
      additionalProperties: Type.Optional(Type.Union([Type.Boolean(), Type.Ref('Schema')])),
      required: Type.Optional(Type.Array(Type.String())),
      readOnly: Type.Optional(Type.Boolean()),
    }),
  },
  'Schema',
)
export type Schema = Static<typeof Schema>

const Content = Type.Optional(Type.Record(Type.String(), Type.Object({ schema: Type.Optional(Schema) })))

const Operation = Type.Object({
  operationId: Type.String(),
  summary: Type.String(),
  description: Type.Optional(Type.String()),
  tags: Type.Array(Type.String()),
  parameters: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        in: Type.String(),
        required: Type.Optional(Type.Boolean()),
        description: Type.Optional(Type.String()),
        schema: Schema,
      }),
    ),
  ),
  requestBody: Type.Optional(Type.Object({ content: Content })),
  responses: Type.Record(Type.String(), Type.Object({ description: Type.Optional(Type.String()), content: Content })),
  security: Type.Optional(Type.Array(Type.Unknown())),
})
export type Operation = Static<typeof Operation>

/** What the documentation page reads of an OpenAPI document. */
const Document = Type.Object({
  info: Type.Object({ title: Type.String(), version: Type.String(), description: Type.Optional(Type.String()) }),
  tags: Type.Array(Type.Object({ name: Type.String(), description: Type.Optional(Type.String()) })),
  components: Type.Object({ schemas: Type.Record(Type.String(), Schema) }),
  paths: Type.Record(Type.String(), Type.Record(Type.String(), Operation)),
})
export type Document = Static<typeof Document>

/** Checks `document` for what the page needs. @throws when our own document is not one */
export function parseDocument(document: unknown): Document {
  // Through JSON, because the document in memory may share objects and hold undefined.
  return Value.Parse(Document, JSON.parse(JSON.stringify(document)))
}
