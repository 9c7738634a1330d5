import type { Actor } from '../http/actor.ts'
import type { Choice } from '../http/forms.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { Endpoint } from './endpoint.ts'
import type { Form } from './input/values.ts'
import type { Query } from './query.ts'
import type { WriteMethod } from './writing.ts'

/** A request as the browsable page shows it. */
export interface Exchange {
  site: Site
  endpoint: Endpoint
  endpoints: readonly Endpoint[]
  root: string
  key: string
  child: string
  query: Query
  method: string
  /** Who asks, if known. */
  actor: Actor | undefined
  /** Path and query as they came. */
  url: string
  /** Who reads the page, for the forms in it; undefined for everybody without a session. */
  viewer: Viewer | undefined
  /** Path of the endpoint, without a format. */
  address: string
  /** What the relations of few records may be set to, for forms. */
  choices: Readonly<Record<string, readonly Choice[]>>
  /** The form that came back with something wrong. */
  submitted?: Form
  /** What the caller may do here besides reading. */
  allowed: readonly WriteMethod[]
}

/** The `Allow` header: what this caller may do at this address. */
export function toAllow({ endpoint, allowed }: Pick<Exchange, 'endpoint' | 'allowed'>): string {
  const reading = endpoint.respond ? ['GET'] : []
  const asking = endpoint.respond ? ['HEAD', 'OPTIONS'] : ['OPTIONS']
  return [...reading, ...allowed, ...asking].join(', ')
}
