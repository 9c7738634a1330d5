import type { FastifyInstance } from 'fastify'

import { renderOpenApi } from './openapi.ts'

/** Serves the OpenAPI document. */
export async function docsRoutes(app: FastifyInstance): Promise<void> {
  let document: string | undefined
  app.get('/api/v4/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    document ??= renderOpenApi(app)
    return reply.header('Access-Control-Allow-Origin', '*').type('application/json').send(document)
  })
}
