import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'

import { startTestServer, type TestServer } from './support/server.ts'

const path = '/api/v4/packages/3402/'

/** Waits until a time validator holds: it does from the second after the one in which the server began to hear of changes. */
async function waitForTimeValidators(server: TestServer): Promise<void> {
  for (let offset = 0; ; offset++) {
    const page = `/api/v4/packages/?limit=1&offset=${offset}`
    const { headers } = await server.get(page)
    const { status } = await server.get(page, { 'if-modified-since': headers['last-modified'] })
    if (status === 304) return
    assert.ok(offset < 100, 'no time was confirmed')
    await sleep(200)
  }
}

describe('conditional requests and encodings', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
    await waitForTimeValidators(server)
  })
  after(() => server[Symbol.asyncDispose]())

  it('every answer has a strong ETag, and the same content has the same one', async () => {
    const first = await server.get(path)
    const second = await server.get(path)
    const other = await server.get('/api/v4/packages/868/')
    assert.match(String(first.headers.etag), /^"[\w-]{22}"$/)
    assert.equal(second.headers.etag, first.headers.etag)
    assert.notEqual(other.headers.etag, first.headers.etag)
  })

  it('304 without a body for a client that has the content, by tag or by time', async () => {
    const { headers } = await server.get(path)
    for (const condition of [
      { 'if-none-match': headers.etag },
      { 'if-none-match': `"other", W/${headers.etag}` },
      { 'if-none-match': '*' },
      { 'if-modified-since': headers['last-modified'] },
    ]) {
      const answer = await server.get(path, condition)
      assert.equal(answer.status, 304, JSON.stringify(condition))
      assert.equal(answer.body, '')
      assert.equal(answer.headers.etag, headers.etag)
      assert.equal(answer.headers.vary, 'Accept, Accept-Encoding, Authorization, Cookie')
      assert.match(answer.headers['cache-control'] ?? '', /must-revalidate/)
    }
  })

  it('200 for a client that has another content, and the tag outweighs the time', async () => {
    const { headers } = await server.get(path)
    const tomorrow = new Date(Date.now() + 86_400_000).toUTCString()
    for (const condition of [
      { 'if-none-match': '"other"' },
      { 'if-none-match': '"other"', 'if-modified-since': tomorrow },
      { 'if-modified-since': 'Sun, 15 Feb 2026 00:00:00 GMT' },
      { 'if-modified-since': 'nonsense' },
      { 'if-none-match': headers.etag, 'cache-control': 'no-cache' },
    ]) {
      assert.equal((await server.get(path, condition)).status, 200, JSON.stringify(condition))
    }
  })

  it('the same content compressed as the client prefers, each encoding with a tag of its own', async () => {
    const plain = await server.get(path)
    const decoders = { br: brotliDecompressSync, gzip: gunzipSync, zstd: zstdDecompressSync }
    const tags = new Set([plain.headers.etag])
    for (const [encoding, decode] of Object.entries(decoders)) {
      for (const source of ['compressed now', 'compressed before']) {
        const answer = await server.get(path, { 'accept-encoding': encoding })
        assert.equal(answer.headers['content-encoding'], encoding, source)
        assert.equal(decode(answer.bytes).toString(), plain.body, source)
        assert.ok(answer.bytes.length < plain.bytes.length, source)
        assert.equal(answer.headers['content-length'], String(answer.bytes.length), source)
        tags.add(answer.headers.etag)
      }
    }
    assert.equal(tags.size, 4)
  })

  it('the best of the encodings that the client ranks alike, and plain text when it wants none', async () => {
    const encodingFor = async (accept: string) =>
      (await server.get(path, { 'accept-encoding': accept })).headers['content-encoding']
    assert.equal(await encodingFor('gzip, deflate, br, zstd'), 'br')
    assert.equal(await encodingFor('gzip;q=1, br;q=0.5'), 'gzip')
    assert.equal(await encodingFor('br;q=0, *'), 'zstd')
    assert.equal(await encodingFor('GZIP'), 'gzip')
    assert.equal(await encodingFor('identity'), undefined)
    assert.equal(await encodingFor('compress'), undefined)
    assert.equal((await server.get('/api/v4/', { 'accept-encoding': 'br' })).headers['content-encoding'], undefined)
  })

  it('HEAD has the headers of GET and no body', async () => {
    const whole = await server.get(path, { 'accept-encoding': 'br' })
    const head = await server.send('HEAD', path, { 'accept-encoding': 'br' })
    assert.equal(head.body, '')
    for (const name of ['etag', 'content-length', 'content-encoding', 'content-type', 'last-modified', 'vary', 'allow']) {
      assert.equal(head.headers[name], whole.headers[name], name)
    }
  })

  it('scripts of any site may read, or write with a token, and a preflight says so', async () => {
    const answer = await server.get(path, { origin: 'https://elsewhere.example' })
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.equal(answer.headers['access-control-allow-credentials'], undefined)
    const preflight = await server.send('OPTIONS', path, {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    })
    assert.equal(preflight.status, 204)
    assert.equal(preflight.headers['access-control-allow-methods'], 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS')
    assert.match(preflight.headers['access-control-allow-headers'] ?? '', /Authorization.*If-Match.*If-None-Match/)
  })

  it('a refusal is not to be stored', async () => {
    const answer = await server.get('/api/v4/packages/no-such/')
    assert.equal(answer.status, 404)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers.etag, undefined)
  })
})
