import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createBrowser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { savePassword } from './passwords.ts'
import { createAccount } from './store.ts'

const password = 'a few good words'

describe('logging in', () => {
  let server: TestServer
  let time = Date.parse('2026-02-15T12:00:00Z')
  before(async () => {
    server = await startTestServer({ publicUrl: 'http://packages.example', now: () => time })
    await savePassword(server.database.db, await createAccount(server.database.db, 'Sam', 'editor'), password)
  })
  after(() => server[Symbol.asyncDispose]())

  async function logIn(name = 'sam', next = '') {
    const browser = createBrowser(server)
    return { browser, answer: await browser.submit('/login/', { name, password, next }) }
  }

  it('with name and password, in whatever case the name is, leads on and makes one known', async () => {
    const { browser, answer } = await logIn('SAM', '/account/')
    assert.equal(answer.status, 303)
    assert.equal(answer.headers.location, '/account/')
    const page = await browser.get('/account/')
    assert.equal(page.status, 200)
    assert.match(page.body, /logged in as <strong>Sam<\/strong>, an editor/)
    assert.equal(page.headers['cache-control'], 'no-store')
  })

  it('sets a cookie that scripts cannot read and other sites cannot send', async () => {
    const { answer } = await logIn()
    const [cookie = ''] = answer.headers['set-cookie'] ?? []
    assert.match(cookie, /^packgrid_session=.*; Max-Age=5184000; Path=\/; HttpOnly; SameSite=Lax$/)
  })

  it('sets it for https only where readers come by https', async () => {
    await using secure = await startTestServer({ database: server.database, publicUrl: 'https://packages.example' })
    const answer = await createBrowser(secure, 'https://packages.example').submit('/login/', { name: 'sam', password })
    assert.match(String(answer.headers['set-cookie']), /^__Secure-packgrid_session=.*; HttpOnly; Secure; SameSite=Lax$/)
  })

  it('leads only to addresses of this site', async () => {
    for (const next of ['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)', '/a\r\nb', '']) {
      assert.equal((await logIn('sam', next)).answer.headers.location, '/account/', next)
    }
    assert.equal((await logIn('sam', '/grids/security/?sort=title')).answer.headers.location, '/grids/security/?sort=title')
  })

  it('begins a new session whatever cookie the browser had: nobody can plant one', async () => {
    const { browser } = await logIn()
    const planted = browser.cookie('packgrid_session')
    const victim = createBrowser(server)
    victim.setCookie('packgrid_session', planted)
    await victim.submit('/login/', { name: 'sam', password, next: '' })
    assert.notEqual(victim.cookie('packgrid_session'), planted)
  })

  it('says the same of a wrong password and of an unknown name', async () => {
    const wrong = await createBrowser(server).submit('/login/', { name: 'sam', password: 'another few words' })
    const unknown = await createBrowser(server).submit('/login/', { name: 'who', password })
    assert.equal(wrong.status, 403)
    assert.equal(unknown.status, 403)
    assert.match(wrong.body, /do not fit together/)
    assert.equal(wrong.body.replace('"sam"', ''), unknown.body.replace('"who"', ''))
    assert.equal(wrong.headers['set-cookie'], undefined)
  })

  it('has to wait after five wrong passwords, with the right one too, and then may again', async () => {
    await createAccount(server.database.db, 'guessed', 'editor').then((id) => savePassword(server.database.db, id, password))
    const attempt = (text: string) => createBrowser(server).submit('/login/', { name: 'guessed', password: text })
    for (const guess of ['one', 'two', 'three', 'four', 'five']) assert.equal((await attempt(guess)).status, 403, guess)
    const refused = await attempt(password)
    assert.equal(refused.status, 429)
    assert.match(refused.body, /try again in 15 minutes/)
    assert.equal(refused.headers['retry-after'], '900')
    time += 900_001
    assert.equal((await attempt(password)).status, 303)
  })

  it('is counted for the many that guess at once, too', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        createBrowser(server).submit('/login/', { name: 'nobody', password: `guess ${index}` }),
      ),
    )
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [...Array.from({ length: 5 }, () => 403), ...Array.from({ length: 7 }, () => 429)],
    )
  })

  it('is refused when a page of another site sends the form', async () => {
    for (const headers of [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', origin: server.origin },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
      {},
    ]) {
      const answer = await createBrowser(server, null).submit('/login/', { name: 'sam', password }, headers)
      assert.equal(answer.status, 403, JSON.stringify(headers))
      assert.equal(answer.headers['set-cookie'], undefined)
      assert.match(answer.body, /must be sent from a page of this site/)
    }
  })

  it('is not possible while the account is disabled, and ends its sessions', async () => {
    const { browser } = await logIn()
    await server.database.db
      .updateTable('account')
      .set({ disabled_at: '2026-01-01T00:00:00Z' })
      .where('login', '=', 'sam')
      .execute()
    assert.equal((await browser.get('/account/')).status, 303)
    assert.equal((await logIn()).answer.status, 403)
    await server.database.db.updateTable('account').set({ disabled_at: null }).where('login', '=', 'sam').execute()
    assert.equal((await logIn()).answer.status, 303)
  })

  it('does not outlive the session’s end: after 60 days the cookie is worth nothing', async () => {
    const { browser } = await logIn()
    assert.equal((await browser.get('/account/')).status, 200)
    await server.database.db.updateTable('session').set({ expires_at: '2026-01-01T00:00:00Z' }).execute()
    assert.equal((await browser.get('/account/')).status, 303)
  })

  it('cannot be forged: a cookie with another signature is nobody’s', async () => {
    const { browser } = await logIn()
    const forged = createBrowser(server)
    forged.setCookie('packgrid_session', `${browser.cookie('packgrid_session').slice(0, -6)}AAA%3D`)
    assert.equal((await forged.get('/account/')).status, 303)
  })

  it('ends with logging out: the session is gone, not only the cookie', async () => {
    const { browser } = await logIn()
    const copy = createBrowser(server)
    copy.setCookie('packgrid_session', browser.cookie('packgrid_session'))
    assert.equal((await browser.submit('/logout/', {})).status, 303)
    assert.equal((await copy.get('/account/')).status, 303)
  })

  it('keeps what it knows out of the answers that everybody shares', async () => {
    const { browser } = await logIn()
    const path = '/api/v4/packages/3402/'
    const known = await browser.get(path)
    assert.match(known.headers['cache-control'] ?? '', /^private/)
    const anonymous = await server.get(path)
    assert.match(anonymous.headers['cache-control'] ?? '', /^public/)
    assert.equal(known.body, anonymous.body)
    assert.match(anonymous.headers.vary ?? '', /Authorization, Cookie/)
  })
})
