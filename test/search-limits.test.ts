import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import * as fc from 'fast-check'
import { CompiledQuery, sql } from 'kysely'

import { searchTimeoutMs } from '../src/db/connect.ts'
import { toMatching } from '../src/search/matching.ts'
import { parseWords } from '../src/search/query.ts'
import { withinLimits } from '../src/search/service.ts'
import { toStatement } from '../src/search/store.ts'
import { testServerUrl } from './support/database.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 20_260_215)
const queries = 1_000

const oddPiece = fc.oneof(
  fc.constantFrom(
    ...'django & | ! ( ) <-> :* * \' " \\ % _ - -- or OR or" ""  :A category: stars:>1 stars:>99999999999 python:3.13 -cms'.split(
      ' ',
    ),
    ...'\0 \u202e \ufeff \ud800 💩 é ß İ ﷺ ĳ ١٢٣ %00 %_% $1 ; pg_sleep(10) {}[] https:// pkg:pypi/ git@a.b:c http://[::1]/a ://'.split(
      ' ',
    ),
    'a'.repeat(3_000),
    '"'.repeat(500),
    '-a '.repeat(300),
    '('.repeat(400),
    'maintained:true',
    'grid:caching',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom('cache', 'the', 'mfa', 'framework', 'gallery', 'x', 'authentication'),
)
const oddQuery = fc.record({
  q: fc.array(oddPiece, { minLength: 1, maxLength: 8 }).chain((pieces) => fc.constantFrom(pieces.join(' '), pieces.join(''))),
  v: fc.constantFrom('1', '2', '2', ''),
  more: fc.constantFrom(
    '',
    '',
    '&explain=1',
    '&limit=1000',
    '&offset=99999999999999999999',
    '&category=apps,%00',
    '&licence=%27',
    '&python=3.99',
    '&grid=1,2,x',
  ),
  path: fc.constantFrom(
    '/api/v4/search/',
    '/api/v4/search/',
    '/api/v4/search/',
    '/search/suggestions/',
    '/search/opensearch/suggestions/',
  ),
})

describe('search within limits', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it(`a thousand hostile queries get no answer of 500 or more, and none takes longer than a statement may (seed ${seed})`, async (test) => {
    const statuses = new Map<number, number>()
    let slowest = 0
    for (const { q, v, more, path } of fc.sample(oddQuery, { numRuns: queries, seed })) {
      const startedAt = performance.now()
      const { status, body } = await server.get(`${path}?q=${encodeURIComponent(q.toWellFormed())}&v=${v}${more}`)
      slowest = Math.max(slowest, performance.now() - startedAt)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      assert.ok(status < 500, `${status} for ${JSON.stringify(q)}: ${body}`)
    }
    test.diagnostic(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}; slowest ${Math.round(slowest)} ms`)
    assert.ok(slowest < searchTimeoutMs)
    for (const status of [200, 400]) assert.ok((statuses.get(status) ?? 0) > 50, `${status}: ${statuses.get(status)}`)
  })

  it(
    'a statement that takes too long ends in advice',
    { skip: testServerUrl ? false : 'the embedded database cannot interrupt itself' },
    async () => {
      const sleep = withinLimits(() => sql`select pg_sleep(10)`.execute(server.database.searchDb))
      await assert.rejects(sleep, { status: 400, body: { q: ['This search takes too long. Use fewer words, or rarer ones.'] } })
    },
  )

  it('the statement of a search reads documents by its indexes alone', async () => {
    const matching = toMatching(parseWords('cache backend').terms)
    const { sql: text, parameters } = toStatement(
      matching,
      { conditions: [], choices: [], limit: 20, offset: 0, breadth: 'first' },
      true,
    ).compile(server.database.searchDb)
    const plan = await server.database.searchDb.transaction().execute(async (tx) => {
      // Few rows are read faster without an index; of many, PostgreSQL chooses as it must here.
      await sql`select set_config('enable_seqscan', 'off', true)`.execute(tx)
      const { rows } = await tx.executeQuery<Record<string, string>>(CompiledQuery.raw(`explain ${text}`, [...parameters]))
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    assert.deepEqual([...new Set(plan.match(/search_document_(names|short_slug|short_title|vector)_idx/g))].toSorted(), [
      'search_document_names_idx',
      'search_document_short_slug_idx',
      'search_document_short_title_idx',
      'search_document_vector_idx',
    ])
    assert.doesNotMatch(plan, /Seq Scan on search_document/)
  })
})
