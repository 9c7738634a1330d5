import type { FastifyInstance } from 'fastify'

import { sendErrorPage } from '../http/errors.ts'
import { addPage, type PageOptions } from '../http/page-routes.ts'

type Parameters = Readonly<Record<string, string | undefined>>

/** Addresses that links of many years lead to, and where the same is today. */
const moved: Readonly<Record<string, string | ((parameters: Parameters) => string)>> = {
  '/stack/': '/about/#stack',
  '/acceptable-use/': '/terms/#use',
  '/funding/': '/about/',
  '/packages/p/:slug/opengraph/': ({ slug }) => `/packages/p/${slug}/picture.png`,
  '/packages/:slug/documentation/edit/': ({ slug }) => `/packages/${slug}/edit/#documentation_url`,
  '/packages/flag/:id/approve/': '/moderation/',
  '/packages/flag/:id/remove/': '/moderation/',
  '/grids/g/:slug/opengraph/': ({ slug }) => `/grids/g/${slug}/picture.png`,
  '/grids/g/:slug/timesheet/': ({ slug }) => `/grids/g/${slug}/?status=all&transpose=1&rows=status,commits,last-commit`,
  '/profiles/edit/': '/account/',
  '/profiles/extra-field/add/': '/account/',
  '/profiles/:name/opengraph/': ({ name }) => `/profiles/${name}/`,
  '/profiles/:name/contributed/': ({ name }) => `/profiles/${name}/`,
  '/profiles/:name/favorites/': ({ name }) => `/profiles/${name}/?show=favourites`,
  '/search/build/': '/search/',
  '/logout/': '/account/',
  '/auth/login/:backend/': '/login/',
  '/api-auth/login/': '/login/',
  '/api-auth/logout/': '/account/',
  '/admin/': '/moderation/',
}

/** Keeps old addresses working; those of the error pages show them. */
export async function oldAddressRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  for (const [path, target] of Object.entries(moved)) {
    addPage(app, options, path, ({ parameters }) => {
      const encoded = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, encodeURIComponent(value.toWellFormed())]),
      )
      return { redirect: typeof target === 'string' ? target : target(encoded), status: 301 }
    })
  }
  for (const status of [403, 404, 500, 503]) {
    app.get(`/${status}`, { schema: { hide: true } }, (_request, reply) => sendErrorPage(reply, options.site, status))
  }
}
