import type { ChangeSubject } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import type { Fields, Values } from './input/field.ts'
import type { Json } from './json.ts'

export type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

const writeMethods: readonly string[] = ['POST', 'PUT', 'PATCH', 'DELETE'] satisfies WriteMethod[]

export function isWriteMethod(method: string): method is WriteMethod {
  return writeMethods.includes(method)
}

/** What people may do to the records of a resource, and how it is done. */
export interface Writing<Row extends { id: number } = { id: number }, F extends Fields = Fields> {
  /** In the order of the wire. */
  fields: F
  /** Whose history an edit of a record, or of a part of it, belongs to. */
  subject: ChangeSubject['kind']
  /** What may be done depends on the record or the one above it, not on the actor alone. */
  dependsOnRecord?: true
  /** Whether `actor` may do `action` to the record `row` within `parent`; without them: to any. */
  allows(
    actor: Actor | undefined,
    action: 'add' | 'edit' | 'delete',
    row: Row | undefined,
    parent: { id: number } | undefined,
  ): boolean
  /** Why an actor who may edit may not make this change to it; nothing when it may. */
  findForbidden?(actor: Actor, values: Values<F>, row: Row | undefined): string | undefined
  /** The new record's id. */
  create?(tx: Database, values: Values<F>, context: WriteContext): Promise<number>
  /** Locks what the change touches, always in the same order. */
  lock?(tx: Database, id: number, values: Values<F>): Promise<void>
  update?(tx: Database, id: number, values: Values<F>, context: WriteContext): Promise<void>
  /** What `update` changes of the row, by column, none or some; undefined when it may touch more than the row, whose history is its own. */
  toColumns?(row: Row, values: Values<F>, context: WriteContext): Readonly<Record<string, unknown>> | undefined
  remove?(tx: Database, id: number, context: WriteContext): Promise<void>
  /** The latest edits, for whoever did not know of them. */
  listEdits?(db: Database, id: number): Promise<Json>
  /** Field → what to say, when the database itself refuses: by the name of the constraint. */
  constraints?: Readonly<Record<string, readonly [field: string, problem: string]>>
}

export interface WriteContext {
  actor: Actor
  /** Id of the record above, in whose address the request lies; 0 when there is none. */
  parentId: number
}

/** What came of a write. */
export interface WriteAnswer {
  status: 200 | 201 | 204
  body: Json
  /** Absolute address of a new record. */
  location?: string
}
