import { Type } from 'typebox'

const FieldChange = Type.Object(
  { from: Type.Unknown(), to: Type.Unknown() },
  { description: 'What the field held before and what it held then; null where there was no row.' },
)

/** One edit of one package, grid or category: what a transaction did to it. */
export const RevisionRecord = Type.Object(
  {
    id: Type.Integer(),
    at: Type.String({ format: 'date-time' }),
    account: Type.Union([Type.Object({ id: Type.Integer(), name: Type.String() }), Type.Null()], {
      description: 'Who; null for what no account did.',
    }),
    via: Type.String({ description: 'By which way: api, page, import, refresh, command, or sql for a direct connection.' }),
    record: Type.Object(
      {
        type: Type.Enum(['package', 'grid', 'category']),
        id: Type.Integer(),
        title: Type.Union([Type.String(), Type.Null()]),
        url: Type.Union([Type.String({ format: 'uri' }), Type.Null()], { description: 'Null when it is deleted.' }),
      },
      { description: 'What was edited.' },
    ),
    reverts: Type.Union([Type.Integer(), Type.Null()], { description: 'The revision that this one took back.' }),
    changes: Type.Array(
      Type.Object({
        type: Type.String({ description: 'package, grid, category, membership, feature, element, release or example.' }),
        id: Type.Integer(),
        action: Type.Enum(['insert', 'update', 'delete']),
        fields: Type.Record(Type.String(), FieldChange),
      }),
    ),
  },
  { $id: 'Revision' },
)
