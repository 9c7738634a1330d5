import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startTestServer } from '../../test/support/server.ts'

test('the site, each package and each grid have a picture of 1200 × 630', async () => {
  await using server = await startTestServer()
  for (const path of ['/picture.png', '/packages/p/django-mfa/picture.png', '/grids/g/security/picture.png']) {
    const { headers, bytes } = await server.get(path)
    assert.equal(headers['content-type'], 'image/png', path)
    assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], [1200, 630], path)
  }
  assert.equal((await server.get('/grids/g/no-such/picture.png')).status, 404)
})

test('a picture holds titles of any length and any script', async () => {
  await using server = await startTestServer()
  await server.database.db
    .updateTable('package')
    .set({ title: '<&>"\u0001 👩‍👩‍👧 '.repeat(6), repo_description: 'ש'.repeat(5_000) })
    .where('id', '=', 3402)
    .execute()
  await server.changes.settled()
  assert.equal((await server.get('/packages/p/django-mfa/picture.png')).status, 200)
})
