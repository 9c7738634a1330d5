import { type Static, Type } from 'typebox'

import { contributions } from './ranking.ts'

const Datetime = Type.String({ format: 'date-time' })
const Nullable = Type.Union([Datetime, Type.Null()])

/** A hit, its fields in the order of the wire. */
export const SearchHit = Type.Object(
  {
    description: Type.String({ description: 'With emoji in place of their `:short_names:`; the title too.' }),
    title: Type.String(),
    title_no_prefix: Type.String({ description: 'The title as stored.' }),
    slug_no_prefix: Type.String({ description: 'The slug.' }),
    clean_title: Type.String({ description: 'The title as stored.' }),
    absolute_url: Type.String({ description: 'Path of its page.' }),
    created: Type.String({ format: 'date-time', description: 'Since when it is found.' }),
    modified: Type.String({ format: 'date-time', description: 'When what it is found by changed.' }),
    weight: Type.Integer({ description: 'From 0 to 100: use, popularity and signs of life.' }),
    item_type: Type.Enum(['package', 'grid']),
    slug: Type.String(),
    category: Type.String({ description: 'Title of the category; empty for a grid.' }),
    repo_watchers: Type.Integer(),
    repo_forks: Type.Integer(),
    pypi_downloads: Type.Integer(),
    score: Type.Integer(),
    usage: Type.Integer({ description: 'How many say that they use it.' }),
    participants: Type.String({ description: 'Names separated by commas.' }),
    last_committed: Nullable,
    last_released: Nullable,
  },
  { $id: 'SearchHit' },
)
export type SearchHit = Static<typeof SearchHit>

export const itemTypes = ['package', 'grid'] as const
export const statuses = ['active', 'archived', 'deprecated', 'gone'] as const
export type Status = (typeof statuses)[number]

const Contributions = Type.Object(
  Object.fromEntries(Object.entries(contributions).map(([name, description]) => [name, Type.Number({ description })])),
)

/** A hit of the second form. */
const FullSearchHit = Type.Intersect([
  Type.Ref('SearchHit#'),
  Type.Object({
    url: Type.String({ format: 'uri', description: 'Address of the record in the API.' }),
    repo_url: Type.String(),
    status: Type.Enum([...statuses]),
    replaced_by: Type.Union([Type.String(), Type.Null()], { description: 'Slug of the package to use instead.' }),
    licences: Type.Array(Type.String()),
    python_versions: Type.Array(Type.String()),
    relevance: Type.Number({ description: 'What the hits are ordered by.' }),
    explanation: Type.Optional(Contributions),
  }),
])

const FacetValues = Type.Array(Type.Object({ value: Type.String(), label: Type.String(), count: Type.Integer({ minimum: 1 }) }))

/** The second form of a search. */
export const SearchPageBody = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'Hits on all pages.' }),
  next: Type.Union([Type.String({ format: 'uri' }), Type.Null()]),
  previous: Type.Union([Type.String({ format: 'uri' }), Type.Null()]),
  results: Type.Array(FullSearchHit),
  facets: Type.Record(Type.String(), FacetValues, {
    description: 'By facet its values among the hits, counted as if none of them were chosen.',
  }),
  matched_by: Type.Enum(['words', 'correction', 'any word', 'address', 'conditions'], {
    description: 'How the hits were found: by all words, by other words where those typed stand nowhere, and so on.',
  }),
  did_you_mean: Type.Union([Type.String(), Type.Null()]),
  message: Type.Union([Type.String(), Type.Null()], { description: 'For a person.' }),
})
