import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'

import packageJson from '../../package.json' with { type: 'json' }

/** Collects the schemas of every route registered later into the OpenAPI document, `app.swagger()`. */
export async function collectOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Packgrid API',
        version: packageJson.version,
        description:
          'Packages, the grids that compare them, and their categories. Compatible with the API v4 of djangopackages.org; whatever goes ' +
          'beyond it happens only when a parameter asks for it.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: {
        securitySchemes: {
          token: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description:
              '`Token pkg_…` or `Bearer pkg_…`, with a token of scope edit. Tokens are made on the page of your account.',
          },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'packgrid_session',
            description: 'What signing in on the pages gives to a browser.',
          },
        },
      },
      tags: [
        { name: 'packages', description: 'Packages and the facts about them.' },
        { name: 'grids', description: 'Grids: packages side by side.' },
        { name: 'categories', description: 'Categories: every package has one.' },
        { name: 'search', description: 'Search over packages and grids.' },
        { name: 'root', description: 'The index.' },
      ],
    },
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, index) => (typeof $id === 'string' ? $id : `schema-${index}`),
    },
  })
}

/** The OpenAPI document of a ready server, as `openapi.json` holds it. */
export function renderOpenApi(app: FastifyInstance): string {
  return `${JSON.stringify(app.swagger(), undefined, 2)}\n`
}
