import type { FastifyInstance } from 'fastify'

import { pageHeaders } from '../http/layout.ts'
import { sendMessage } from '../http/server.ts'
import type { Site } from '../http/site.ts'
import { type Content, StoredResponse } from '../http/stored-response.ts'
import { parseDocument } from './document.ts'
import { renderOpenApi } from './openapi.ts'
import { docsPage } from './pages.ts'

const documentPath = '/api/v4/openapi.json'

/** Serves the OpenAPI document and the page made of it; neither changes while the server runs. */
export async function docsRoutes(app: FastifyInstance, { site }: { site: Site }): Promise<void> {
  const headers = { 'Cache-Control': 'public, max-age=0, must-revalidate', Vary: 'Accept-Encoding' }
  serveOnce(app, documentPath, () => ({
    type: 'application/json',
    body: renderOpenApi(app),
    headers: { ...headers, 'Access-Control-Allow-Origin': '*', 'X-Content-Type-Options': 'nosniff' },
  }))
  serveOnce(app, '/api/docs/', () => ({
    type: 'text/html; charset=utf-8',
    body: String(docsPage({ site, document: parseDocument(app.swagger()), documentPath })),
    headers: { ...headers, ...pageHeaders },
  }))
  app.get('/api/docs', { schema: { hide: true } }, (_request, reply) => reply.redirect('/api/docs/', 301))
}

/** Serves what `render` makes on the first request. */
function serveOnce(app: FastifyInstance, path: string, render: () => Content): void {
  let response: StoredResponse | undefined
  app.get(path, { schema: { hide: true } }, async (request, reply) => {
    response ??= new StoredResponse(render(), Date.now())
    const message = await response.prepare(request.headers)
    reply.hijack()
    sendMessage(reply.raw, message)
    return reply
  })
}
