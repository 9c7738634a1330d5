import { Type } from 'typebox'

/** A category in the API, its fields in the order of the wire. */
export const CategoryRecord = Type.Object(
  {
    id: Type.Integer(),
    title: Type.String(),
    slug: Type.String(),
    description: Type.String(),
    title_plural: Type.String(),
    show_pypi: Type.Boolean(),
    created: Type.String({ format: 'date-time' }),
    modified: Type.String({ format: 'date-time' }),
  },
  { $id: 'Category' },
)
