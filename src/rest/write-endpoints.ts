import type { Database } from '../db/connect.ts'
import { createEditQueue } from '../db/edit-queue.ts'
import type { RowMemory } from '../db/row-memory.ts'
import { type RowEdit, type Version, withVersion } from '../db/versions.ts'
import type { Choice } from '../http/forms.ts'
import { changeAs, changeRowAs } from './changing.ts'
import type { EndpointWriting, ReadRequest, WriteRequest } from './endpoint.ts'
import { permissionDenied } from './errors.ts'
import type { Fields } from './input/field.ts'
import { parseRecord } from './input/parse-record.ts'
import { requireMatch } from './preconditions.ts'
import { findKept, findScope, getRow, keepScope, readRecord, type Scope, toRecords } from './records.ts'
import { toLocation } from './resource-addresses.ts'
import { type Resource, toTag } from './resource.ts'
import type { WriteAnswer, WriteMethod, Writing } from './writing.ts'

const actions = { POST: 'add', PUT: 'edit', PATCH: 'edit', DELETE: 'delete' } as const

/** POST on a list: a new record. */
export function createListWriting(
  db: Database,
  resource: Resource,
  resources: readonly Resource[],
  writing: Writing,
): EndpointWriting {
  const methods: WriteMethod[] = writing.create ? ['POST'] : []
  return {
    methods,
    fields: writing.fields,
    listChoices: () => listChoices(db, writing.fields),
    allows: (actor, method) => writing.allows(actor, actions[method], undefined, undefined),
    async findAllowed(request) {
      if (!writing.allows(request.actor, 'add', undefined, undefined)) return []
      if (!writing.dependsOnRecord) return methods
      const scope = resource.parent && (await findScope(db, resource, resources, request).catch(() => undefined))
      return methods.filter(() => writing.allows(request.actor, 'add', undefined, scope?.parent))
    },
    async write(request): Promise<WriteAnswer> {
      const { actor } = request
      const requireAdding = ({ parent }: Scope) => {
        if (!writing.allows(actor, 'add', undefined, parent)) throw permissionDenied()
      }
      const scope = await findScope(db, resource, resources, request)
      requireAdding(scope)
      const values = await parseRecord(await request.readInput(), writing.fields, false, { ...request, db, current: undefined })
      requireAllowed(writing.findForbidden?.(actor, values, undefined))
      const context = { actor, parentId: scope.parent?.id ?? 0 }
      const subject = scope.parent && { kind: writing.subject, id: scope.parent.id }
      return changeAs(db, actor, writing, subject, async (tx): Promise<WriteAnswer> => {
        if (writing.dependsOnRecord) requireAdding(await keepScope(tx, resource, resources, request))
        const id = (await writing.create?.(tx, values, context)) ?? 0
        const body = await readRecord(tx, resource, resources, id, request)
        return { status: 201, body, location: toLocation(request.links, resource, request.key, id) }
      })
    },
  }
}

export interface InstanceWritingOptions {
  db: Database
  /** Keeps what edits leave. */
  rows: RowMemory
  resource: Resource
  resources: readonly Resource[]
  writing: Writing
}

