import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { createVisitor } from '../../test/support/people.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

const form = '/packages/cerberos/deprecation/'
const page = '/packages/p/cerberos/'

describe('deprecation', () => {
  let server: TestServer
  let editor: Browser
  let other: Browser
  let reader: Browser
  before(async () => {
    server = await startTestServer()
    editor = await createVisitor(server, 'ed', 'editor')
    other = await createVisitor(server, 'eva', 'editor')
    reader = await createVisitor(server, 'rea', 'reader')
  })
  after(() => server[Symbol.asyncDispose]())

  const readSeen = async (browser: Browser, path = form) =>
    /name="seen" value="([^"]*)"/.exec((await browser.get(path)).body)?.[1] ?? 'none'
  const save = async (fields: Record<string, string>, browser = editor, path = form) =>
    browser.submit(path, { seen: await readSeen(browser, path), step: 'save', ...fields })

  it('is for those who may edit', async () => {
    assert.match(String((await server.get(form)).headers.location), /^\/login\//)
    assert.equal((await reader.get(form)).status, 403)
    assert.equal((await reader.submit(form, { step: 'save' })).status, 403)
    assert.equal((await editor.submit(form, { step: 'save' }, { origin: 'https://elsewhere.example' })).status, 403)
    assert.match((await editor.get(page)).body, /href="\/packages\/cerberos\/deprecation\/"/)
  })

  it('shows on the page with its day and what to use instead, leaves the API as it was, and is taken back', async () => {
    const record = (await server.get('/api/v4/packages/cerberos/')).body
    const fieldsOf = (body: string) => Object.keys(JSON.parse(body))
    assert.equal((await save({ since: '2026-01-05', successor: 'django-mfa' })).status, 303)
    await server.changes.settled()
    const { body } = await server.get(page)
    assert.match(body, /Deprecated.*since <time datetime="2026-01-05">/s)
    assert.match(body, /Use <a href="\/packages\/p\/django-mfa\/">/)
    assert.deepEqual(fieldsOf((await server.get('/api/v4/packages/cerberos/')).body), fieldsOf(record))
    const { body: history } = await server.get('/packages/cerberos/revisions/')
    assert.match(history, /ed/)
    assert.match(history, /deprecated/i)
    assert.equal((await save({ step: 'clear' })).status, 303)
    await server.changes.settled()
    assert.doesNotMatch((await server.get(page)).body, /Deprecated/)
  })

  it('is as old as today unless told, and stays so when only the successor changes', async () => {
    await save({})
    const today = new Date().toISOString().slice(0, 10)
    const read = () =>
      server.database.db
        .selectFrom('package')
        .select(['deprecated_at', 'replaced_by_id'])
        .where('slug', '=', 'cerberos')
        .executeTakeFirstOrThrow()
    assert.equal(new Date((await read()).deprecated_at ?? 0).toISOString().slice(0, 10), today)
    await save({ since: '2025-03-04' })
    await save({ since: '', successor: 'django-mfa' })
    assert.equal(new Date((await read()).deprecated_at ?? 0).toISOString().slice(0, 10), '2025-03-04')
    assert.notEqual((await read()).replaced_by_id, null)
    await save({ step: 'clear' })
    assert.deepEqual(await read(), { deprecated_at: null, replaced_by_id: null })
  })

  it('refuses what cannot be, and keeps what was typed', async () => {
    for (const [fields, field] of [
      [{ since: '2026-02-30' }, 'since'],
      [{ since: '2999-01-01' }, 'since'],
      [{ successor: 'no-such <b>' }, 'successor'],
      [{ successor: 'cerberos' }, 'successor'],
    ] as const) {
      const refused = await save(fields)
      assert.equal(refused.status, 400, field)
      assert.match(refused.body, new RegExp(`id="${field}-error"`), field)
    }
    assert.match((await save({ successor: 'no-such <b>' })).body, /value="no-such &lt;b&gt;"/)
    assert.equal((await editor.get('/packages/no-such/deprecation/')).status, 404)
  })

  it('leads in no circle', async () => {
    const mfa = '/packages/django-mfa/deprecation/'
    assert.equal((await save({ successor: 'django-mfa' })).status, 303)
    const refused = await save({ successor: 'cerberos' }, editor, mfa)
    assert.equal(refused.status, 400)
    assert.match(refused.body, /replaced by this package itself/)
    await save({ step: 'clear' })
  })

  it('does not write over what somebody else said meanwhile', async () => {
    const seen = await readSeen(editor)
    assert.equal((await save({ since: '2024-01-01' }, other)).status, 303)
    const refused = await editor.submit(form, { seen, step: 'save', since: '2023-01-01' })
    assert.equal(refused.status, 409)
    assert.match(refused.body, /somebody else has changed this.*deprecated since 2024-01-01/s)
    assert.match(refused.body, /value="2023-01-01"/)
    const again = /name="seen" value="([^"]*)"/.exec(refused.body)?.[1] ?? ''
    assert.equal((await editor.submit(form, { seen: again, step: 'save', since: '2023-01-01' })).status, 303)
  })
})
