import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import type { Answer, Endpoint, ReadRequest } from '../rest/endpoint.ts'
import { invalidFields } from '../rest/errors.ts'
import { parsePage, toPageLinks } from '../rest/pagination.ts'
import { parseNames } from '../rest/parameters.ts'
import type { Query } from '../rest/query.ts'
import { type Facet, facetNames, facets } from './filters.ts'
import { toExplainedHit, toSearchHit } from './hits.ts'
import { findPage, type SearchRequest } from './page.ts'
import { parseWords } from './query.ts'
import { SearchPageBody } from './schema.ts'
import { findHits, type Spelling, withinLimits } from './service.ts'
import { maxReadable } from './store.ts'

const maxHits = 20
const limits = { page: 100, choices: 20 }

/** Surrogate keys of every search: any record may enter it or leave it. */
const searchTags = ['packages', 'grids', 'categories', 'search']

const description = {
  q: 'Words, "phrases", -exclusions, a repository address or a purl. With `v=2` also operators: `category:apps stars:>100 python:3.13`.',
  v: '1 (or nothing): the first 20 hits as a plain array. 2: pages, facets and explanations.',
  limit: `With \`v=2\`: hits a page, at most ${limits.page}.`,
  offset: `With \`v=2\`: hits to skip; the first ${maxReadable} hits can be read.`,
  explain: 'With `v=2`: 1 adds to each hit what its relevance is the sum of.',
}

/** Search in two forms, of a `db` for searches: the reference's plain array, and pages with facets for those who ask by `v=2`. */
export function createSearchEndpoint(db: Database, spelling: Spelling): Endpoint {
  const filters = facetNames.map((name) => [
    name,
    Type.Optional(Type.String({ description: `With \`v=2\`: ${facets[name].description} Several are separated by commas.` })),
  ])
  return {
    path: 'search/',
    name: 'Search V3 List',
    description: "Accepts a 'q' GET parameter.\n\nReturns SearchV3 (PostgreSQL FTS) results.",
    documentation: {
      operationId: 'search',
      summary: 'Search packages and grids',
      tag: 'search',
      querystring: Type.Object({
        q: Type.Optional(Type.String({ description: description.q })),
        v: Type.Optional(Type.Enum(['1', '2'], { description: description.v })),
        ...Object.fromEntries(filters),
        limit: Type.Optional(Type.Integer({ default: 20, description: description.limit })),
        offset: Type.Optional(Type.Integer({ default: 0, description: description.offset })),
        explain: Type.Optional(Type.Enum(['0', '1'], { description: description.explain })),
      }),
      response: Type.Union([Type.Array(Type.Ref('SearchHit#')), SearchPageBody]),
    },
    respond: (request) =>
      parseVersion(request.query) === 2 ? respondWithPage(db, spelling, request) : respondWithHits(db, spelling, request),
  }
}

function parseVersion(query: Query): 1 | 2 {
  const version = query.get('v') ?? '1'
  if (version !== '1' && version !== '2') throw invalidFields({ v: [`Must be 1 or 2, not "${version}".`] })
  return version === '2' ? 2 : 1
}

async function respondWithHits(db: Database, spelling: Spelling, { query }: ReadRequest): Promise<Answer> {
  const words = parseWords(query.get('q') ?? '')
  if (words.terms.length === 0) return { body: [], tags: [] }
  await spelling.ready()
  const selected = { conditions: [], choices: [], limit: maxHits, offset: 0, breadth: 'first' } as const
  const { hits } = await withinLimits(() => findHits(db, words, selected, spelling))
  return { body: hits.map(toSearchHit), tags: searchTags }
}

async function respondWithPage(db: Database, spelling: Spelling, { query, url, links }: ReadRequest): Promise<Answer> {
  const page = parsePage(query)
  page.limit = Math.min(page.limit, limits.page)
  const isExplained = parseExplain(query)
  const offset = Number(page.offset < maxReadable ? page.offset : maxReadable)
  const found = await findPage(
    db,
    { text: query.get('q') ?? '', chosen: parseChoices(query), limit: page.limit, offset },
    spelling,
  )
  const envelope = { count: found.total, ...toPageLinks(url, query, page, Math.min(found.total, maxReadable)) }
  const body = {
    ...envelope,
    results: found.hits.map((hit) => toExplainedHit(hit, links, isExplained)),
    facets: found.facets,
    matched_by: found.by,
    did_you_mean: found.correction ?? null,
    message: found.message ?? null,
  }
  return { body, tags: searchTags, pages: envelope }
}

function parseExplain(query: Query): boolean {
  const value = query.get('explain') ?? '0'
  if (value !== '0' && value !== '1') throw invalidFields({ explain: [`Must be 0 or 1, not "${value}".`] })
  return value === '1'
}

/** What the request chooses of each facet. @throws RestError 400 */
function parseChoices(query: Query): SearchRequest['chosen'] {
  const chosen: Partial<Record<Facet, string[]>> = {}
  for (const name of facetNames) {
    const values = parseNames((query.get(name) ?? '').replaceAll('\0', ''))
    if (values.length > limits.choices) throw invalidFields({ [name]: [`At most ${limits.choices} values.`] })
    if (values.length > 0) chosen[name] = values
  }
  return chosen
}
