import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createEditor, type Editor } from '../../test/support/editors.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

const address = '/api/v4/packages/3402/'

describe('revisions', () => {
  let server: TestServer
  let editor: Editor
  let moderator: Editor
  before(async () => {
    server = await startTestServer()
    editor = await createEditor(server, { name: 'sam' })
    moderator = await createEditor(server, { name: 'mo', role: 'moderator' })
  })
  after(() => server[Symbol.asyncDispose]())

  const read = async (path: string) => JSON.parse((await server.get(path)).body)
  const latest = async (path: string) => (await read(`${path}revisions/?limit=1`)).results[0]

  it('say who changed which fields from what to what, by which way', async () => {
    const earlier = await read(address)
    assert.equal((await editor.send('PATCH', address, { title: 'Renamed', documentation_url: null })).status, 200)
    const revision = await latest(address)
    assert.deepEqual(revision.account, { id: editor.accountId, name: 'sam' })
    assert.equal(revision.via, 'api')
    assert.deepEqual(revision.record, {
      type: 'package',
      id: 3402,
      title: 'Renamed',
      url: `https://djangopackages.org${address}`,
    })
    assert.deepEqual(revision.changes, [
      {
        type: 'package',
        id: 3402,
        action: 'update',
        fields: {
          title: { from: earlier.title, to: 'Renamed' },
          documentation_url: { from: earlier.documentation_url, to: null },
        },
      },
    ])
  })

  it('are none when nothing changes', async () => {
    const earlier = await latest(address)
    assert.equal((await editor.send('PATCH', address, { title: 'Renamed' })).status, 200)
    assert.deepEqual(await latest(address), earlier)
  })

  it('can be reverted by their author, which is a revision that says so', async () => {
    const earlier = await read(address)
    await editor.send('PATCH', address, { title: 'Third', grids: [] })
    const { id } = await latest(address)
    const answer = await editor.send('POST', `/api/v4/revisions/${id}/revert/`)
    assert.equal(answer.status, 201, answer.body)
    assert.equal(JSON.parse(answer.body).reverts, id)
    assert.equal(answer.headers.location, `https://djangopackages.org/api/v4/revisions/${JSON.parse(answer.body).id}/`)
    const { modified: _, ...now } = await read(address)
    assert.deepEqual(now, Object.fromEntries(Object.entries(earlier).filter(([name]) => name !== 'modified')))
  })

  it('are not for others to revert, unless they are moderators', async () => {
    await moderator.send('PATCH', address, { title: 'By a moderator' })
    const { id } = await latest(address)
    assert.equal((await editor.send('POST', `/api/v4/revisions/${id}/revert/`)).status, 403)
    assert.equal((await server.send('POST', `/api/v4/revisions/${id}/revert/`)).status, 401)
    assert.equal((await moderator.send('POST', `/api/v4/revisions/${id}/revert/`)).status, 201)
  })

  it('are refused to be reverted when the same has been changed since, and the refusal says what', async () => {
    await editor.send('PATCH', address, { title: 'One' })
    const { id } = await latest(address)
    await editor.send('PATCH', address, { title: 'Two' })
    const answer = await editor.send('POST', `/api/v4/revisions/${id}/revert/`)
    assert.equal(answer.status, 409)
    assert.match(JSON.parse(answer.body).detail, /package 3402 \(title\)/)
    assert.equal((await read(address)).title, 'Two')
  })

  it('of a deletion bring everything back under its id', async () => {
    const grid = await read('/api/v4/grids/66/')
    const earlier = await read(address)
    assert.equal((await moderator.send('DELETE', address)).status, 204)
    assert.equal((await server.get(address)).status, 404)
    assert.ok(!(await read('/api/v4/grids/66/')).packages.includes(`https://djangopackages.org${address}`))
    assert.equal((await editor.send('POST', `${address}undelete/`)).status, 403)
    const answer = await moderator.send('POST', `/api/v4/packages/${earlier.slug}/undelete/`)
    assert.equal(answer.status, 201, answer.body)
    assert.deepEqual(await read(address), earlier)
    assert.deepEqual(await read('/api/v4/grids/66/'), grid)
    assert.equal((await moderator.send('POST', `${address}undelete/`)).status, 404)
  })

  it('of one account in a span of time are reverted together, but for what others have changed since', async () => {
    const vandal = await createEditor(server, { name: 'vandal' })
    const start = new Date(Date.now() - 60_000).toISOString()
    const [first, second] = [await read(address), await read('/api/v4/packages/50/')]
    await vandal.send('PATCH', address, { title: 'spam', slug: 'spam' })
    await vandal.send('PATCH', '/api/v4/packages/50/', { title: 'more spam', documentation_url: 'https://spam.example.com/' })
    await editor.send('PATCH', '/api/v4/packages/50/', { title: 'Repaired' })
    const span = { account: 'vandal', after: start }
    assert.equal((await editor.send('POST', '/api/v4/revisions/revert/', span)).status, 403)
    const answer = await moderator.send('POST', '/api/v4/revisions/revert/', span)
    assert.equal(answer.status, 200, answer.body)
    const { reverted, kept } = JSON.parse(answer.body)
    assert.equal(reverted.length, 1)
    assert.deepEqual(
      kept.map(({ type, id, fields }: Record<string, unknown>) => ({ type, id, fields })),
      [{ type: 'package', id: 50, fields: ['title'] }],
    )
    assert.equal((await read(address)).slug, first.slug)
    const now = await read('/api/v4/packages/50/')
    assert.equal(now.title, 'Repaired')
    assert.equal(now.documentation_url, second.documentation_url)
  })

  it('are listed for the whole site, by account, way, record and time', async () => {
    const all = await read('/api/v4/revisions/?account=vandal')
    assert.equal(all.count, 2)
    assert.equal((await read('/api/v4/revisions/?account=vandal&record=package:50')).count, 1)
    assert.equal((await read('/api/v4/revisions/?account=vandal&via=import')).count, 0)
    assert.equal((await read('/api/v4/revisions/?account=vandal&at_before=2020-01-01')).count, 0)
    assert.equal((await server.get('/api/v4/revisions/?record=x')).status, 400)
  })

  it('show an edit of a grid in the history of the packages that it moves', async () => {
    await editor.send('PATCH', '/api/v4/grids/66/', { packages: ['50'] })
    const revision = await latest(address)
    assert.equal(revision.record.type, 'grid')
    assert.ok(revision.changes.some(({ type, action }: Record<string, unknown>) => type === 'membership' && action === 'delete'))
    assert.equal((await editor.send('POST', `/api/v4/revisions/${revision.id}/revert/`)).status, 201)
  })

  it('cannot be changed or removed, not even over a direct connection', async () => {
    const { db } = server.database
    await assert.rejects(db.updateTable('revision').set({ via: 'x' }).execute(), /kept as they are/)
    await assert.rejects(db.deleteFrom('revision').execute(), /kept as they are/)
    await assert.rejects(db.deleteFrom('revision_change').execute(), /kept as they are/)
  })
})

describe('a slug', () => {
  it('that was given up leads to the new address for ever, unless another record takes it', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    await editor.send('PATCH', address, { slug: 'second' })
    await editor.send('PATCH', address, { slug: 'third' })
    for (const slug of ['django-mfa', 'second']) {
      const answer = await server.get(`/api/v4/packages/${slug}/?fields=id`)
      assert.equal(answer.status, 301)
      assert.equal(answer.headers.location, '/api/v4/packages/third/?fields=id')
    }
    assert.equal((await server.get('/api/v4/packages/second.json')).headers.location, '/api/v4/packages/third.json')
    assert.equal((await editor.send('PATCH', '/api/v4/packages/second/', { title: 'x' })).status, 308)
    await editor.send('PATCH', '/api/v4/packages/50/', { slug: 'second' })
    assert.equal(JSON.parse((await server.get('/api/v4/packages/second/')).body).id, 50)
  })
})
