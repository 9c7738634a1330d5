import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type Browser, createBrowser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { savePassword } from './passwords.ts'
import { createAccount } from './store.ts'
import { createToken } from './tokens.ts'

const password = 'a few good words'
const address = '/api/v4/packages/3402/'

describe('the account page', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ publicUrl: 'http://packages.example' })
    for (const name of ['sam', 'kim']) {
      await savePassword(server.database.db, await createAccount(server.database.db, name, 'editor'), password)
    }
  })
  after(() => server[Symbol.asyncDispose]())

  async function logIn(name = 'sam', secret = password): Promise<Browser> {
    const browser = createBrowser(server)
    assert.equal((await browser.submit('/login/', { name, password: secret })).status, 303)
    return browser
  }
  const idsOn = async (browser: Browser, pattern: RegExp) =>
    [...(await browser.get('/account/')).body.matchAll(pattern)].map(([, id]) => id ?? '')
  const makeToken = async (browser: Browser, fields: Record<string, string> = {}) => {
    const page = await browser.submit('/account/tokens/', { 'token-name': 'backup <b>', scope: 'edit', days: '30', ...fields })
    return { page, token: /pkg_\w{49}/.exec(page.body)?.[0] ?? '' }
  }

  it('asks strangers to log in first, and a token opens it as little', async () => {
    const token = await createToken(server.database.db, { accountId: 1, name: 'x', scope: 'edit' })
    for (const headers of [{}, { authorization: `Token ${token}` }]) {
      const answer = await server.get('/account/', headers)
      assert.equal(answer.status, 303)
      assert.equal(answer.headers.location, '/login/?next=%2Faccount%2F')
    }
  })

  it('makes a token, shows it once, and revokes it', async () => {
    const browser = await logIn()
    const { page, token } = await makeToken(browser)
    assert.equal(page.status, 200)
    assert.match(page.body, /backup &lt;b&gt;/)
    assert.equal((await server.get(address, { authorization: `Token ${token}` })).status, 200)
    const later = await browser.get('/account/')
    assert.doesNotMatch(later.body, new RegExp(token))
    assert.match(later.body, new RegExp(`${token.slice(0, 8)}…`))
    const [id = ''] = await idsOn(browser, /tokens\/(\d+)\/revoke/g)
    assert.equal((await browser.submit(`/account/tokens/${id}/revoke/`, {})).headers.location, '/account/?done=revoked')
    assert.equal((await server.get(address, { authorization: `Token ${token}` })).status, 401)
  })

  it('refuses tokens that make no sense, each with a reason', async () => {
    const browser = await logIn()
    for (const [fields, reason] of [
      [{ 'token-name': ' ' }, /1 to 100 characters/],
      [{ 'token-name': 'x'.repeat(101) }, /1 to 100 characters/],
      [{ scope: 'admin' }, /may read or edit/],
      [{ days: '100000' }, /how long/],
      [{ days: '__proto__' }, /how long/],
    ] as const) {
      const { page, token } = await makeToken(browser, fields)
      assert.equal(page.status, 400)
      assert.match(page.body, reason)
      assert.equal(token, '')
    }
  })

  it('leaves the tokens and sessions of somebody else alone', async () => {
    const [sam, kim] = [await logIn('sam'), await logIn('kim')]
    const { token } = await makeToken(sam)
    const [tokenId = ''] = await idsOn(sam, /tokens\/(\d+)\/revoke/g)
    await kim.submit(`/account/tokens/${tokenId}/revoke/`, {})
    assert.equal((await server.get(address, { authorization: `Token ${token}` })).status, 200)
    const { id } = await server.database.db
      .selectFrom('session')
      .select('id')
      .orderBy('id', 'desc')
      .offset(1)
      .executeTakeFirstOrThrow()
    await kim.submit(`/account/sessions/${id}/end/`, {})
    assert.equal((await sam.get('/account/')).status, 200)
  })

  it('lists the sessions, and ends one or all others', async () => {
    const browser = await logIn()
    await browser.submit('/account/sessions/end-others/', {})
    const [second, third] = [await logIn(), await logIn()]
    const ids = await idsOn(browser, /sessions\/(\d+)\/end\//g)
    assert.equal(ids.length, 2)
    await browser.submit(`/account/sessions/${ids[0]}/end/`, {})
    assert.deepEqual([(await second.get('/account/')).status, (await third.get('/account/')).status], [200, 303])
    await browser.submit('/account/sessions/end-others/', {})
    assert.deepEqual([(await browser.get('/account/')).status, (await second.get('/account/')).status], [200, 303])
  })

  it('changes the password, ends all other sessions and begins this one anew', async () => {
    const [browser, other] = [await logIn('kim'), await logIn('kim')]
    const earlier = browser.cookie('packgrid_session')
    const change = (current: string, next: string) => browser.submit('/account/password/', { current, new: next })
    assert.match((await change('wrong password', 'other good words')).body, /current password is another one/)
    assert.match((await change(password, 'short')).body, /at least 10 characters/)
    assert.equal((await change(password, 'other good words')).headers.location, '/account/?done=password')
    assert.notEqual(browser.cookie('packgrid_session'), earlier)
    assert.equal((await browser.get('/account/')).status, 200)
    assert.equal((await other.get('/account/')).status, 303)
    await logIn('kim', 'other good words')
    assert.equal((await createBrowser(server).submit('/login/', { name: 'kim', password })).status, 403)
  })

  it('does nothing that a page of another site asks for', async () => {
    const browser = await logIn()
    const forms: [string, Record<string, string>][] = [
      ['/account/tokens/', { 'token-name': 'x', scope: 'edit', days: '' }],
      ['/account/sessions/end-others/', {}],
      ['/account/password/', { current: password, new: 'other good words' }],
      ['/logout/', {}],
    ]
    for (const [path, fields] of forms) {
      for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }]) {
        assert.equal((await browser.submit(path, fields, headers)).status, 403, path)
      }
    }
    assert.equal((await browser.get('/account/')).status, 200)
    await logIn()
  })

  it('takes the token in the form for proof from browsers that do not say where a form comes from', async () => {
    const silent = createBrowser(server, null)
    const browser = await logIn()
    silent.setCookie('packgrid_session', browser.cookie('packgrid_session'))
    const csrf = /name="csrf" value="([\w-]+)"/.exec((await silent.get('/account/')).body)?.[1] ?? ''
    const send = (given: string) => silent.submit('/account/sessions/end-others/', { csrf: given })
    assert.equal((await send('')).status, 403)
    assert.equal((await send(`${csrf}x`)).status, 403)
    assert.equal((await send(csrf)).status, 303)
    assert.equal((await silent.submit('/account/sessions/end-others/', { csrf }, { origin: 'https://evil.example' })).status, 403)
  })

  it('changes nothing on GET', async () => {
    const browser = await logIn()
    const [id = ''] = await idsOn(browser, /tokens\/(\d+)\/revoke/g)
    for (const path of [`/account/tokens/${id}/revoke/`, '/account/sessions/end-others/']) {
      assert.equal((await browser.get(path)).status, 404)
    }
    // An old address leads to the page that holds the button.
    assert.equal((await browser.get('/logout/')).status, 301)
    const { status, body } = await browser.get('/account/')
    assert.equal(status, 200)
    assert.ok(body.includes(`/account/tokens/${id}/revoke/`))
  })

  it('takes no forms of more than 16 KiB', async () => {
    const browser = await logIn()
    assert.equal((await makeToken(browser, { 'token-name': 'x'.repeat(20_000) })).page.status, 413)
    assert.equal((await createBrowser(server).submit('/login/', { name: 'x'.repeat(20_000), password })).status, 413)
  })
})

