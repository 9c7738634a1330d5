import { Type } from 'typebox'

/** A grid in the API, its fields in the order of the wire. */
export const GridRecord = Type.Object(
  {
    id: Type.Integer(),
    title: Type.String(),
    slug: Type.String(),
    description: Type.String(),
    is_locked: Type.Boolean(),
    packages: Type.Array(Type.String({ format: 'uri' }), {
      description: 'Addresses of the packages by title, in code-point order; the records themselves when expanded.',
    }),
    header: Type.Boolean({ description: 'Whether the home page names it.' }),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Grid' },
)
