import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { RowMemory } from '../db/row-memory.ts'
import { selectRows } from '../db/selection.ts'
import type { Version } from '../db/versions.ts'
import type { ReadRequest } from './endpoint.ts'
import { MovedError, pageNotFound, recordNotFound } from './errors.ts'
import { type JsonRecord, parseFieldChoice } from './fields.ts'
import { parseDigits, parseInteger } from './integers.ts'
import { parseKnownNames } from './parameters.ts'
import { type Refer, type Resource, toKind, toTag } from './resource.ts'

/** Whose records a request is about: those of a resource or, below another record, only those that lie in it. */
export interface Scope {
  /** Row of the record above. */
  parent: { id: number } | undefined
  /** Surrogate keys of the record above, and of what all of the resource depends on. */
  tags: string[]
  conditions: RawBuilder<boolean>[]
}

/** @throws RestError 404 when the record above does not exist */
export async function findScope(
  db: Database,
  resource: Resource,
  resources: readonly Resource[],
  { key, actor }: Pick<ReadRequest, 'key' | 'actor'>,
): Promise<Scope> {
  const visible = resource.visibleTo?.(actor)
  const conditions = visible ? [visible] : []
  const tags = [...(resource.dependsOn ?? [])]
  if (!resource.parent) return { parent: undefined, tags, conditions }
  const parent = resources.find(({ name }) => name === resource.parent?.resource)
  if (!parent) throw pageNotFound()
  const row = await getRow(db, parent, key, [])
  return {
    parent: row,
    tags: [...tags, toTag(parent, row.id)],
    conditions: [...conditions, resource.parent.condition(row.id)],
  }
}

/** The same, the record above kept as it is until the end of the transaction. @throws RestError 404 */
export async function keepScope(
  tx: Database,
  resource: Resource,
  resources: readonly Resource[],
  request: Pick<ReadRequest, 'key' | 'actor'>,
): Promise<Scope> {
  const parent = resources.find(({ name }) => name === resource.parent?.resource)
  if (parent) await keepRow(tx, parent, (await getRow(tx, parent, request.key, [])).id)
  return findScope(tx, resource, resources, request)
}

/** Lets nobody else change a record until the end of the transaction. */
export async function keepRow(tx: Database, { source, id }: Resource, recordId: number): Promise<void> {
  await sql`select from ${sql.table(source.table)} where ${id} = ${recordId} for share`.execute(tx)
}

/** The row that `key` names: all digits are an id, anything else is a slug. @throws RestError 404; MovedError when it has another slug now */
export async function getRow<Row extends { id: number }>(
  db: Database,
  resource: Resource<Row>,
  key: string,
  conditions: readonly RawBuilder<boolean>[],
): Promise<Row> {
  const row = await findRow(db, resource, key, conditions)
  if (row) return row
  const slug = toId(resource, key) !== undefined || key.includes('\0') ? undefined : await resource.findMoved?.(db, key)
  throw slug === undefined ? recordNotFound(resource.noun) : new MovedError(slug)
}

/**
 * The row that `key` names as an edit left it, if nobody is heard to have changed it since; never where more than the row tells what is
 * shown.
 */
export function findKept(rows: RowMemory, resource: Resource, key: string): Version | undefined {
  return resource.parent || resource.visibleTo || resource.dependsOn ? undefined : rows.find(toKind(resource), key)
}

/** The id that a key names: all digits do; where there are only ids, whatever Python reads as a number. */
function toId({ lookup }: Pick<Resource, 'lookup'>, key: string): bigint | undefined {
  return lookup === 'id' ? parseInteger(key) : parseDigits(key)
}

async function findRow<Row extends { id: number }>(
  db: Database,
  resource: Resource<Row>,
  key: string,
  conditions: readonly RawBuilder<boolean>[],
): Promise<Row | undefined> {
  const { source, lookup, id, slug } = resource
  const number = toId(resource, key)
  if (lookup === 'id' && number === undefined) throw pageNotFound()
  if (key.includes('\0') || (number !== undefined && (number < 1n || number > Number.MAX_SAFE_INTEGER))) return undefined
  const condition = number === undefined ? sql<boolean>`${slug} = ${key}` : sql<boolean>`${id} = ${Number(number)}`
  const selection = { conditions: [condition, ...conditions], order: id, limit: 1, offset: 0n }
  const [row] = await selectRows<Row>(db, source, selection)
  return row
}

/** Rows as the request wants to see them, with the surrogate keys of what they show. */
export async function toRecords(
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

/** One record as the request wants to see it. @throws RestError 404 */
export async function readRecord(
  tx: Database,
  resource: Resource,
  resources: readonly Resource[],
  id: number,
  request: ReadRequest,
): Promise<JsonRecord | null> {
  const row = await getRow(tx, resource, String(id), [])
  const { records } = await toRecords(tx, resource, resources, [row], request, 'instance')
  return records[0] ?? null
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
