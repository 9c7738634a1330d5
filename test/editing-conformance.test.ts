import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'

import { createEditor, type Editor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

interface RecordedCase {
  name: string
  method?: string
  path: string
  headers?: Record<string, string>
  body?: unknown
  token?: 'editor' | 'viewer'
  answer: { status: number; headers: Record<string, string>; body: string }
  volatile?: string[]
}

const cases: RecordedCase[] = readFileSync(new URL('fixtures/conformance/edit.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

/** The text with the values of the volatile keys taken out, which are numbers and quoted times at the top of the object. */
function withoutVolatile(body: string, keys: readonly string[]): string {
  return keys.reduce((text, key) => text.replace(new RegExp(`"${key}":(?:\\d+|"[^"]*")`), `"${key}":…`), body)
}

describe('recorded edits of the reference, one after the other', () => {
  let server: TestServer
  let editors: Record<'editor' | 'viewer', Editor>
  before(async () => {
    server = await startTestServer()
    editors = {
      editor: await createEditor(server, { name: 'editor', role: 'moderator' }),
      viewer: await createEditor(server, { name: 'viewer', role: 'reader' }),
    }
  })
  after(() => server[Symbol.asyncDispose]())

  it('are all there', () => {
    assert.equal(cases.length, 36)
  })

  for (const { name, method = 'GET', path, headers, body, token, answer, volatile = [] } of cases) {
    it(`${name}: the same bytes`, async () => {
      const content = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
      const type = typeof body === 'object' ? { 'Content-Type': 'application/json' } : {}
      const authorization = token ? { Authorization: editors[token].authorization } : {}
      const ours = await server.send(method, path, { ...type, ...authorization, ...headers }, content)
      assert.equal(withoutVolatile(ours.body, volatile), withoutVolatile(answer.body, volatile))
      assert.equal(ours.status, answer.status)
      assert.equal(ours.headers['content-type'], answer.headers['content-type'])
      assert.equal(ours.headers['www-authenticate'], answer.headers['www-authenticate'])
      // Whoever may not edit is not told of methods that would be refused.
      assert.equal(ours.headers.allow, token === 'editor' ? answer.headers['allow'] : 'GET, HEAD, OPTIONS')
      assert.match(ours.headers.vary ?? '', /^Accept(,|$)/)
    })
  }
})

/** Requests that a stock Django REST framework 3.14 refused, with the tables of the reference behind it. */
const refusals: (RecordedCase & { latin1?: boolean })[] = readFileSync(
  new URL('fixtures/conformance/refusals.ndjson', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

describe('what the framework of the reference refuses', () => {
  it('is refused in the same words, whatever is wrong with it', async () => {
    await using server = await startTestServer()
    const editors = {
      editor: await createEditor(server, { name: 'editor', role: 'moderator' }),
      viewer: await createEditor(server, { name: 'viewer', role: 'reader' }),
    }
    assert.ok(refusals.length > 150)
    for (const { method = 'GET', path, headers, body, token, latin1, answer } of refusals) {
      const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
      const type = typeof body === 'object' ? { 'Content-Type': 'application/json' } : {}
      const authorization = token ? { Authorization: editors[token].authorization } : {}
      const content = text === undefined ? undefined : Buffer.from(text, latin1 ? 'latin1' : 'utf8')
      const ours = await server.send(method, path, { ...type, ...authorization, ...headers }, content)
      assert.deepEqual([ours.status, ours.body], [answer.status, answer.body], `${method} ${path} ${text?.slice(0, 200)}`)
    }
  })
})
