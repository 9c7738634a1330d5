import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { savePassword } from '../src/accounts/passwords.ts'
import { createAccount } from '../src/accounts/store.ts'
import { type Browser, createBrowser } from './support/browser.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const password = 'a few good words'
const address = '/api/v4/packages/3402/'

describe('the browsable page of somebody who has logged in, without JavaScript', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ publicUrl: 'http://packages.example' })
    for (const [name, role] of [
      ['sam', 'editor'],
      ['mo', 'moderator'],
      ['eve', 'reader'],
    ] as const) {
      await savePassword(server.database.db, await createAccount(server.database.db, name, role), password)
    }
  })
  after(() => server[Symbol.asyncDispose]())

  /** Navigations of a browser ask for HTML. */
  const html = { accept: 'text/html' }

  async function logIn(name: string, origin?: string | null): Promise<Browser> {
    const browser = createBrowser(server)
    assert.equal((await browser.submit('/login/', { name, password })).status, 303)
    if (origin === undefined) return browser
    const other = createBrowser(server, origin)
    other.setCookie('packgrid_session', browser.cookie('packgrid_session'))
    return other
  }
  const readPage = async (browser: Browser, path: string) => (await browser.get(`${path}?format=api`)).body
  const csrfOf = (page: string) => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
  const read = async (path: string) => JSON.parse((await server.get(path)).body)

  it('shows the forms for what the reader may do, and none to others', async () => {
    const sam = await readPage(await logIn('sam'), address)
    assert.match(sam, /name="_method" value="PUT"/)
    assert.match(sam, /name="_method" value="PATCH"/)
    assert.doesNotMatch(sam, /name="_method" value="DELETE"/)
    assert.match(sam, /<b>Allow:<\/b> GET, PUT, PATCH, HEAD, OPTIONS/)
    assert.match(await readPage(await logIn('mo'), address), /Yes, delete/)
    for (const page of [await readPage(await logIn('eve'), address), await readPage(createBrowser(server), address)]) {
      assert.doesNotMatch(page, /name="_method"/)
    }
    const { headers } = await (await logIn('sam')).get(`${address}?format=api`)
    assert.match(headers['cache-control'] ?? '', /private/)
  })

  it('adds, changes and deletes by forms, and goes on to what came of it', async () => {
    const browser = await logIn('mo')
    const page = await readPage(browser, '/api/v4/packages/')
    assert.match(page, /<option value="\/api\/v4\/categories\/1\/">/)
    const fields = {
      csrf: csrfOf(page),
      _method: 'POST',
      title: 'From a form',
      slug: 'from-a-form',
      category: '/api/v4/categories/1/',
      grids: ' /api/v4/grids/66/\n\n3 ',
      repo_url: 'git@github.com:Example/From-A-Form.git',
      repo_host: '',
      pypi_url: '',
      documentation_url: '',
    }
    const added = await browser.submit('/api/v4/packages/', fields, html)
    assert.equal(added.status, 303)
    const path = added.headers.location ?? ''
    const record = await read(path)
    assert.equal(record.repo_url, 'https://github.com/Example/From-A-Form')
    assert.deepEqual(
      record.grids.map((link: string) => link.slice(-4)),
      ['s/3/', '/66/'],
    )
    const saved = await browser.submit(path, { ...fields, _method: 'PUT', title: 'Saved', grids: '' }, html)
    assert.equal(saved.headers.location, path)
    assert.deepEqual(await read(`${path}?fields=title,grids`), { grids: [], title: 'Saved' })
    const removed = await browser.submit(path, { csrf: fields.csrf, _method: 'DELETE' }, html)
    assert.equal(removed.headers.location, '/api/v4/packages/')
    assert.equal((await server.get(path)).status, 404)
    const { results } = await read('/api/v4/revisions/?limit=1')
    assert.equal(results[0].via, 'page')
  })

  it('takes raw JSON for PUT and PATCH', async () => {
    const browser = await logIn('sam')
    const page = await readPage(browser, address)
    const fields = { csrf: csrfOf(page), _method: 'PATCH', _content_type: 'application/json', _content: '{"title": "Raw"}' }
    assert.equal((await browser.submit(address, fields, html)).status, 303)
    assert.equal((await read(address)).title, 'Raw')
    const broken = await browser.submit(address, { ...fields, _content: '{"title": ' }, html)
    assert.equal(broken.status, 400)
    assert.match(broken.body, /JSON parse error - Expecting value: line 1 column 11/)
  })

  it('comes back with what was typed and what is wrong with it', async () => {
    const browser = await logIn('sam')
    const page = await readPage(browser, address)
    const answer = await browser.submit(
      address,
      { csrf: csrfOf(page), _method: 'PUT', title: '', slug: 'a <b> slug', category: '/api/v4/categories/1/' },
      html,
    )
    assert.equal(answer.status, 400)
    assert.match(answer.body, /value="a &lt;b&gt; slug"/)
    assert.match(answer.body, /This field may not be blank\./)
    assert.match(answer.body, /Nothing has been saved yet/)
  })

  it('takes nothing from a page of another site, nor what does not say where it comes from', async () => {
    const earlier = await read(address)
    for (const origin of ['https://evil.example', null]) {
      const browser = await logIn('mo', origin)
      const answer = await browser.submit(address, { _method: 'DELETE' })
      assert.equal(answer.status, 403, String(origin))
      assert.match(answer.body, /CSRF Failed/)
      for (const method of ['PATCH', 'DELETE']) {
        const cookie = `packgrid_session=${browser.cookie('packgrid_session')}`
        const headers = { cookie, 'content-type': 'application/json', ...(origin !== null && { origin }) }
        assert.equal((await server.send(method, address, headers, '{}')).status, 403)
      }
    }
    assert.deepEqual(await read(address), earlier)
  })

  it('takes a form that says nothing of its origin when it holds the token of the session', async () => {
    const browser = await logIn('sam', null)
    const csrf = csrfOf(await readPage(browser, address))
    assert.notEqual(csrf, '')
    assert.equal((await browser.submit(address, { csrf, _method: 'PATCH', title: 'Own' })).status, 303)
    assert.equal((await browser.submit(address, { csrf: `${csrf}x`, _method: 'PATCH', title: 'Other' })).status, 403)
    assert.equal((await read(address)).title, 'Own')
  })

  it('has a button for what is no record', async () => {
    const browser = await logIn('mo')
    const { results } = await read(`${address}revisions/?limit=1`)
    const path = `/api/v4/revisions/${results[0].id}/revert/`
    const page = (await browser.get(`${path}?format=api`)).body
    assert.match(page, /Revision Revert<\/button>/)
    const answer = await browser.submit(path, { csrf: csrfOf(page), _method: 'POST' }, html)
    assert.equal(answer.status, 303)
    assert.equal((await read(answer.headers.location ?? '')).reverts, results[0].id)
  })
})
