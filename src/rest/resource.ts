import type { RawBuilder } from 'kysely'
import type { TObject } from 'typebox'

import type { Database } from '../db/connect.ts'
import type { Source } from '../db/selection.ts'
import type { Actor } from '../http/actor.ts'
import type { JsonRecord } from './fields.ts'
import type { Json } from './json.ts'
import type { Orderings } from './ordering.ts'
import type { Filters } from './parameters.ts'
import type { Writing } from './writing.ts'

/** Stands for another record: its link, or the record itself when the request expands it. */
export type Refer = (resource: string, id: number) => Json

/** A relation that `expand` can show in place of its links. */
interface Expansion<Row> {
  resource: string
  idsOf(row: Row): readonly number[]
  /** Fields left out of the expanded record: the way back. */
  omit: readonly string[]
}

/** Something more about a record, for those who ask for it by a parameter of its name; it becomes a field of that name. */
export interface Extra {
  description: string
  /** Surrogate keys, beside the record's own, of what it is made from. */
  tags: readonly string[]
  load(id: number): Promise<JsonRecord>
}

/** One kind of record: where it lies and how it looks. From this come its list, its instances, and their documentation. */
export interface Resource<Row extends { id: number } = { id: number }> {
  /** In URLs and surrogate keys: `packages`. */
  name: string
  /** Where the records lie within those of another resource: `grids/66/features/`. */
  parent?: Parent
  /** In messages: `Package`. */
  noun: string
  /** Shown by OPTIONS and on the browsable page. */
  description: string
  /** Shape of a record; its property names are the known fields. */
  schema: TObject
  lookup: 'id' | 'id or slug'
  source: Source
  /** @param place a list or an instance: the reference orders some relations differently in the two. */
  toRecord(row: Row, refer: Refer, place: 'list' | 'instance'): JsonRecord
  /** SQL of the primary key. */
  id: RawBuilder<number>
  slug: RawBuilder<string>
  filters: Filters
  orderings: Orderings
  expansions: Record<string, Expansion<Row>>
  /** Of instances only. */
  extras?: Readonly<Record<string, Extra>>
  /** Surrogate keys on which every answer depends, beside those of the records. */
  dependsOn?: readonly string[]
  /** The rows that `actor` may see, where not everybody may see all. */
  visibleTo?(actor: Actor | undefined): RawBuilder<boolean>
  /** The slug of the record that had this one before. */
  findMoved?(db: Database, slug: string): Promise<string | undefined>
  writing?: Writing<Row>
}

interface Parent {
  /** Name of the resource. */
  resource: string
  /** The rows that lie in the record with this id. */
  condition(id: number): RawBuilder<boolean>
}

/** `package` for `packages`: how surrogate keys name one record. */
export function toTag(resource: Pick<Resource, 'noun'>, id: number | 'ids'): string {
  const kind = toKind(resource)
  return id === 'ids' ? `${kind}-ids` : `${kind}:${id}`
}

export function toKind({ noun }: Pick<Resource, 'noun'>): string {
  return noun.toLowerCase()
}
