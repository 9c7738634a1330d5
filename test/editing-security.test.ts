import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createToken } from '../src/accounts/tokens.ts'
import { createEditor, type Editor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const address = '/api/v4/packages/3402/'
const valid = { title: 'T', slug: 'a-slug', category: 'apps', grids: [] }

describe('editing', () => {
  let server: TestServer
  let editor: Editor
  let moderator: Editor
  before(async () => {
    server = await startTestServer()
    editor = await createEditor(server)
    moderator = await createEditor(server, { role: 'moderator' })
  })
  after(() => server[Symbol.asyncDispose]())

  const read = async (path: string) => JSON.parse((await server.get(path)).body)

  it('needs a token that is for editing, whatever the role', async () => {
    const token = await createToken(server.database.db, { accountId: moderator.accountId, name: 'read', scope: 'read' })
    const headers = { Authorization: `Token ${token}`, 'Content-Type': 'application/json' }
    const answer = await server.send('PATCH', address, headers, '{"title":"x"}')
    assert.equal(answer.status, 403)
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
    assert.equal((await server.send('PATCH', address, {}, '{"title":"x"}')).status, 401)
  })

  it('is for editors', async () => {
    const reader = await createEditor(server, { role: 'reader' })
    const answer = await reader.send('PATCH', address, { title: 'x' })
    assert.equal(answer.status, 403)
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
    assert.equal((await reader.send('POST', '/api/v4/packages/3402/flags/', { reason: 'Wrong address' })).status, 201)
  })

  it('of categories and deleting are for moderators, and Allow and OPTIONS say so', async () => {
    assert.equal((await editor.send('PATCH', '/api/v4/categories/1/', { title: 'x' })).status, 403)
    assert.equal((await editor.send('DELETE', address)).status, 403)
    assert.equal((await editor.send('OPTIONS', address)).headers.allow, 'GET, PUT, PATCH, HEAD, OPTIONS')
    assert.equal((await editor.send('GET', '/api/v4/categories/1/')).headers.allow, 'GET, HEAD, OPTIONS')
    assert.equal((await moderator.send('OPTIONS', address)).headers.allow, 'GET, PUT, PATCH, DELETE, HEAD, OPTIONS')
    assert.ok(!('actions' in JSON.parse((await editor.send('OPTIONS', '/api/v4/categories/1/')).body)))
    const used = await moderator.send('DELETE', '/api/v4/categories/1/')
    assert.equal(used.status, 409)
  })

  it('leaves alone what is fetched or kept by Packgrid itself', async () => {
    const now = await read(address)
    const answer = await editor.send('PATCH', address, {
      id: 1,
      repo_watchers: 9,
      repo_forks: 9,
      repo_description: 'x',
      last_fetched: null,
      participants: ['x'],
      created: null,
      score: 100,
      created_by: 1,
      modified_by: 1,
      archived_at: null,
      latest_release_id: 1,
      category_id: 2,
      __proto__: { a: 1 },
    })
    assert.equal(answer.status, 200)
    assert.deepEqual({ ...JSON.parse(answer.body), modified: now.modified }, now)
  })

  it('takes no slug that could be mistaken for another address', async () => {
    for (const slug of [
      '../x',
      'a/b',
      'a.json',
      'a?b',
      'é',
      'a b',
      '%2e%2e',
      'a\u0000',
      '',
      '-'.repeat(51),
      null,
      ['x'],
      { a: 1 },
    ]) {
      const answer = await editor.send('POST', '/api/v4/packages/', { ...valid, slug })
      assert.equal(answer.status, 400, JSON.stringify(slug))
      assert.deepEqual(Object.keys(JSON.parse(answer.body)), ['slug'])
    }
  })

  it('takes no address of a repository that leads into this network', async () => {
    for (const host of [
      'localhost',
      '127.0.0.1',
      '0x7f000001',
      '2130706433',
      '[::1]',
      '10.1.2.3',
      '169.254.169.254',
      'db.internal',
      'a.local',
    ]) {
      const answer = await editor.send('POST', '/api/v4/packages/', { ...valid, repo_url: `https://${host}/a/b` })
      assert.equal(answer.status, 400, host)
      assert.deepEqual(Object.keys(JSON.parse(answer.body)), ['repo_url'])
    }
    for (const link of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//evil.example']) {
      const answer = await editor.send('PATCH', address, { repo_url: link, documentation_url: link })
      assert.deepEqual(
        JSON.parse(answer.body),
        { repo_url: ['Enter a valid URL.'], documentation_url: ['Enter a valid URL.'] },
        link,
      )
    }
  })

  it('knows a repository again however its address is written', async () => {
    const { repo_url } = await read('/api/v4/packages/50/')
    const path = repo_url.replace('https://github.com/', '')
    for (const written of [
      repo_url.toUpperCase(),
      `${repo_url}.git`,
      `${repo_url}/tree/main`,
      `git@github.com:${path}.git`,
      `ssh://git@github.com/${path}`,
    ]) {
      const answer = await editor.send('POST', '/api/v4/packages/', { ...valid, repo_url: written })
      assert.equal(answer.body, '{"repo_url":["package with this repo url already exists."]}', written)
    }
    const renamed = await editor.send('PATCH', '/api/v4/packages/50/', {
      repo_url: repo_url.toLowerCase(),
      pypi_url: 'Django-Audit',
    })
    assert.equal(JSON.parse(renamed.body).repo_url, repo_url.toLowerCase())
    assert.equal(JSON.parse(renamed.body).pypi_url, 'https://pypi.org/project/Django-Audit/')
  })

  it('reads no body of a stranger, and no large one of anybody', async () => {
    const large = JSON.stringify({ title: 'x'.repeat(2 ** 20) })
    const headers = { 'Content-Type': 'application/json' }
    assert.equal((await server.send('POST', '/api/v4/packages/', headers, large)).status, 401)
    const answer = await server.send('POST', '/api/v4/packages/', { ...headers, Authorization: editor.authorization }, large)
    assert.equal(answer.status, 413)
    assert.equal(answer.body, '{"detail":"The body is larger than 1048576 bytes."}')
    const chunked = await server.send(
      'POST',
      '/api/v4/packages/',
      { ...headers, Authorization: editor.authorization, 'transfer-encoding': 'chunked' },
      large,
    )
    assert.equal(chunked.status, 413)
    const deep = '['.repeat(10_000) + ']'.repeat(10_000)
    const nested = await server.send('POST', '/api/v4/packages/', { ...headers, Authorization: editor.authorization }, deep)
    assert.equal(nested.status, 400)
    const many = await editor.send('PATCH', address, { grids: Array.from({ length: 1_001 }, () => '66') })
    assert.equal(many.body, '{"grids":["At most 1000 items, not 1001."]}')
  })

  it('takes methods from the request line, not from a body or a header', async () => {
    const headers = {
      Authorization: moderator.authorization,
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-HTTP-Method-Override': 'DELETE',
    }
    assert.equal((await server.send('POST', address, headers, '_method=DELETE')).status, 405)
    assert.equal((await server.get(`${address}?_method=DELETE`, { Authorization: moderator.authorization })).status, 200)
    assert.equal((await server.get(address)).status, 200)
  })
})
