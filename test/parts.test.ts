import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createEditor, type Editor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

describe('the parts of grids and packages', () => {
  let server: TestServer
  let editor: Editor
  let other: Editor
  let moderator: Editor
  before(async () => {
    server = await startTestServer()
    editor = await createEditor(server)
    other = await createEditor(server)
    moderator = await createEditor(server, { role: 'moderator' })
  })
  after(() => server[Symbol.asyncDispose]())

  const read = async (path: string) => JSON.parse((await server.get(path)).body)

  it('are features and cells of a grid, which editors add, change and remove', async () => {
    const feature = await editor.send('POST', '/api/v4/grids/66/features/', { title: 'Tokens' })
    assert.equal(feature.status, 201, feature.body)
    const { id, grid } = JSON.parse(feature.body)
    assert.equal(grid, 'https://djangopackages.org/api/v4/grids/66/')
    assert.equal(feature.headers.location, `https://djangopackages.org/api/v4/grids/66/features/${id}/`)
    const cell = await editor.send('POST', '/api/v4/grids/66/elements/', { package: 'django-mfa', feature: id, text: 'yes' })
    assert.equal(cell.status, 201, cell.body)
    const element = JSON.parse(cell.body)
    assert.equal(element.package, 'https://djangopackages.org/api/v4/packages/3402/')
    assert.equal(element.feature, `https://djangopackages.org/api/v4/grids/66/features/${id}/`)
    const path = `/api/v4/grids/66/elements/${element.id}/`
    assert.equal((await editor.send('PUT', path, { ...element, text: 'no' })).status, 200)
    assert.equal((await read(path)).text, 'no')
    const again = await editor.send('POST', '/api/v4/grids/66/elements/', { package: '3402', feature: element.feature })
    assert.equal(again.body, '{"non_field_errors":["The fields package, feature must make a unique set."]}')
    assert.equal((await editor.send('DELETE', `/api/v4/grids/66/features/${id}/`)).status, 204)
    assert.equal((await server.get(path)).status, 404)
  })

  it('stay within their grid', async () => {
    const { id } = JSON.parse((await editor.send('POST', '/api/v4/grids/3/features/', { title: 'Elsewhere' })).body)
    const answer = await editor.send('POST', '/api/v4/grids/66/elements/', { package: '50', feature: id })
    assert.deepEqual(JSON.parse(answer.body), {
      package: ['This package is not in the grid.'],
      feature: [`Invalid pk "${id}" - object does not exist.`],
    })
    assert.equal((await editor.send('PATCH', `/api/v4/grids/66/features/${id}/`, { title: 'x' })).status, 404)
    assert.equal((await editor.send('POST', '/api/v4/grids/nope/features/', { title: 'x' })).status, 404)
  })

  it('of a locked grid are for moderators', async () => {
    assert.equal((await editor.send('PATCH', '/api/v4/grids/98/', { is_locked: true })).status, 403)
    assert.equal((await moderator.send('PATCH', '/api/v4/grids/98/', { is_locked: true })).status, 200)
    for (const path of ['/api/v4/grids/98/features/', '/api/v4/grids/98/elements/']) {
      assert.equal((await editor.send('OPTIONS', path)).headers.allow, 'GET, HEAD, OPTIONS')
      assert.equal((await editor.send('POST', path, { title: 'x' })).status, 403)
    }
    assert.equal((await editor.send('OPTIONS', '/api/v4/grids/98/')).headers.allow, 'GET, HEAD, OPTIONS')
    assert.equal((await editor.send('PATCH', '/api/v4/grids/98/', { title: 'x' })).status, 403)
    assert.equal((await moderator.send('POST', '/api/v4/grids/98/features/', { title: 'x' })).status, 201)
  })

  it('are releases, which are fetched and only hidden by moderators', async () => {
    const [release] = (await read('/api/v4/packages/3402/releases/')).results
    const path = `/api/v4/packages/3402/releases/${release.id}/`
    assert.equal((await editor.send('PATCH', path, { hidden: true })).status, 403)
    assert.equal((await moderator.send('PATCH', path, { hidden: true, number: '99' })).status, 200)
    const now = await read(path)
    assert.equal(now.hidden, true)
    assert.equal(now.number, release.number)
    assert.equal((await moderator.send('DELETE', path)).status, 405)
  })

  it('are examples, which show when a moderator has approved them', async () => {
    const list = '/api/v4/packages/3402/examples/'
    const answer = await editor.send('POST', list, { title: 'Shop', url: 'https://shop.example.com/' })
    assert.equal(answer.status, 201, answer.body)
    const path = `${list}${JSON.parse(answer.body).id}/`
    assert.equal(JSON.parse(answer.body).active, null)
    assert.equal((await editor.send('PATCH', path, { active: true })).status, 403)
    assert.equal((await server.get(path)).status, 404)
    assert.equal((await other.send('GET', path)).status, 404)
    assert.equal((await editor.send('GET', path)).status, 200)
    assert.equal((await other.send('DELETE', path)).status, 404)
    assert.equal((await moderator.send('PATCH', path, { active: true })).status, 200)
    assert.equal((await read(list)).count, 1)
    assert.equal((await other.send('PATCH', path, { title: 'Mine' })).status, 403)
    assert.equal((await editor.send('PATCH', path, { title: 'Another' })).status, 200)
    assert.equal((await read(list)).count, 0)
    assert.equal((await editor.send('DELETE', path)).status, 204)
  })

  it('are flags, one an account, seen by who raised them and by moderators', async () => {
    const list = '/api/v4/packages/3402/flags/'
    const answer = await editor.send('POST', list, { reason: 'Wrong repository' })
    assert.equal(answer.status, 201, answer.body)
    const again = await editor.send('POST', list, { reason: 'Again' })
    assert.equal(again.body, '{"non_field_errors":["You have flagged this package already."]}')
    const count = async (who: Editor) => JSON.parse((await who.send('GET', list)).body).count
    assert.deepEqual([await count(editor), await count(other), await count(moderator)], [1, 0, 1])
    assert.equal((await read(list)).count, 0)
    const { results } = await read('/api/v4/packages/3402/revisions/?limit=1')
    assert.ok(!JSON.stringify(results).includes('Wrong repository'))
  })

  it('come back with a deleted package, flags and all', async () => {
    await moderator.send('DELETE', '/api/v4/packages/3402/')
    assert.equal((await editor.send('GET', '/api/v4/packages/3402/flags/')).status, 404)
    assert.equal((await moderator.send('POST', '/api/v4/packages/3402/undelete/')).status, 201)
    assert.equal(JSON.parse((await editor.send('GET', '/api/v4/packages/3402/flags/')).body).count, 1)
    const revisions = JSON.stringify((await read('/api/v4/packages/3402/revisions/?limit=3')).results)
    assert.ok(!revisions.includes('Wrong repository'))
  })
})
