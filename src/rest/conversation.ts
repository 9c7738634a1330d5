import type { IncomingMessage } from 'node:http'

import type { FastifyRequest } from 'fastify'

import type { Actor } from '../http/actor.ts'
import type { ResponseCache } from '../http/caching.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { Address, EndpointAddress } from './addresses.ts'
import type { Endpoint, ReadRequest } from './endpoint.ts'
import type { Exchange } from './exchange.ts'
import type { Format } from './negotiation.ts'
import type { Query } from './query.ts'

export interface RestOptions {
  endpoints: readonly Endpoint[]
  cache: ResponseCache
  cacheKeyOf: (request: IncomingMessage) => string
  /** Who sends a request. @throws RestError 401 */
  identify: (request: IncomingMessage) => Promise<Actor | undefined>
  /** Who reads a page. */
  findViewer: (request: IncomingMessage) => Promise<Viewer | undefined>
  /** Resolves when what was committed before shows in every answer. */
  settled: () => Promise<void>
  site: Site
  /** Path above the endpoints, with its slash: `/api/v4/`. */
  root: string
}

export interface AddressedRequest {
  request: FastifyRequest
  address: EndpointAddress
  query: Query
  findAddress: (path: string) => Address
  options: RestOptions
  /** Why the request is not to be served at all. */
  error: unknown
}

/** What a request is about: how it is shown, and what its endpoint is asked. */
export interface Conversation extends AddressedRequest {
  exchange: Exchange
  format: Format
  reading: ReadRequest
}
