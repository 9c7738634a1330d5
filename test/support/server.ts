import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'

import { type App, type AppRefreshing, createApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import type { Content } from './content.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

export interface TestAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
  bytes: Buffer
}

export interface TestServer extends App, AsyncDisposable {
  origin: string
  database: TestDatabase
  get(path: string, headers?: OutgoingHttpHeaders): Promise<TestAnswer>
  send(method: string, path: string, headers?: OutgoingHttpHeaders, body?: string | Buffer): Promise<TestAnswer>
}

export interface TestServerOptions {
  content?: Content
  /** Serves this database, and leaves it open at the end, in place of one of its own. */
  database?: TestDatabase
  /** Null: where it listens. */
  publicUrl?: string | null
  cacheBytes?: number
  refreshing?: AppRefreshing
  /** Environment variables, on top of the defaults. */
  environment?: Record<string, string>
  fetch?: typeof fetch
  now?: () => number
}

/** The whole server on a port of its own, with the sample catalogue unless told. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await createTestDatabase(options.content ?? 'sample'))
  const app = await createApp({
    ...parseConfig(options.environment ?? {}),
    connection: database,
    fetch: options.fetch ?? fetch,
    now: options.now ?? Date.now,
    publicUrl: options.publicUrl === undefined ? 'https://djangopackages.org' : (options.publicUrl ?? undefined),
    cacheBytes: options.cacheBytes ?? 16 * 2 ** 20,
    logLevel: 'silent',
    refreshing: options.refreshing,
  })
  const origin = await app.server.listen({ host: '127.0.0.1', port: 0 })
  const send: TestServer['send'] = (method, path, headers, body) => sendRequest(origin, method, path, headers, body)
  return {
    ...app,
    origin,
    database,
    send,
    get: (path, headers) => send('GET', path, headers),
    async [Symbol.asyncDispose]() {
      await app.server.close()
      if (!options.database) await database[Symbol.asyncDispose]()
    },
  }
}

/** One request as written: no header added, no redirect followed, nothing decoded. */
export function sendRequest(
  origin: string,
  method: string,
  path: string,
  headers: OutgoingHttpHeaders = {},
  body?: string | Buffer,
): Promise<TestAnswer> {
  const { hostname, port } = new URL(origin)
  const length = body === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { hostname, port, method, path, headers: { connection: 'close', ...length, ...headers } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString(), bytes })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
