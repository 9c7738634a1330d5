import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { startTestServer } from './support/server.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_215)
const requests = 1_000

/** Values that a number, a date, a list, a slug or a cursor might be mistaken for. */
const oddWords = String.raw`
  0 -1 1e9 NaN ٣ 1_000 +5 %2B5 1.5 0x10 null true false 9007199254740993 9223372036854775807 9223372036854775808 -9223372036854775809
  2026-02-30 0000-00-00 9999-12-31T23:59:60Z 10000-01-01 2026-01-01T00:00:00+99:99 infinity now -infinity epoch
  ' " \ % %25 _ ';drop%20table%20package;-- $1 <script> %00 a%00b %ff%fe %C3%28 %ED%A0%80 %F0%9F%92%A9
  , ,,, 1,,2 id,id - -- -id,-id __proto__ constructor toString hasOwnProperty a[b] aWQ6MQ aWQ6LTE aWQ6
  category grids packages json api xml JSON repo_watchers -title apps 3402 django-mfa .. ../.. %2e%2e *`

const oddValue = fc.oneof(
  fc.constantFrom('', '9'.repeat(30), '9'.repeat(5_000), ...oddWords.trim().split(/\s+/)),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => encodeURIComponent(text.toWellFormed())),
  fc.array(fc.integer({ min: -5, max: 5_000 }), { maxLength: 300 }).map((ids) => ids.join()),
  fc.string({ unit: fc.constantFrom(...Array.from('a%./, +&=#?;é')), maxLength: 400 }),
)

const parameterNames =
  'limit offset cursor fields omit expand ordering ids slugs q category grid participant package repo_host archived created_after ' +
  'modified_before updated_after header is_locked format options __proto__ '
const parameterName = fc.constantFrom(...parameterNames.split(' '))

const path = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      '/',
      '/api/v4/',
      '/api/v4/packages/',
      '/api/v4/grids/',
      '/api/v4/categories/',
      '/api/v4/search/',
      '/api/docs/',
    ),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom('packages', 'grids', 'categories', 'search', 'nope'), oddValue)
      .map(([list, key]) => `/api/v4/${list}/${key}/`),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom('packages', 'grids/66', 'packages/3402', ''), oddValue)
      .map(([record, suffix]) => `/api/v4/${record}.${suffix}`),
  },
  { weight: 2, arbitrary: oddValue.map((value) => `/${value}`) },
  { weight: 2, arbitrary: oddValue.map((value) => `/api/v4/packages/${value}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '*',
      '//',
      '//evil.example/',
      '/api/v4//packages/',
      '/api/v4/packages//',
      'http://other/api/v4/',
      `/${'a'.repeat(15_000)}`,
      `/api/v4/packages/${'x'.repeat(12_000)}/`,
    ),
  },
)

const query = fc
  .array(fc.tuple(parameterName, oddValue), { maxLength: 4 })
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}`))

const oddHeaderValues = String.raw`
  */*|text/html|application/json; indent=99999999999999999999|application/json;indent=-4|;;;,,,|text/*;q=0|*/json|a/b/c|br;q=2, gzip;q=-1, *;q=nan
  |bytes=0-0|bytes=-1|bytes=5-2|"|W/"x|*|Thu, 99 Foo 2026 00:00:00 GMT`

const headerNames =
  'Accept Accept-Encoding If-None-Match If-Modified-Since Range Content-Type Cookie Authorization Origin Accept-Language Upgrade X-Long ' +
  'Access-Control-Request-Method'

const header = fc.tuple(
  fc.constantFrom(...headerNames.split(' ')),
  fc.oneof(
    oddValue,
    fc.constantFrom(','.repeat(3_000), 'x'.repeat(9_000), ...oddHeaderValues.split('|').map((value) => value.trim())),
  ),
)

const framingHeader = fc.constantFrom<[string, string]>(
  ['Host', ''],
  ['Host', 'evil.example:99999'],
  ['Expect', '100-continue'],
  ['Expect', 'magic'],
  ['Content-Length', '0'],
  ['Content-Length', '5'],
  ['Content-Length', '-1'],
  ['Transfer-Encoding', 'chunked'],
)

const method = fc.oneof(
  { weight: 8, arbitrary: fc.constant('GET') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'HEAD',
      'OPTIONS',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'TRACE',
      'PROPFIND',
      'QUERY',
      'M-SEARCH',
      'PURGE',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('get', 'FOO', 'CONNECT', '', 'GET\u0000') },
)

const isRare = fc.nat({ max: 9 }).map((number) => number === 0)

const oddRequest = fc.record({
  method,
  path,
  query,
  /** Blanks and control characters as they are end most requests in the parser, so most are escaped. */
  raw: isRare,
  headers: fc.array(header, { maxLength: 3 }),
  /** Headers that break the framing end in the parser too. */
  framing: isRare.chain((rare) => fc.array(framingHeader, rare ? { minLength: 1, maxLength: 2 } : { maxLength: 0 })),
  body: fc.constantFrom('', '', '', '{', '5\r\nhello\r\n0\r\n\r\n', '\u0000\u00ff'),
})

describe('a thousand odd requests', () => {
  it(`get no answer of 500 or more, and the server goes on (seed ${seed})`, async (test) => {
    await using server = await startTestServer()
    const { port } = new URL(server.origin)
    const statuses = new Map<number, number>()
    for (const odd of fc.sample(oddRequest, { numRuns: requests, seed })) {
      const target = odd.raw ? odd.path + odd.query : (odd.path + odd.query).replace(/[\0-\x20#\x7f-\xff]/g, encodeURIComponent)
      const headers = [['Connection', 'close'], ['Host', 'localhost'], ...odd.headers, ...odd.framing].map((pair) =>
        pair.join(': '),
      )
      const text = `${[`${odd.method} ${target} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n${odd.body}`
      const status = await readStatus(Number(port), text)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      assert.ok(status < 500, `${status} for ${JSON.stringify(text.slice(0, 1_000))}`)
    }
    assert.equal((await server.get('/api/v4/packages/3402/')).status, 200)
    // The requests are odd, not hopeless: every usual status is among the answers.
    test.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}`)
    for (const status of [200, 301, 400, 404, 405, 406])
      assert.ok((statuses.get(status) ?? 0) > 3, `${status}: ${statuses.get(status)}`)
  })
})

/** Status of the answer to the bytes of `text`; 0 when the server closes the connection without a word. */
async function readStatus(port: number, text: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => {})
  const closed = once(socket, 'close', { signal: AbortSignal.timeout(10_000) })
  socket.write(Buffer.from(text, 'latin1'))
  // A request that announces more than it sends would otherwise wait for the rest.
  socket.on('data', (chunk) => chunk.includes('100 Continue') || socket.end())
  await closed
  return Number(
    /^(?:HTTP\/1\.1 100 Continue\r\n\r\n)?HTTP\/1\.1 (\d{3})/.exec(Buffer.concat(chunks).toString('latin1'))?.[1] ?? 0,
  )
}
