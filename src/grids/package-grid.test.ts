import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { createVisitor } from '../../test/support/people.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

const page = '/packages/p/cerberos/'
const search = '/packages/cerberos/grids/add/'

describe('a grid from the page of a package', () => {
  let server: TestServer
  let editor: Browser
  let reader: Browser
  let id = 0
  before(async () => {
    server = await startTestServer()
    editor = await createVisitor(server, 'ed', 'editor')
    reader = await createVisitor(server, 'rea', 'reader')
    const row = await server.database.db
      .selectFrom('package')
      .select('id')
      .where('slug', '=', 'cerberos')
      .executeTakeFirstOrThrow()
    id = row.id
  })
  after(() => server[Symbol.asyncDispose]())

  it('is offered to those who may edit grids', async () => {
    assert.match((await editor.get(page)).body, /<form class="adder" action="\/packages\/cerberos\/grids\/add\/"/)
    for (const browser of [reader, server]) assert.doesNotMatch((await browser.get(page)).body, /class="adder"/)
    assert.equal((await reader.get(search)).status, 403)
    assert.match(String((await server.get(search)).headers.location), /^\/login\//)
    assert.equal((await editor.get('/packages/no-such/grids/add/')).status, 404)
  })

  it('is found by its title and takes the package in, which leads back to it', async () => {
    const found = (await editor.get(`${search}?q=TWO-FACTOR`)).body
    assert.match(found, /<form method="post" action="\/grids\/two-factor-authentication\/package\/add\/">/)
    const part = await editor.get(
      `/grids/ajax_grid_search/?q=two-factor&package_id=${id}&redirect=${encodeURIComponent(`${page}#grids`)}`,
    )
    assert.doesNotMatch(part.body, /<html|<main/)
    const fields = Object.fromEntries(
      [...part.body.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    )
    const { status, headers } = await editor.submit('/grids/two-factor-authentication/package/add/', fields)
    assert.deepEqual([status, headers.location], [303, `${page}?done=package-added#grids`])
    const shown = (await editor.get(`${page}?done=package-added`)).body
    assert.match(shown, /The package is in the grid/)
    assert.match(shown, /<li><a href="\/grids\/g\/two-factor-authentication\/">/)
    assert.match((await server.get(page)).body, /<li><a href="\/grids\/g\/two-factor-authentication\/">/)
    assert.doesNotMatch((await editor.get(`${search}?q=two-factor`)).body, /two-factor-authentication/)
  })

  it('leads back to this site only', async () => {
    const answer = await editor.submit('/grids/tagging/package/add/', {
      package: String(id),
      redirect: 'https://elsewhere.example/',
    })
    assert.equal(answer.status, 303)
    assert.match(String(answer.headers.location), /^\/grids\/g\/tagging\//)
  })

  it('offers no locked grid, and no button to those who may not', async () => {
    await server.database.db.updateTable('grid').set({ is_locked: true }).where('slug', '=', 'caching').execute()
    await server.changes.settled()
    const address = `/grids/ajax_grid_search/?q=caching&package_id=${id}`
    assert.match((await editor.get(address)).body, /locked/)
    for (const browser of [editor, reader, server]) assert.doesNotMatch((await browser.get(address)).body, /<form/)
    assert.match((await editor.get('/grids/ajax_package_search/?q=cerberos&grid=forms-no-such')).body, /cerberos/)
    assert.doesNotMatch((await reader.get('/grids/ajax_package_search/?q=mongodb&grid=tagging')).body, /<form/)
    assert.match(
      (await editor.get('/grids/ajax_package_search/?q=mongodb&grid=tagging')).body,
      /<form method="post" action="\/grids\/tagging\/package\/add\/">/,
    )
    assert.equal((await server.get('/grids/ajax_grid_search/?q=%00')).body, '')
    assert.match((await server.get('/grids/ajax_grid_search/?q=%3Cb%3E&package_id=x')).body, /No other grid/)
  })

  it('is made with the package in it', async () => {
    assert.match((await editor.get('/grids/add/?package=cerberos')).body, /<strong>cerberos<\/strong> will be its first package/)
    const { headers } = await editor.submit('/grids/add/?package=cerberos', { title: 'Made for it' })
    assert.equal(headers.location, '/grids/g/made-for-it/?done=grid-added')
    assert.match((await server.get('/grids/g/made-for-it/?status=all')).body, /\/packages\/p\/cerberos\//)
  })
})
