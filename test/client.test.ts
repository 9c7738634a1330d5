import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createClient } from 'packgrid/client'

import { createEditor } from './support/editors.ts'
import { startTestServer } from './support/server.ts'

describe('the client', () => {
  it('reads, adds, changes and deletes, typed by the OpenAPI document', async () => {
    await using server = await startTestServer()
    const { authorization } = await createEditor(server, { role: 'moderator' })
    const client = createClient({ baseUrl: server.origin, token: authorization.slice('Token '.length) })
    const added = await client.POST('/api/v4/packages/', {
      body: { title: 'From the client', slug: 'from-the-client', category: 'apps', grids: ['66'] },
    })
    assert.ok(added.ok)
    assert.equal(added.status, 201)
    const path = { key: added.data.id }
    const read = await client.GET('/api/v4/packages/{key}/', { path, query: { fields: 'title,slug' } })
    assert.ok(read.ok)
    assert.equal(read.data.slug, 'from-the-client')
    const whole = await client.GET('/api/v4/packages/{key}/', { path })
    assert.ok(whole.ok)
    const changed = await client.PATCH('/api/v4/packages/{key}/', { path, body: { title: 'Changed' }, ifMatch: whole.etag })
    assert.ok(changed.ok)
    assert.equal(changed.data.title, 'Changed')
    const late = await client.DELETE('/api/v4/packages/{key}/', { path, ifMatch: whole.etag })
    assert.equal(late.status, 412)
    assert.equal((await client.DELETE('/api/v4/packages/{key}/', { path })).status, 204)
    const undeleted = await client.POST('/api/v4/packages/{key}/undelete/', { path })
    assert.ok(undeleted.ok)
    assert.equal(undeleted.data.record.title, 'Changed')
  })

  it('gives what the server refuses as a value', async () => {
    await using server = await startTestServer()
    const stranger = createClient({ baseUrl: server.origin })
    const refused = await stranger.POST('/api/v4/categories/', { body: { title: '', slug: '' } })
    assert.ok(!refused.ok)
    assert.equal(refused.status, 401)
    assert.deepEqual(refused.error, { detail: 'Authentication credentials were not provided.' })
    const { authorization } = await createEditor(server, { role: 'moderator' })
    const client = createClient({ baseUrl: server.origin, token: authorization.slice('Token '.length) })
    const invalid = await client.POST('/api/v4/categories/', { body: { title: '', slug: 'a b' } })
    assert.ok(!invalid.ok)
    assert.deepEqual(Object.keys(invalid.error), ['title', 'slug'])
  })

  it('goes through a whole list, each record once', async () => {
    await using server = await startTestServer()
    const client = createClient({ baseUrl: server.origin })
    const ids: number[] = []
    for await (const { id } of client.list('/api/v4/packages/', { query: { limit: 50, category: 'apps' } })) ids.push(id)
    const { count } = JSON.parse((await server.get('/api/v4/packages/?category=apps')).body)
    assert.equal(ids.length, count)
    assert.equal(new Set(ids).size, count)
  })
})