describe('signing up', () => {
  it('makes an account that may edit at once, with a smaller budget on its first day', async () => {
    await using server = await startTestServer({ content: 'sample', publicUrl: 'http://packages.example' })
    const browser = createBrowser(server)
    const answer = await browser.submit('/signup/', { name: 'Newcomer', password, next: '/grids/' })
    assert.equal(answer.headers.location, '/grids/')
    assert.match((await browser.get('/account/')).body, /<strong>Newcomer<\/strong>, an editor/)
    assert.match(String((await browser.get(address)).headers['ratelimit']), /^"new-account";/)
  })

  it('makes readers where editors are to be trusted first', async () => {
    await using server = await startTestServer({ publicUrl: 'http://packages.example', environment: { EDIT_POLICY: 'trusted' } })
    const browser = createBrowser(server)
    await browser.submit('/signup/', { name: 'newcomer', password })
    assert.match((await browser.get('/account/')).body, /<strong>newcomer<\/strong>, a reader/)
  })

  it('refuses taken names, odd names and weak passwords, keeps what was typed, and takes ten an hour from one address', async () => {
    await using server = await startTestServer({ publicUrl: 'http://packages.example' })
    const signUp = (name: string, secret = password) => createBrowser(server).submit('/signup/', { name, password: secret })
    assert.equal((await signUp('first')).status, 303)
    const taken = await signUp('FIRST')
    assert.equal(taken.status, 400)
    assert.match(taken.body, /has this name already/)
    assert.match(taken.body, /value="FIRST"/)
    for (const name of ['', 'a b', '-a', 'é', '<b>', 'x'.repeat(51)])
      assert.match((await signUp(name)).body, /letters and digits/, name)
    assert.match((await signUp('second', 'short')).body, /at least 10 characters/)
    for (let index = 0; index < 8; index++) assert.equal((await signUp(`more-${index}`)).status, 303)
    assert.equal((await signUp('one-too-many')).status, 429)
  })
})
