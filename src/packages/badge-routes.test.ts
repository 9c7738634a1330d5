import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startTestServer } from '../../test/support/server.ts'

test('the badge of a package says its status, its release or its stars, and says so when there is none', async () => {
  await using server = await startTestServer()
  const label = async (query: string) =>
    /aria-label="([^"]+)"/.exec((await server.get(`/packages/p/django-mfa/badge.svg${query}`)).body)?.[1]
  assert.equal(await label(''), 'Packgrid: unmaintained')
  assert.equal(await label('?show=release'), 'Packgrid: 3.2')
  assert.equal(await label('?show=stars'), 'Packgrid: 184 stars')
  await server.database.db.updateTable('package').set({ latest_release_id: null }).where('id', '=', 3402).execute()
  await server.changes.settled()
  assert.equal(await label('?show=release'), 'Packgrid: no release')
  const { headers } = await server.get('/packages/p/django-mfa/badge.svg')
  assert.equal(headers['cross-origin-resource-policy'], 'cross-origin')
})
