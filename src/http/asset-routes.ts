import type { FastifyInstance } from 'fastify'

import { assets, icon } from './assets.ts'
import { sendMessage } from './server.ts'
import { StoredResponse } from './stored-response.ts'

/** Serves the files that pages refer to. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  for (const { path, type, body } of assets) {
    const headers = {
      'Cache-Control': 'public, max-age=31536000, immutable',
      Vary: 'Accept-Encoding',
      'X-Content-Type-Options': 'nosniff',
    }
    const response = new StoredResponse({ type, body, headers }, Date.now())
    app.get(path, { schema: { hide: true } }, async (request, reply) => {
      const message = await response.prepare(request.headers)
      reply.hijack()
      sendMessage(reply.raw, message)
      return reply
    })
  }
  // Browsers and old links ask for it by this name.
  app.get('/favicon.ico', { schema: { hide: true } }, (_request, reply) => reply.redirect(icon.path, 301))
}
