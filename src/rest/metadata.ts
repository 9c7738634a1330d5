import type { Endpoint } from './endpoint.ts'
import type { Json } from './json.ts'
import { mediaTypes } from './negotiation.ts'

/** The body that OPTIONS answers. */
export function describeEndpoint({ name, description }: Pick<Endpoint, 'name' | 'description'>): Json {
  return {
    name,
    description,
    renders: mediaTypes,
    parses: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  }
}
