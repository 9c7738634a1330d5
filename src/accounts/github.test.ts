import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createBrowser } from '../../test/support/browser.ts'
import { type GitHubPerson, type GitHubServer, startGitHub } from '../../test/support/github.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('logging in with GitHub', () => {
  let github: GitHubServer
  let server: TestServer
  before(async () => {
    github = await startGitHub()
    server = await startTestServer({ publicUrl: 'http://packages.example', environment: github.environment })
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await github[Symbol.asyncDispose]()
  })

  const begin = async (browser = createBrowser(server), next = '/account/') => {
    const answer = await browser.submit('/login/github/', { next })
    return { browser, answer, location: answer.headers.location ?? '' }
  }
  async function logIn(person: GitHubPerson, next?: string) {
    const { browser, location } = await begin(createBrowser(server), next)
    return { browser, answer: await browser.get(github.allow(location, person)) }
  }
  const nameOf = async (browser: ReturnType<typeof createBrowser>) =>
    /logged in as <strong>(.*?)<\/strong>/.exec((await browser.get('/account/')).body)?.[1]

  it('asks GitHub with state, PKCE and for no rights at all', async () => {
    const { answer, location } = await begin()
    assert.equal(answer.status, 303)
    const { origin, searchParams } = new URL(location)
    assert.equal(origin, github.url)
    assert.equal(searchParams.get('redirect_uri'), 'http://packages.example/login/callback/github')
    assert.match(searchParams.get('state') ?? '', /^[\w-]{32}$/)
    assert.match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/)
    assert.equal(searchParams.get('scope') || undefined, undefined)
    assert.match(
      String((await createBrowser(server).get('/login/')).headers['content-security-policy']),
      new RegExp(`form-action 'self' ${github.url};`),
    )
  })

  it('makes an account the first time and finds it again, whatever its owner is called by then', async () => {
    const first = await logIn({ id: 7, login: 'octo-cat' }, '/grids/')
    assert.equal(first.answer.headers.location, '/grids/')
    assert.equal(await nameOf(first.browser), 'octo-cat')
    const again = await logIn({ id: 7, login: 'renamed' })
    assert.equal(await nameOf(again.browser), 'octo-cat')
    const accounts = await server.database.db
      .selectFrom('account')
      .select(['name', 'role'])
      .where('name', '=', 'octo-cat')
      .execute()
    assert.deepEqual(accounts, [{ name: 'octo-cat', role: 'editor' }])
  })

  it('gives nobody the account of somebody else with the same name', async () => {
    await server.database.db.insertInto('account').values({ name: 'Taken', role: 'admin' }).execute()
    const { browser } = await logIn({ id: 8, login: 'taken' })
    assert.equal(await nameOf(browser), 'taken-2')
  })

  it('keeps neither the access token nor the address of the person', async () => {
    await logIn({ id: 9, login: 'private' })
    const rows = [
      await server.database.db.selectFrom('sign_in').selectAll().execute(),
      await server.database.db.selectFrom('account').selectAll().execute(),
    ]
    assert.match(JSON.stringify(rows), /9\+private@users\.noreply/)
    assert.doesNotMatch(JSON.stringify(rows), /gho_/)
  })

  it('is worth nothing in another browser: the state belongs to the one that began', async () => {
    const { location } = await begin()
    const victim = createBrowser(server)
    const answer = await victim.get(github.allow(location, { id: 10, login: 'attacker' }))
    assert.match(answer.headers.location ?? '', /\/login\/\?error=state_/)
    assert.equal(await nameOf(victim), undefined)
  })

  it('cannot be repeated with the same address', async () => {
    const { browser, location } = await begin()
    const back = github.allow(location, { id: 11, login: 'once' })
    await browser.get(back)
    const copy = createBrowser(server)
    assert.match((await copy.get(back)).headers.location ?? '', /error=/)
    assert.match((await browser.get(back)).headers.location ?? '', /error=/)
  })

  it('says what went wrong when GitHub was not allowed to tell, or is not there', async () => {
    const { browser, location } = await begin()
    const state = new URL(location).searchParams.get('state') ?? ''
    const denied = await browser.get(`/login/callback/github?error=access_denied&state=${state}`)
    const page = await browser.get(
      new URL(denied.headers.location ?? '', server.origin).pathname +
        new URL(denied.headers.location ?? '', server.origin).search,
    )
    assert.equal(page.status, 403)
    assert.match(page.body, /GitHub was not allowed to say who you are/)
    const other = await begin()
    const unknown = await other.browser.get(
      `/login/callback/github?code=nonsense&state=${new URL(other.location).searchParams.get('state')}`,
    )
    assert.match(unknown.headers.location ?? '', /error=/)
  })

  it('makes no account where only whoever runs the site makes them', async () => {
    await using closed = await startTestServer({
      database: server.database,
      publicUrl: 'http://packages.example',
      environment: { ...github.environment, SIGN_UP: 'closed' },
    })
    const browser = createBrowser(closed)
    const { location } = await begin(browser)
    const answer = await browser.get(github.allow(location, { id: 12, login: 'stranger' }))
    assert.match(answer.headers.location ?? '', /error=signup_disabled/)
    assert.equal((await browser.get('/signup/')).status, 404)
    const known = createBrowser(closed)
    await known.get(github.allow((await begin(known)).location, { id: 7, login: 'octo-cat' }))
    assert.equal(await nameOf(known), 'octo-cat')
  })

  it('begins only from a page of this site', async () => {
    const answer = await createBrowser(server, 'https://evil.example').submit('/login/github/', { next: '/' })
    assert.equal(answer.status, 403)
  })
})
