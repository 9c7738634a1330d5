import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { startTestServer } from '../support/server.ts'
import { startServing } from './serving.ts'

const wish = '/api/v4/packages/django-tags/refresh/'

async function startWithTags() {
  const serving = await startServing()
  const { world } = serving.refreshing
  const repository = world.addRepository('github', 'ann/django-tags', { stars: 120 })
  const project = world.projects.add('django-tags', { info: { license_expression: 'MIT' } })
  world.projects.release(project, '1.0')
  const addresses = { repository: 'https://github.com/ann/django-tags', project: 'django-tags' }
  const id = await serving.refreshing.addPackage('django-tags', addresses)
  await serving.refreshing.refresh()
  return { serving, repository, project, id }
}

describe('a wish that a package be refreshed', () => {
  it('is answered at once with a receipt, which in the end says what changed and what did not', async () => {
    const { serving, repository, id } = await startWithTags()
    await using _ = serving
    const { server } = serving
    const asked = await server.send('POST', wish)
    assert.equal(asked.status, 202)
    const receipt = JSON.parse(asked.body)
    assert.equal(asked.headers.location, receipt.url)
    assert.deepEqual(
      [receipt.state, receipt.position, receipt.package],
      ['waiting', 0, `https://packages.example/api/v4/packages/${id}/`],
    )
    assert.ok(Date.parse(receipt.expected_at) > Date.parse(receipt.asked_at))
    const path = new URL(receipt.url).pathname
    assert.equal((await serving.getJson(path))['state'], 'waiting')
    repository.stars = 130
    await serving.work()
    const finished = await serving.getJson(path)
    const answered_at = new Date(serving.refreshing.clock.now()).toISOString()
    assert.equal(finished['state'], 'finished')
    assert.deepEqual(finished['results'], {
      project: { outcome: 'unchanged', changes: {}, answered_at },
      repository: { outcome: 'changed', changes: { repo_watchers: 130 }, answered_at },
    })
    assert.equal((await serving.getJson('/api/v4/packages/django-tags/'))['repo_watchers'], 130)
  })

  it('of two people for one package is one job and one receipt', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const [one, other] = await Promise.all([serving.server.send('POST', wish), serving.server.send('POST', wish)])
    assert.equal(JSON.parse(one.body).url, JSON.parse(other.body).url)
    serving.refreshing.github.batches.length = 0
    await serving.work()
    assert.deepEqual(serving.refreshing.github.batches, [1])
  })

  it('says why it failed', async () => {
    const { serving, repository, project } = await startWithTags()
    await using _ = serving
    repository.isDeleted = true
    serving.refreshing.index.fail({ answer: { status: 503 }, matches: ({ path }) => path === '/simple/django-tags/' })
    serving.refreshing.world.projects.touch(project)
    const { url } = JSON.parse((await serving.server.send('POST', wish)).body)
    await serving.work()
    const { results } = await serving.getJson(new URL(url).pathname)
    const reasons = Object.values(results ?? {}).map(({ outcome, reason }) => [outcome, reason])
    assert.deepEqual(reasons, [
      ['failed', 'GET /simple/{project}/ answered 503'],
      ['missing', 'GitHub knows no public repository there'],
    ])
  })

  it('waits when the limit of a host is reached, and the receipt says until when', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const { clock, github } = serving.refreshing
    const retryAt = new Date(clock.now() + 1_800_000)
    github.intercept = () => (clock.now() < retryAt.getTime() ? { kind: 'limited', retryAt } : undefined)
    const { url } = JSON.parse((await serving.server.send('POST', wish)).body)
    await serving.work()
    const path = new URL(url).pathname
    const waiting = await serving.getJson(path)
    assert.equal(waiting['state'], 'waiting')
    assert.ok(Date.parse(String(waiting['expected_at'])) >= retryAt.getTime())
    clock.advance(1_800_000)
    await serving.refreshing.refresh()
    await serving.server.changes.settled()
    assert.equal((await serving.getJson(path))['state'], 'finished')
  })

  it('of a stranger is granted five times in an hour, not more', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const statuses: number[] = []
    for (let n = 0; n < 6; n++) {
      serving.refreshing.world.addRepository('github', `ann/p${n}`)
      await serving.refreshing.addPackage(`p${n}`, { repository: `https://github.com/ann/p${n}` })
      statuses.push((await serving.server.send('POST', `/api/v4/packages/p${n}/refresh/`)).status)
    }
    assert.deepEqual(statuses, [202, 202, 202, 202, 202, 429])
    serving.refreshing.clock.advance(3_600_000)
    assert.equal((await serving.server.send('POST', wish)).status, 202)
  })

  it('of a stranger who asks for twenty packages at once is granted five times, not more', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const slugs = Array.from({ length: 20 }, (_each, n) => `p${n}`)
    for (const slug of slugs) {
      await serving.refreshing.addPackage(slug, { repository: `https://github.com/ann/${slug}` })
    }
    const answers = await Promise.all(slugs.map((slug) => serving.server.send('POST', `/api/v4/packages/${slug}/refresh/`)))
    const granted = answers.filter(({ status }) => status === 202)
    assert.equal(granted.length, 5)
    assert.ok(answers.every(({ status }) => status === 202 || status === 429))
  })

  it('needs a package, something to ask, a POST, and a directory that refreshes', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const { server } = serving
    assert.equal((await server.send('POST', '/api/v4/packages/none/refresh/')).status, 404)
    await serving.refreshing.addPackage('elsewhere', { repository: 'https://elsewhere.example/a/b' })
    assert.equal((await server.send('POST', '/api/v4/packages/elsewhere/refresh/')).status, 409)
    const read = await server.get(wish)
    assert.deepEqual([read.status, read.headers.allow], [405, 'POST'])
    assert.equal((await server.send('POST', wish, { 'sec-fetch-site': 'cross-site' })).status, 403)
    assert.equal((await server.get('/api/v4/refreshes/00000000-0000-4000-8000-000000000000/')).status, 404)
    await using other = await startTestServer({ content: 'empty' })
    assert.equal((await other.send('POST', wish)).status, 503)
  })
})
