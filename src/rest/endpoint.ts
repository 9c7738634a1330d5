import type { TObject, TSchema } from 'typebox'

import type { Actor } from '../http/actor.ts'
import type { Choice } from '../http/forms.ts'
import type { Address } from './addresses.ts'
import type { Hyperlinks } from './hyperlinks.ts'
import type { Fields } from './input/field.ts'
import type { Input } from './input/values.ts'
import type { Json } from './json.ts'
import type { PageLinks } from './pagination.ts'
import type { Query } from './query.ts'
import type { WriteAnswer, WriteMethod } from './writing.ts'

/** One address of the API, as its documentation and OPTIONS describe it, and how it answers GET. */
export interface Endpoint {
  /** Below the root of the API: nothing, `packages/` or `packages/:key/`. */
  path: string
  /** `Package List` */
  name: string
  description: string
  documentation: {
    tag: string
    querystring: TObject
    /** For what reads. */
    operationId?: string
    summary?: string
    response?: TSchema
    /** For what writes; the noun of its records, unless they are named one by one. */
    write?: { noun: string; operationNoun?: string; operationId?: string; summary?: string; response?: TSchema; status?: 200 }
  }
  /** Absent where there is nothing to read. @throws RestError, MovedError */
  respond?(request: ReadRequest): Promise<Answer>
  writing?: EndpointWriting
}

/** The methods of an endpoint that change something. */
export interface EndpointWriting {
  /** Those that exist, in the order in which `Allow` names them. */
  methods: readonly WriteMethod[]
  /** What a body may hold; undefined where it holds no record. */
  fields?: Fields
  /** What relations that lead to few records may be set to, for forms. */
  listChoices?(): Promise<Record<string, readonly Choice[]>>
  /** Whether the actor may use `method` here, as far as that can be told without the record. */
  allows(actor: Actor | undefined, method: WriteMethod): boolean
  /** Those of the methods that the actor may use on the very record; for a missing one, on any. */
  findAllowed(request: ReadRequest): Promise<WriteMethod[]>
  /** @throws RestError, MovedError */
  write(request: WriteRequest): Promise<WriteAnswer>
}

export interface ReadRequest {
  /** What stands for `:key` in the path. */
  key: string
  /** What stands for `:child`. */
  child: string
  actor: Actor | undefined
  query: Query
  /** Absolute address of the request without its query. */
  url: string
  links: Hyperlinks
}

export interface WriteRequest extends ReadRequest {
  method: WriteMethod
  actor: Actor
  /** The `If-Match` header. */
  ifMatch: string | undefined
  findAddress: (path: string) => Address
  /** @throws RestError 400, 413, 415 */
  readInput(): Promise<Input>
}

export interface Answer {
  body: Json
  /** Surrogate keys of what the body was made from. */
  tags: readonly string[]
  pages?: PageLinks
}
