import { Type } from 'typebox'

import type { Endpoint } from '../rest/endpoint.ts'

/** Search answers no hits yet. */
export const searchEndpoint: Endpoint = {
  path: 'search/',
  name: 'Search V3 List',
  description: "Accepts a 'q' GET parameter.\n\nReturns SearchV3 (PostgreSQL FTS) results.",
  documentation: {
    operationId: 'search',
    summary: 'Search packages and grids',
    tag: 'search',
    querystring: Type.Object({ q: Type.Optional(Type.String({ description: 'Words to look for.' })) }),
    response: Type.Array(Type.Unknown()),
  },
  respond: async () => ({ body: [], tags: [] }),
}
