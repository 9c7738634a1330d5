import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { html } from '../http/html.ts'
import { layoutPage, pageHeaders } from '../http/layout.ts'
import type { Site } from '../http/site.ts'

/** Longest that a healthy database takes to answer. */
const timeoutMs = 3_000

/** Says whether this process can do its work: 200 or 503, as a page or as JSON. Never kept. */
export async function healthRoutes(app: FastifyInstance, { db, site }: { db: Database; site: Site }): Promise<void> {
  app.route({
    method: 'GET',
    url: '/health/',
    schema: { hide: true },
    handler: async (request, reply) => {
      const started = performance.now()
      const database = await checkDatabase(db)
      const tookMs = Math.round(performance.now() - started)
      reply.code(database === 'OK' ? 200 : 503).headers({ 'Cache-Control': 'no-store', Vary: 'Accept' })
      const wantsPage = request.headers.accept?.includes('text/html') && !/[?&]format=json\b/.test(request.url)
      if (!wantsPage) return reply.send({ status: database === 'OK' ? 'OK' : 'failing', database, database_ms: tookMs })
      return reply
        .headers(pageHeaders)
        .type('text/html; charset=utf-8')
        .send(
          String(
            layoutPage(site, {
              title: 'Health',
              breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Health' }],
              content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose"><h1>Health</h1>
<dl class="facts"><dt>Database</dt><dd>${database}, in ${tookMs} ms</dd></dl></div></main>`,
            }),
          ),
        )
    },
  })
  app.get('/health', { schema: { hide: true } }, (_request, reply) => reply.redirect('/health/', 301))
}

async function checkDatabase(db: Database): Promise<string> {
  const late = Promise.withResolvers<string>()
  const timer = setTimeout(() => late.resolve(`no answer within ${timeoutMs / 1_000} seconds`), timeoutMs)
  try {
    // Why it fails is for the log of the database, not for strangers.
    return await Promise.race([
      sql`select 1`.execute(db).then(
        () => 'OK',
        () => 'does not answer',
      ),
      late.promise,
    ])
  } finally {
    clearTimeout(timer)
  }
}
