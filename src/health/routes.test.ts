import assert from 'node:assert/strict'
import { test } from 'node:test'

import { startTestServer } from '../../test/support/server.ts'

test('health is told to programs as JSON and to people as a page, and is never kept', async () => {
  await using server = await startTestServer({ content: 'empty' })
  const { status, headers, body } = await server.get('/health/')
  assert.equal(status, 200)
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(JSON.parse(body).database, 'OK')
  assert.match((await server.get('/health/', { accept: 'text/html' })).body, /<h1>Health<\/h1>/)
  assert.equal(JSON.parse((await server.get('/health/?format=json', { accept: 'text/html' })).body).status, 'OK')
})
