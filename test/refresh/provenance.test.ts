import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { PackageRecord } from '../../src/packages/schema.ts'
import { dayMs } from '../hosts/clock.ts'
import { startServing } from './serving.ts'

/** What people write, or the directory itself. */
const notFetched = new Set(['category', 'grids', 'id', 'title', 'slug', 'created', 'modified', 'pypi_url'])

const path = '/api/v4/packages/django-tags/?provenance=1'

async function startWithTags() {
  const serving = await startServing()
  const { refreshing } = serving
  const repository = refreshing.world.addRepository('github', 'ann/django-tags', { stars: 120 })
  const project = refreshing.world.projects.add('django-tags', {
    info: { project_urls: { Documentation: 'https://tags.example/' } },
  })
  refreshing.world.projects.release(project, '1.0')
  await refreshing.addPackage('django-tags', { repository: 'https://github.com/ann/django-tags', project: 'django-tags' })
  await refreshing.refresh()
  return { serving, repository }
}

function requireObject(value: unknown): Record<string, Record<string, unknown>> {
  assert.ok(typeof value === 'object' && value !== null)
  return Object.fromEntries(Object.entries(value))
}

describe('the provenance of a package', () => {
  it('is there for every fetched field of the record: source, times, and whether it fails', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const record = await serving.getJson(path)
    const provenance = requireObject(record['provenance'])
    const fetched = Object.keys(PackageRecord.properties).filter((name) => !notFetched.has(name))
    assert.ok(fetched.length >= 9)
    const at = new Date(serving.refreshing.clock.now()).toISOString()
    for (const field of fetched) {
      const { source, fetched_at, due_at, failing, ...rest } = provenance[field] ?? {}
      assert.ok(source === 'github.com' || source === 'pypi.org', `${field}: ${String(source)}`)
      assert.equal(fetched_at, at, field)
      assert.ok(Date.parse(String(due_at)) > Date.parse(at), field)
      assert.equal(failing, null, field)
      assert.ok('changed_at' in rest, field)
    }
    assert.equal(provenance['repo_watchers']?.['changed_at'], at)
    assert.equal(provenance['commits_over_52']?.['method'], 'with merges')
  })

  it('is not in the record of who does not ask for it', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    assert.ok(!('provenance' in (await serving.getJson('/api/v4/packages/django-tags/'))))
    assert.ok(!('provenance' in (await serving.getJson('/api/v4/packages/django-tags/?provenance=0'))))
  })

  it('tells when each field changed, and shows the fetch that changed nothing', async () => {
    const { serving, repository } = await startWithTags()
    await using _ = serving
    const first = new Date(serving.refreshing.clock.now()).toISOString()
    await serving.getJson(path)
    repository.stars = 121
    serving.refreshing.clock.advance(dayMs)
    await serving.refreshing.refresh()
    await serving.server.changes.settled()
    const record = await serving.getJson(path)
    const provenance = requireObject(record['provenance'])
    const second = new Date(serving.refreshing.clock.now()).toISOString()
    assert.deepEqual(
      ['repo_watchers', 'repo_forks'].map((field) => [provenance[field]?.['changed_at'], provenance[field]?.['fetched_at']]),
      [
        [second, second],
        [first, second],
      ],
    )
    assert.equal(Date.parse(String(record['last_fetched'])), serving.refreshing.clock.now())
  })

  it('says why a field fails, since when, and keeps the time of its last answer', async () => {
    const { serving, repository } = await startWithTags()
    await using _ = serving
    const first = new Date(serving.refreshing.clock.now()).toISOString()
    repository.isPrivate = true
    serving.refreshing.clock.advance(dayMs)
    await serving.refreshing.refresh()
    await serving.server.changes.settled()
    const stars = requireObject((await serving.getJson(path))['provenance'])['repo_watchers'] ?? {}
    const at = new Date(serving.refreshing.clock.now()).toISOString()
    assert.equal(stars['fetched_at'], first)
    assert.deepEqual(stars['failing'], {
      state: 'failing',
      since: at,
      missing_since: at,
      gone_since: null,
      failures: 1,
      reason: 'GitHub knows no public repository there',
    })
  })
})

describe('the status page', () => {
  it('shows by source how old the answers are, what asking cost and what fails, to people and as JSON', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const { refreshing, server } = serving
    await refreshing.addPackage('gone', { repository: 'https://github.com/nobody/<nothing>' })
    await refreshing.addPackage('elsewhere', { repository: 'https://elsewhere.example/a/b' })
    await refreshing.refresh()
    refreshing.clock.advance(7_200_000)
    const status = await serving.getJson('/status/refresh.json')
    assert.ok(Array.isArray(status['sources']))
    const [github, elsewhere, index] = status['sources']
    assert.deepEqual([github.source, github.packages, github.promise_seconds, github.is_asked], ['github.com', 2, 86_400, true])
    assert.deepEqual(github.states, { new: 0, fresh: 1, failing: 1, gone: 0 })
    assert.deepEqual(github.age, { median: 7_200, p95: 7_200, oldest: 7_200 })
    assert.deepEqual(github.failures, [{ reason: 'GitHub knows no public repository there', state: 'failing', packages: 1 }])
    assert.deepEqual([elsewhere.source, elsewhere.is_asked, elsewhere.age.oldest], ['elsewhere.example', false, null])
    assert.deepEqual([index.source, index.calls.total, index.calls.points], ['pypi.org', 3, 3])
    const page = await server.get('/status/refresh')
    assert.equal(page.status, 200)
    assert.match(page.body, /<td>2 h<\/td>/)
    assert.match(page.body, /Not asked by this directory/)
  })

  it('says so when the directory does not refresh', async () => {
    await using server = await (await import('../support/server.ts')).startTestServer()
    assert.equal(JSON.parse((await server.get('/status/refresh.json')).body).is_on, false)
    assert.match((await server.get('/status/refresh')).body, /refreshing is turned off/)
  })
})
