import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('feeds', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('hold the fifteen packages that were added last, with absolute links and the time of their addition', async () => {
    const atom = await server.get('/feeds/packages/latest/atom/')
    assert.equal(atom.headers['content-type'], 'application/atom+xml; charset=utf-8')
    assert.equal(atom.body.match(/<entry>/g)?.length, 15)
    assert.match(atom.body, /<title>Latest Django packages added<\/title>/)
    assert.match(
      atom.body,
      /<entry>\s*<title type="html"><!\[CDATA\[django-lark\]\]><\/title>\s*<id>https:\/\/djangopackages\.org\/packages\/p\/django-lark\/<\/id>/,
    )
    assert.match(atom.body, /<published>2026-01-24T01:18:03\.648Z<\/published>/)
    const rss = await server.get('/feeds/packages/latest/rss/')
    assert.equal(rss.headers['content-type'], 'application/rss+xml; charset=utf-8')
    assert.equal(rss.body.match(/<item>/g)?.length, 15)
    assert.match(rss.body, /<pubDate>Sat, 24 Jan 2026 01:18:03 GMT<\/pubDate>/)
  })

  it('exist for a category, a grid and the releases of a package', async () => {
    assert.match((await server.get('/categories/frameworks/rss/')).body, /Django packages: Framework/)
    assert.equal((await server.get('/grids/g/security/atom/')).body.match(/<entry>/g)?.length, 6)
    const db = server.database.db
    await db.insertInto('release').values({ package_id: 3402, number: '4.0', released_at: '2026-02-03T04:05:06Z' }).execute()
    await server.changes.settled()
    const { body } = await server.get('/packages/p/django-mfa/atom/')
    assert.match(body, /<id>https:\/\/djangopackages\.org\/packages\/p\/django-mfa\/#4\.0<\/id>/)
    assert.match(body, /<updated>2026-02-03T04:05:06\.000Z<\/updated>/)
  })

  it('are asked again at no cost', async () => {
    const { headers } = await server.get('/feeds/packages/latest/atom/')
    assert.equal((await server.get('/feeds/packages/latest/atom/', { 'if-none-match': String(headers.etag) })).status, 304)
  })
})
