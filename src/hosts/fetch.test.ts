import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import type { LookupFunction } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

import type { Call } from './facts.ts'
import { createHostFetch, type HostFetch, type HostFetchOptions } from './fetch.ts'

/** Names as a name server could answer them; every other one leads to the loopback. */
const nameServer: LookupFunction = (hostname, options, callback) => {
  const answers: Record<string, string[]> = { 'mixed.test': ['10.0.0.1', '127.0.0.1'], 'six.test': ['::ffff:127.0.0.1'] }
  const addresses = (answers[hostname] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  if (options.all) callback(null, addresses)
  else callback(null, addresses[0]?.address ?? '', addresses[0]?.family)
}

describe('the fetch for hosts', () => {
  let seen: { url: string; authorization: string | undefined; userAgent: string | undefined }[] = []
  const calls: Call[] = []
  const opened: HostFetch[] = []
  let port = 0

  const answers: Record<string, RequestListener> = {
    '/moved': (_request, response) => response.writeHead(301, { location: '/here' }).end(),
    '/found': (_request, response) => response.writeHead(302, { location: '/moved' }).end(),
    '/loop': (_request, response) => response.writeHead(301, { location: '/loop' }).end(),
    '/away': (_request, response) => response.writeHead(307, { location: `http://other.test:${port}/here` }).end(),
    '/inside': (_request, response) => response.writeHead(302, { location: `http://inner.test:${port}/here` }).end(),
    '/literal': (_request, response) => response.writeHead(302, { location: `http://[::1]:${port}/here` }).end(),
    '/file': (_request, response) => response.writeHead(302, { location: 'file:///etc/hostname' }).end(),
    '/bomb': (_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(2_000_000))),
    '/silent': () => undefined,
    '/cut': (request) => request.socket.destroy(),
    '/same': (_request, response) => response.writeHead(304).end(),
    '/limits': (_request, response) =>
      response.writeHead(200, { 'x-ratelimit-remaining': '41', 'x-ratelimit-reset': '1770811200' }).end('{}'),
  }
  const server = createServer((request, response) => {
    const { authorization, 'user-agent': userAgent } = request.headers
    seen.push({ url: `${request.headers.host?.split(':')[0]}${request.url}`, authorization, userAgent })
    const answer = answers[request.url ?? ''] ?? ((_request, plain) => plain.end('hello'))
    answer(request, response)
  })

  before(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    const address = server.address()
    port = typeof address === 'object' && address ? address.port : 0
  })

  after(async () => {
    server.closeAllConnections()
    server.close()
    await Promise.all(opened.map((hostFetch) => hostFetch.close()))
  })

  function open(options: Partial<HostFetchOptions> = {}): (url: string, extra?: object) => ReturnType<HostFetch> {
    seen = []
    calls.length = 0
    const hostFetch = createHostFetch({
      allowHosts: ['forge.test', 'other.test'],
      contact: 'https://packages.example/about',
      lookup: nameServer,
      onCall: (call) => calls.push(call),
      ...options,
    })
    opened.push(hostFetch)
    return (path, extra = {}) =>
      hostFetch({ url: path.startsWith('/') ? `http://forge.test:${port}${path}` : path, operation: 'GET /it', ...extra })
  }

  it('answers from a host that the operator lists, and says who asks', async () => {
    const answer = await open()('/here')
    assert.equal(answer.status, 200)
    assert.equal(answer.text, 'hello')
    assert.equal(answer.movedTo, undefined)
    assert.equal(seen[0]?.userAgent, 'Packgrid (+https://packages.example/about)')
  })

  it('lets a host be listed with its port', async () => {
    assert.equal((await open({ allowHosts: [`forge.test:${port}`] })('/here')).status, 200)
    await assert.rejects(open({ allowHosts: [`forge.test:${port + 1}`] })('/here'), { name: 'HostError', message: /not public/ })
  })

  it('asks nothing at private addresses, by name or by number', async () => {
    const ask = open({ allowHosts: [] })
    const urls = [
      '/here',
      `http://127.0.0.1:${port}/`,
      `http://0x7f.1:${port}/`,
      `http://[::1]:${port}/`,
      `http://mixed.test:${port}/`,
    ]
    for (const url of [...urls, `http://six.test:${port}/`, 'http://169.254.169.254/latest/meta-data']) {
      await assert.rejects(ask(url), { name: 'HostError', message: /the address is not public/ }, url)
    }
    assert.deepEqual(seen, [])
  })

  it('is not led to a private address by a redirect', async () => {
    const ask = open()
    for (const path of ['/inside', '/literal']) {
      await assert.rejects(ask(path), { name: 'HostError', message: /the address is not public/ }, path)
    }
    assert.deepEqual(
      seen.map(({ url }) => url),
      ['forge.test/inside', 'forge.test/literal'],
    )
  })

  it('speaks http and https only, and sends no credential of an address', async () => {
    const ask = open()
    await assert.rejects(ask('/file'), { name: 'HostError', message: /neither http nor https/ })
    await assert.rejects(ask('ftp://forge.test/'), { name: 'HostError', message: /neither http nor https/ })
    await assert.rejects(ask('nonsense'), { name: 'HostError', message: /no URL/ })
    await assert.rejects(ask(`http://ann:secret@forge.test:${port}/`), { name: 'HostError', message: /holds a credential/ })
  })

  it('follows redirects, and tells when all of them were permanent', async () => {
    const ask = open()
    assert.equal((await ask('/moved')).movedTo, `http://forge.test:${port}/here`)
    assert.equal((await ask('/found')).movedTo, undefined)
    await assert.rejects(ask('/loop'), { name: 'HostError', message: /redirected more than 3 times/ })
  })

  it('sends a token to the host it is for and to no other', async () => {
    const ask = open()
    await ask('/moved', { secretHeaders: { authorization: 'Bearer secret' } })
    await ask('/away', { secretHeaders: { authorization: 'Bearer secret' } })
    assert.deepEqual(
      seen.map(({ url, authorization }) => [url, authorization]),
      [
        ['forge.test/moved', 'Bearer secret'],
        ['forge.test/here', 'Bearer secret'],
        ['forge.test/away', 'Bearer secret'],
        ['other.test/here', undefined],
      ],
    )
  })

  it('reads no more than it was told, counted after decompression', async () => {
    await assert.rejects(open({ maxBytes: 1_000_000 })('/bomb'), { name: 'HostError', message: /larger than 1000000 bytes/ })
    assert.equal((await open()('/bomb')).text.length, 2_000_000)
  })

  it('hands a large body out in pieces', async () => {
    let bytes = 0
    const answer = await open()('/bomb', { onChunk: (chunk: Uint8Array) => (bytes += chunk.byteLength) })
    assert.equal(bytes, 2_000_000)
    assert.equal(answer.text, '')
  })

  it('waits no longer than it was told', async () => {
    await assert.rejects(open({ timeoutMs: 50 })('/silent'), { name: 'NoAnswerError', message: /no answer in time/ })
  })

  it('reports a broken connection as the host’s failure', async () => {
    await assert.rejects(open()('/cut'), { name: 'NoAnswerError', message: /^GET \/it at forge.test:\d+: the connection failed/ })
    assert.equal(calls[0]?.status, 'network error')
  })

  it('books every request, a 304 for nothing', async () => {
    const ask = open()
    await ask('/moved')
    await ask('/same')
    await ask('/limits')
    assert.deepEqual(
      calls.map(({ operation, status, points, remaining, resetAt }) => [
        operation,
        status,
        points,
        remaining,
        resetAt?.toISOString(),
      ]),
      [
        ['GET /it', 301, 1, undefined, undefined],
        ['GET /it', 200, 1, undefined, undefined],
        ['GET /it', 304, 0, undefined, undefined],
        ['GET /it', 200, 1, 41, '2026-02-11T12:00:00.000Z'],
      ],
    )
  })
})
