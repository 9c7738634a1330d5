import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from './support/server.ts'

interface RecordedCase {
  name: string
  method?: string
  path: string
  headers?: Record<string, string>
  answer: { status: number; headers: Record<string, string>; body: string }
}

const cases: RecordedCase[] = readFileSync(new URL('fixtures/conformance/read.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('recorded answers of the reference', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('are all there', () => {
    assert.equal(cases.length, 51)
  })

  for (const { name, method = 'GET', path, headers, answer } of cases) {
    it(`${name}: the same bytes, from the database and from the cache`, async () => {
      for (const source of ['database', 'cache']) {
        const ours = await server.send(method, path, headers)
        assert.equal(ours.status, answer.status, source)
        assert.equal(ours.headers['content-type'], answer.headers['content-type'], source)
        assert.equal(ours.headers.allow, answer.headers['allow'], source)
        assert.equal(ours.headers.location, answer.headers['location'], source)
        if (answer.headers['vary']) assert.match(ours.headers.vary ?? '', /^Accept(,|$)/, source)
        // The HTML page outside the API is our own.
        if (answer.headers['content-type'] === 'application/json' || method === 'HEAD')
          assert.equal(ours.body, answer.body, source)
      }
    })
  }
})
