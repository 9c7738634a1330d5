import type { FastifyInstance } from 'fastify'

import { addPage, type PageOptions } from '../http/page-routes.ts'
import { sendMessage } from '../http/server.ts'
import { StoredResponse } from '../http/stored-response.ts'
import { type Document, parseDocument } from './document.ts'
import { renderOpenApi } from './openapi.ts'
import { docsPage } from './pages.ts'

const documentPath = '/api/v4/openapi.json'

/** Serves the OpenAPI document, which does not change while the server runs, and the page made of it. */
export async function docsRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  let response: StoredResponse | undefined
  app.get(documentPath, { schema: { hide: true } }, async (request, reply) => {
    response ??= new StoredResponse(
      {
        type: 'application/json',
        body: renderOpenApi(app),
        headers: {
          'Cache-Control': 'public, max-age=0, must-revalidate',
          Vary: 'Accept-Encoding',
          'Access-Control-Allow-Origin': '*',
          'X-Content-Type-Options': 'nosniff',
        },
      },
      Date.now(),
    )
    const message = await response.prepare(request.headers)
    reply.hijack()
    sendMessage(reply.raw, message)
    return reply
  })
  let document: Document | undefined
  addPage(app, options, '/api/docs/', ({ viewer }) => {
    document ??= parseDocument(app.swagger())
    return { body: docsPage({ site: options.site, viewer, document, documentPath }), tags: [] }
  })
}
