import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startTestServer } from '../../test/support/server.ts'

test('the sitemap names every package, grid and category, and robots.txt names the sitemap', async () => {
  await using server = await startTestServer()
  assert.match((await server.get('/robots.txt')).body, /^Sitemap: https:\/\/djangopackages\.org\/sitemap\.xml$/m)
  const { body, headers } = await server.get('/sitemap.xml')
  assert.equal(headers['content-type'], 'application/xml; charset=utf-8')
  const files = [...body.matchAll(/<loc>https:\/\/djangopackages\.org([^<]+)<\/loc>/g)].map(([, path]) => path ?? '')
  assert.deepEqual(files, ['/sitemap-static.xml', '/sitemap-categories.xml', '/sitemap-packages.xml', '/sitemap-grids.xml'])
  const contents = await Promise.all(files.map(async (path) => (await server.get(path)).body))
  assert.deepEqual(
    contents.slice(1).map((text) => text.match(/<url>/g)?.length),
    [4, 182, 72],
  )
  assert.match(
    contents[2] ?? '',
    /<url><loc>https:\/\/djangopackages\.org\/packages\/p\/django-mfa\/<\/loc><lastmod>2026-01-28<\/lastmod><\/url>/,
  )
  assert.equal((await server.get('/sitemap-packages-2.xml')).status, 404)
  assert.equal((await server.get('/sitemap-people.xml')).status, 404)
})
