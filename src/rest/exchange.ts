import type { Site } from '../http/site.ts'
import type { Endpoint } from './endpoint.ts'
import type { Query } from './query.ts'

/** A request as the browsable page shows it. */
export interface Exchange {
  site: Site
  endpoint: Endpoint
  endpoints: readonly Endpoint[]
  root: string
  key: string
  query: Query
  method: string
  /** Path and query as they came. */
  url: string
}

/** The methods that everybody may use. */
export const allowedMethods = 'GET, HEAD, OPTIONS'
