import { Type } from 'typebox'

import { commonParameters } from './documentation.ts'
import type { Endpoint } from './endpoint.ts'

/** The index of the API: the address of every list, by its name. */
export function createRootEndpoint(names: readonly string[]): Endpoint {
  return {
    path: '',
    name: 'Api Root',
    description: 'The default basic root view for DefaultRouter',
    documentation: {
      operationId: 'get_root',
      summary: 'List the endpoints',
      tag: 'root',
      querystring: commonParameters,
      response: Type.Object(Object.fromEntries(names.map((name) => [name, Type.String({ format: 'uri' })]))),
    },
    respond: async ({ links }) => ({ body: Object.fromEntries(names.map((name) => [name, links.list(name)])), tags: [] }),
  }
}
