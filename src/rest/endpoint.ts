import type { TObject, TSchema } from 'typebox'

import type { Hyperlinks } from './hyperlinks.ts'
import type { Json } from './json.ts'
import type { PageLinks } from './pagination.ts'
import type { Query } from './query.ts'

/** One address of the API, as its documentation and OPTIONS describe it, and how it answers GET. */
export interface Endpoint {
  /** Below the root of the API: nothing, `packages/` or `packages/:key/`. */
  path: string
  /** `Package List` */
  name: string
  description: string
  documentation: {
    operationId: string
    summary: string
    tag: string
    querystring: TObject
    response: TSchema
  }
  /** @throws RestError */
  respond(request: ReadRequest): Promise<Answer>
}

export interface ReadRequest {
  /** What stands for `:key` in the path. */
  key: string
  query: Query
  /** Absolute address of the request without its query. */
  url: string
  links: Hyperlinks
}

export interface Answer {
  body: Json
  /** Surrogate keys of what the body was made from. */
  tags: readonly string[]
  pages?: PageLinks
}
