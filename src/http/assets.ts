import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type { FastifyInstance } from 'fastify'

interface Asset {
  type: string
  body: Buffer
  /** Changes with the content, so that readers may keep the file for ever. */
  path: string
}

function readAsset(name: string, type: string): Asset {
  const body = readFileSync(new URL(`../assets/${name}`, import.meta.url))
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  return { type, body, path: `/assets/${name.replace('.', `.${hash}.`)}` }
}

export const stylesheet = readAsset('style.css', 'text/css; charset=utf-8')
export const icon = readAsset('icon.svg', 'image/svg+xml')

/** Serves the files that pages refer to. */
export async function assetRoutes(app: FastifyInstance): Promise<void> {
  for (const { path, type, body } of [stylesheet, icon]) {
    app.get(path, { schema: { hide: true } }, (_request, reply) =>
      reply.header('Cache-Control', 'public, max-age=31536000, immutable').type(type).send(body),
    )
  }
}
