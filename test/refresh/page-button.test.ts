import assert from 'node:assert/strict'
import { it } from 'node:test'

import { createVisitor } from '../support/people.ts'
import { startServing } from './serving.ts'

it('The button on the page of a package has its facts fetched, and says so', async () => {
  await using serving = await startServing()
  const { refreshing, server } = serving
  const repository = refreshing.world.addRepository('github', 'ann/django-tags', { stars: 120 })
  await refreshing.addPackage('django-tags', { repository: 'https://github.com/ann/django-tags' })
  await refreshing.refresh()
  const reader = await createVisitor(server, 'rea', 'reader')
  repository.stars = 130
  assert.match((await reader.get('/packages/p/django-tags/')).body, /<dd>120<\/dd>/)
  const asked = await reader.submit('/packages/django-tags/fetch-data/', {})
  assert.deepEqual([asked.status, asked.headers.location], [303, '/packages/p/django-tags/?done=refreshing'])
  assert.match((await reader.get(String(asked.headers.location))).body, /Its facts will be fetched in a moment/)
  await serving.work()
  assert.match((await reader.get('/packages/p/django-tags/')).body, /<dd>130<\/dd>/)
  assert.match((await server.get('/packages/p/django-tags/')).body, /<dd>130<\/dd>/)
})
