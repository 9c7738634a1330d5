import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'

const path = '/moderation/accounts/'
type Person = Browser & { accountId: number }

describe('managing accounts', () => {
  let server: TestServer
  let admin: Person
  let second: Person
  let moderator: Person
  let editor: Person
  before(async () => {
    server = await startTestServer({ content: 'empty', publicUrl: 'http://packages.example' })
    admin = await signInAs(server, 'Ada', 'admin')
    second = await signInAs(server, 'Bea', 'admin')
    moderator = await signInAs(server, 'mo', 'moderator')
    editor = await signInAs(server, 'ed', 'editor')
  })
  after(() => server[Symbol.asyncDispose]())

  const read = (id: number) =>
    server.database.db.selectFrom('account').select(['role', 'disabled_at']).where('id', '=', id).executeTakeFirstOrThrow()
  const log = () =>
    server.database.db.selectFrom('account_log').select(['account_id', 'by_id', 'action', 'detail']).orderBy('id').execute()

  it('is for administrators only', async () => {
    assert.match(String((await server.get(path)).headers.location), /^\/login\//)
    for (const person of [moderator, editor]) {
      assert.equal((await person.get(path)).status, 403)
      for (const action of ['role', 'block', 'unblock']) {
        assert.equal((await person.submit(`${path}${admin.accountId}/${action}/`, { role: 'reader' })).status, 403, action)
      }
    }
    assert.equal(
      (await admin.submit(`${path}${editor.accountId}/block/`, {}, { origin: 'https://elsewhere.example' })).status,
      403,
    )
    assert.equal((await admin.get(`${path}${editor.accountId}/block/`)).status, 405)
    assert.deepEqual(await log(), [])
    assert.doesNotMatch((await moderator.get('/moderation/')).body, /moderation\/accounts/)
    assert.match((await admin.get('/moderation/')).body, /href="\/moderation\/accounts\/"/)
  })

  it('lists accounts, by part of the name too', async () => {
    const names = async (query = '') =>
      [...(await admin.get(path + query)).body.matchAll(/<th scope="row"><a href="\/profiles\/(\w+)\//g)].map(([, name]) => name)
    assert.deepEqual(await names(), ['Ada', 'Bea', 'ed', 'mo'])
    assert.deepEqual(await names('?q=BE'), ['Bea'])
    assert.match((await admin.get(`${path}?q=%3Cb%3E`)).body, /No account has “&lt;b&gt;”/)
  })

  it('gives roles, writes down who did, and does nothing twice', async () => {
    const address = `${path}${editor.accountId}/role/`
    for (const _ of [1, 2]) assert.equal((await admin.submit(address, { role: 'moderator' })).status, 303)
    assert.equal((await read(editor.accountId)).role, 'moderator')
    assert.equal((await editor.get('/moderation/')).status, 200)
    assert.deepEqual(await log(), [
      { account_id: editor.accountId, by_id: admin.accountId, action: 'role', detail: 'editor → moderator' },
    ])
    assert.match(
      (await admin.get(path)).body,
      /Ada changed the role of <a href="\/profiles\/ed\/">ed<\/a> <span class="soft">\(editor → moderator\)/,
    )
    assert.equal((await admin.submit(address, { role: 'owner' })).status, 404)
    assert.equal((await admin.submit(`${path}999999/role/`, { role: 'reader' })).status, 404)
    assert.equal((await admin.submit(`${path}x/block/`, {})).status, 404)
  })

  it('shuts accounts out at once, and lets them in again', async () => {
    assert.equal((await admin.submit(`${path}${editor.accountId}/block/`, {})).status, 303)
    assert.match(String((await editor.get('/account/')).headers.location), /^\/login\//)
    assert.equal((await editor.submit('/login/', { name: 'ed', password: 'a few good words' })).status, 403)
    assert.equal((await admin.submit(`${path}${editor.accountId}/unblock/`, {})).status, 303)
    assert.equal((await editor.submit('/login/', { name: 'ed', password: 'a few good words' })).status, 303)
    assert.deepEqual(
      (await log()).map(({ action }) => action),
      ['role', 'block', 'unblock'],
    )
  })

  it('leaves an administrator in any case', async () => {
    for (const action of ['role', 'block']) {
      assert.equal((await admin.submit(`${path}${admin.accountId}/${action}/`, { role: 'reader' })).status, 409)
    }
    await Promise.all([
      admin.submit(`${path}${second.accountId}/block/`, {}),
      second.submit(`${path}${admin.accountId}/block/`, {}),
    ])
    const states = [await read(admin.accountId), await read(second.accountId)]
    assert.equal(states.filter(({ disabled_at }) => disabled_at === null).length, 1)
  })
})
