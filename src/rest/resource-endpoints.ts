import { sql } from 'kysely'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import type { RowMemory } from '../db/row-memory.ts'
import { countRows, type Selection, selectRows } from '../db/selection.ts'
import { bulkFilters, isBulk, maxBulkKeys } from './bulk.ts'
import { parseCursor, toCursor } from './cursor.ts'
import { instanceParameters, listParameters, toListSchema } from './documentation.ts'
import type { Answer, Endpoint, ReadRequest } from './endpoint.ts'
import { invalidFields } from './errors.ts'
import type { JsonRecord } from './fields.ts'
import { parseOrdering } from './ordering.ts'
import { parsePage, toPageLinks } from './pagination.ts'
import { parseFilters } from './parameters.ts'
import { findKept, findScope, getRow, toRecords } from './records.ts'
import { toListPath } from './resource-addresses.ts'
import { type Resource, toTag } from './resource.ts'
import { createInstanceWriting, createListWriting } from './write-endpoints.ts'

/** An expanded record may hold many others. */
const maxExpandedLimit = 100

/** The list and the instances of every resource; an expansion finds its records among `resources`. `rows` keeps what edits leave. */
export function createResourceEndpoints(db: Database, resources: readonly Resource[], rows: RowMemory): Endpoint[] {
  return resources.flatMap((resource) => [listEndpoint(db, resource, resources), instanceEndpoint(db, resource, resources, rows)])
}

/** `grid_` for what lies in grids: the names of operations are told apart by it. */
function toOperationNoun({ parent }: Resource): string {
  return parent ? `${parent.resource.replace(/s$/, '')}_` : ''
}

function listEndpoint(db: Database, resource: Resource, resources: readonly Resource[]): Endpoint {
  return {
    path: toListPath(resource),
    name: `${resource.noun} List`,
    description: resource.description,
    documentation: {
      operationId: `list_${toOperationNoun(resource)}${resource.name}`,
      summary: `List ${resource.name}`,
      tag: resource.parent?.resource ?? resource.name,
      querystring: listParameters(resource),
      response: toListSchema(resource),
      write: { noun: resource.noun, operationNoun: toOperationNoun(resource) + resource.noun.toLowerCase() },
    },
    ...(resource.writing && { writing: createListWriting(db, resource, resources, resource.writing) }),
    async respond(request) {
      const scope = await findScope(db, resource, resources, request)
      const filters = await parseFilters(request.query, { ...resource.filters, ...bulkFilters(resource) })
      const conditions = [...scope.conditions, ...filters]
      const order = parseOrdering(request.query, resource.orderings, resource.id)
      const page = parsePage(request.query)
      if (isBulk(request.query) && request.query.get('limit') === undefined) page.limit = maxBulkKeys
      if (request.query.get('expand')) page.limit = Math.min(page.limit, maxExpandedLimit)
      const selection: Selection = { conditions, order, ...page }
      const cursor = request.query.get('cursor')
      const { rows, ...envelope } =
        cursor === undefined
          ? await readPage(db, resource, selection, request)
          : await readAfter(db, resource, selection, request, cursor)
      const { records, tags } = await toRecords(db, resource, resources, rows, request, 'list')
      // Which rows a plain page shows depends only on which ids exist; any other page may depend on anything.
      const isPlain = filters.length === 0 && !request.query.get('ordering')
      const listTags = isPlain ? [toTag(resource, 'ids')] : resources.map(({ name }) => name)
      return { body: { ...envelope, results: records }, pages: envelope, tags: [...scope.tags, ...listTags, ...tags] }
    },
  }
}

async function readPage(db: Database, { source }: Resource, selection: Selection, { url, query }: ReadRequest) {
  const [count, rows] = await Promise.all([countRows(db, source, selection), selectRows<{ id: number }>(db, source, selection)])
  return { count, ...toPageLinks(url, query, selection, count), rows }
}

/** Goes through the table by rising id, so that rows added meanwhile neither repeat nor hide others. */
async function readAfter(
  db: Database,
  { source, id }: Resource,
  selection: Selection,
  { url, query }: ReadRequest,
  cursor: string,
) {
  if (query.get('ordering')) throw invalidFields({ cursor: ['A cursor goes by id: it cannot be combined with "ordering".'] })
  const after = parseCursor(cursor)
  const rows = await selectRows<{ id: number }>(db, source, {
    conditions: [...selection.conditions, sql<boolean>`${id} > ${after}`],
    order: sql`${id}`,
    limit: selection.limit + 1,
    offset: 0n,
  })
  const shown = rows.slice(0, selection.limit)
  const last = shown.at(-1)
  const next =
    rows.length > shown.length && last ? `${url}?${query.with({ cursor: toCursor(last.id), offset: undefined })}` : null
  return { next, previous: null, rows: shown }
}

function instanceEndpoint(db: Database, resource: Resource, resources: readonly Resource[], rows: RowMemory): Endpoint {
  return {
    path: `${toListPath(resource)}${resource.parent ? ':child' : ':key'}/`,
    name: `${resource.noun} Instance`,
    description: resource.description,
    documentation: {
      operationId: `get_${toOperationNoun(resource)}${resource.noun.toLowerCase()}`,
      summary: `Get one ${resource.noun.toLowerCase()} by ${resource.lookup}`,
      tag: resource.parent?.resource ?? resource.name,
      querystring: instanceParameters(resource),
      response: Type.Ref(`${resource.noun}#`),
      write: { noun: resource.noun, operationNoun: toOperationNoun(resource) + resource.noun.toLowerCase() },
    },
    ...(resource.writing && { writing: createInstanceWriting({ db, rows, resource, resources, writing: resource.writing }) }),
    async respond(request): Promise<Answer> {
      const scope = await findScope(db, resource, resources, request)
      const key = resource.parent ? request.child : request.key
      const row = findKept(rows, resource, key) ?? (await getRow(db, resource, key, scope.conditions))
      const { records, tags } = await toRecords(db, resource, resources, [row], request, 'instance')
      const extras = await loadExtras(resource, row.id, request.query)
      return { body: { ...records[0], ...extras.fields }, tags: [...scope.tags, ...tags, ...extras.tags] }
    },
  }
}

/** What the query asks for beyond the record: `provenance=1`. */
async function loadExtras(
  { extras = {} }: Resource,
  id: number,
  query: ReadRequest['query'],
): Promise<{ fields: JsonRecord; tags: string[] }> {
  const asked = Object.entries(extras).filter(([name]) => !['', '0', 'false'].includes(query.get(name) ?? ''))
  const fields = await Promise.all(asked.map(async ([name, extra]) => [name, await extra.load(id)] as const))
  return { fields: Object.fromEntries(fields), tags: asked.flatMap(([, { tags }]) => tags) }
}
