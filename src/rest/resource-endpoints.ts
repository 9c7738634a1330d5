import { sql } from 'kysely'
import { Type } from 'typebox'

import type { Database } from '../db/connect.ts'
import { countRows, type Selection, selectRows } from '../db/selection.ts'
import { bulkFilters, isBulk, maxBulkKeys } from './bulk.ts'
import { parseCursor, toCursor } from './cursor.ts'
import { listParameters, recordParameters, toListSchema } from './documentation.ts'
import type { Answer, Endpoint, ReadRequest } from './endpoint.ts'
import { invalidFields, pageNotFound, recordNotFound } from './errors.ts'
import { type JsonRecord, parseFieldChoice } from './fields.ts'
import { parseDigits, parseInteger } from './integers.ts'
import { parseOrdering } from './ordering.ts'
import { parsePage, toPageLinks } from './pagination.ts'
import { parseFilters, parseKnownNames } from './parameters.ts'
import { type Refer, type Resource, toTag } from './resource.ts'

/** An expanded record may hold many others. */
const maxExpandedLimit = 100

/** The list and the instances of every resource; an expansion finds its records among `resources`. */
export function createResourceEndpoints(db: Database, resources: readonly Resource[]): Endpoint[] {
  return resources.flatMap((resource) => [listEndpoint(db, resource, resources), instanceEndpoint(db, resource, resources)])
}

function listEndpoint(db: Database, resource: Resource, resources: readonly Resource[]): Endpoint {
  return {
    path: `${resource.name}/`,
    name: `${resource.noun} List`,
    description: resource.description,
    documentation: {
      operationId: `list_${resource.name}`,
      summary: `List ${resource.name}`,
      tag: resource.name,
      querystring: listParameters(resource),
      response: toListSchema(resource),
    },
    async respond(request) {
      const conditions = await parseFilters(request.query, { ...resource.filters, ...bulkFilters(resource) })
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
      const isPlain = conditions.length === 0 && !request.query.get('ordering')
      const listTags = isPlain ? [toTag(resource, 'ids')] : resources.map(({ name }) => name)
      return { body: { ...envelope, results: records }, pages: envelope, tags: [...listTags, ...tags] }
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

function instanceEndpoint(db: Database, resource: Resource, resources: readonly Resource[]): Endpoint {
  return {
    path: `${resource.name}/:key/`,
    name: `${resource.noun} Instance`,
    description: resource.description,
    documentation: {
      operationId: `get_${resource.noun.toLowerCase()}`,
      summary: `Get one ${resource.noun.toLowerCase()} by ${resource.lookup}`,
      tag: resource.name,
      querystring: recordParameters(resource),
      response: Type.Ref(`${resource.noun}#`),
    },
    async respond(request): Promise<Answer> {
      const row = await findRow(db, resource, request.key)
      if (!row) throw recordNotFound(resource.noun)
      const { records, tags } = await toRecords(db, resource, resources, [row], request, 'instance')
      return { body: records[0] ?? null, tags }
    },
  }
}

/** All digits are an id, anything else is a slug; where there are only ids, whatever Python reads as a number. */
async function findRow(db: Database, { source, lookup, id, slug }: Resource, key: string): Promise<{ id: number } | undefined> {
  const number = lookup === 'id' ? parseInteger(key) : parseDigits(key)
  if (lookup === 'id' && number === undefined) throw pageNotFound()
  if (key.includes('\0') || (number !== undefined && (number < 1n || number > Number.MAX_SAFE_INTEGER))) return undefined
  const condition = number === undefined ? sql<boolean>`${slug} = ${key}` : sql<boolean>`${id} = ${Number(number)}`
  const [row] = await selectRows<{ id: number }>(db, source, { conditions: [condition], order: id, limit: 1, offset: 0n })
  return row
}

async function toRecords(
  db: Database,
  resource: Resource,
  resources: readonly Resource[],
  rows: readonly { id: number }[],
  { query, links }: ReadRequest,
  place: 'list' | 'instance',
): Promise<{ records: JsonRecord[]; tags: string[] }> {
  const choose = parseFieldChoice(query, Object.keys(resource.schema.properties))
  const tags = rows.map(({ id }) => toTag(resource, id))
  const link: Refer = (name, id) => links.record(name, id)
  const expanded = new Map<string, JsonRecord>()
  for (const field of parseKnownNames(query, 'expand', Object.keys(resource.expansions))) {
    const expansion = resource.expansions[field]
    const target = resources.find(({ name }) => name === expansion?.resource)
    if (!expansion || !target) continue
    const ids = [...new Set(rows.flatMap((row) => expansion.idsOf(row)))]
    tags.push(...ids.map((id) => toTag(target, id)))
    for (const [id, record] of await loadRecords(db, target, ids, link)) {
      expanded.set(
        `${target.name}/${id}`,
        Object.fromEntries(Object.entries(record).filter(([name]) => !expansion.omit.includes(name))),
      )
    }
  }
  const refer: Refer = (name, id) => expanded.get(`${name}/${id}`) ?? link(name, id)
  return { records: rows.map((row) => choose(resource.toRecord(row, refer, place))), tags }
}

async function loadRecords(
  db: Database,
  resource: Resource,
  ids: readonly number[],
  refer: Refer,
): Promise<[number, JsonRecord][]> {
  if (ids.length === 0) return []
  const conditions = [sql<boolean>`${resource.id} in (${sql.join(ids)})`]
  const rows = await selectRows<{ id: number }>(db, resource.source, {
    conditions,
    order: resource.id,
    limit: ids.length,
    offset: 0n,
  })
  return rows.map((row) => [row.id, resource.toRecord(row, refer, 'instance')])
}