/** PUT, PATCH and DELETE on one record. */
export function createInstanceWriting({ db, rows, resource, resources, writing }: InstanceWritingOptions): EndpointWriting {
  const methods: WriteMethod[] = [
    ...(writing.update ? (['PUT', 'PATCH'] as const) : []),
    ...(writing.remove ? (['DELETE'] as const) : []),
  ]

  const keyOf = (request: ReadRequest) => (resource.parent ? request.child : request.key)
  const versioned: Resource<Version> = { ...resource, source: withVersion(resource.source) }
  const editRow = createEditQueue(db, resource.source)

  /** Its row, if it is there and the actor may do what the request asks for. */
  async function getAllowedRow(connection: Database, scope: Scope, request: WriteRequest, key: string): Promise<Version> {
    const row = await getRow(connection, versioned, key, scope.conditions)
    if (!writing.allows(request.actor, actions[request.method], row, scope.parent)) throw permissionDenied()
    return row
  }

  /**
   * An edit of nothing but a row needs no lock while that is as it was read; undefined when somebody has changed it since, or may have: what
   * another process did to a row that is only `kept` may be unheard, so that one does not tell that there is nothing to change.
   */
  async function updateRow(
    request: WriteRequest,
    row: Version,
    columns: RowEdit['columns'],
    isKept: boolean,
  ): Promise<WriteAnswer | undefined> {
    const isChange = Object.keys(columns).length > 0
    if (isKept && !isChange) return undefined
    const makeEdit = () => changeRowAs(editRow, request.actor, writing, { row, columns })
    const changed = isChange ? await rows.keep(toTag(resource, row.id), makeEdit) : row
    if (!changed) return undefined
    const { records } = await toRecords(db, resource, resources, [changed], request, 'instance')
    return { status: 200, body: records[0] ?? null }
  }

  return {
    methods,
    fields: writing.fields,
    listChoices: () => listChoices(db, writing.fields),
    allows: (actor, method) => writing.allows(actor, actions[method], undefined, undefined),
    async findAllowed(request) {
      const { actor } = request
      if (!methods.some((method) => writing.allows(actor, actions[method], undefined, undefined))) return []
      if (!writing.dependsOnRecord)
        return methods.filter((method) => writing.allows(actor, actions[method], undefined, undefined))
      const scope = await findScope(db, resource, resources, request).catch(() => undefined)
      const row = scope && (await getRow(db, resource, keyOf(request), scope.conditions).catch(() => undefined))
      return methods.filter((method) => writing.allows(actor, actions[method], row, scope?.parent))
    },
    async write(request): Promise<WriteAnswer> {
      const { actor, method } = request
      const scope = await findScope(db, resource, resources, request)
      const isRemoval = method === 'DELETE'
      const isPlainEdit = !isRemoval && request.ifMatch === undefined
      const kept = isPlainEdit && !writing.dependsOnRecord ? findKept(rows, resource, keyOf(request)) : undefined
      const current = kept ?? (await getAllowedRow(db, scope, request, keyOf(request)))
      const values = isRemoval
        ? {}
        : await parseRecord(await request.readInput(), writing.fields, method === 'PATCH', { ...request, db, current })
      requireAllowed(writing.findForbidden?.(actor, values, current))
      const context = { actor, parentId: scope.parent?.id ?? 0 }
      const { id } = current
      const subject = { kind: writing.subject, id: scope.parent?.id ?? id }
      const columns = isPlainEdit ? writing.toColumns?.(current, values, context) : undefined
      const answer = columns && (await updateRow(request, current, columns, kept !== undefined))
      if (answer) return answer
      return changeAs(db, actor, writing, subject, async (tx): Promise<WriteAnswer> => {
        // What was read before the locks may have changed.
        const keptScope = writing.dependsOnRecord && (await keepScope(tx, resource, resources, request))
        await writing.lock?.(tx, id, values)
        if (keptScope) await getAllowedRow(tx, keptScope, request, String(id))
        const read = () => readRecord(tx, resource, resources, id, request)
        await requireMatch(request, read, async () => (await writing.listEdits?.(tx, id)) ?? [])
        if (isRemoval) {
          await writing.remove?.(tx, id, context)
          return { status: 204, body: null }
        }
        await writing.update?.(tx, id, values, context)
        return { status: 200, body: await read() }
      })
    },
  }
}

async function listChoices(db: Database, fields: Fields): Promise<Record<string, readonly Choice[]>> {
  const choices: Record<string, readonly Choice[]> = {}
  for (const [name, field] of Object.entries(fields)) {
    if (!field.readOnly && field.listChoices) choices[name] = await field.listChoices(db)
  }
  return choices
}

function requireAllowed(reason: string | undefined): void {
  if (reason !== undefined) throw permissionDenied(reason)
}
