import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { keepUp } from '../../src/refresh/upkeep.ts'
import { dayMs } from '../hosts/clock.ts'
import { toNodeId } from '../hosts/github-graphql.ts'
import { type Serving, startServing, webhookSecret } from './serving.ts'

const path = '/webhooks/github/'

function sign(body: string, secret = webhookSecret): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

async function send({ server }: Serving, body: string, headers: Record<string, string> = {}) {
  const all = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': 'd-1',
    'x-hub-signature-256': sign(body),
    ...headers,
  }
  const answer = await server.send('POST', path, all, body)
  return { status: answer.status, body: JSON.parse(answer.body) }
}

async function startWithTags() {
  const serving = await startServing()
  const repository = serving.refreshing.world.addRepository('github', 'ann/django-tags', { stars: 1 })
  const id = await serving.refreshing.addPackage('django-tags', { repository: 'https://github.com/ann/django-tags' })
  await serving.refreshing.refresh()
  const payload = JSON.stringify({
    repository: {
      node_id: toNodeId(repository),
      html_url: 'https://github.com/ann/elsewhere',
      pushed_at: serving.refreshing.clock.now() / 1_000,
    },
  })
  return { serving, repository, id, payload }
}

describe('a webhook of GitHub', () => {
  it('makes its repository be asked about, found by id', async () => {
    const { serving, repository, id, payload } = await startWithTags()
    await using _ = serving
    repository.stars = 2
    assert.deepEqual(await send(serving, payload), { status: 202, body: { packages: 1 } })
    await serving.work()
    assert.equal((await serving.refreshing.read(id))['repo_watchers'], 2)
  })

  it('may come as a form', async () => {
    const { serving, payload } = await startWithTags()
    await using _ = serving
    const body = new URLSearchParams({ payload }).toString()
    const answer = await send(serving, body, { 'content-type': 'application/x-www-form-urlencoded' })
    assert.deepEqual(answer, { status: 202, body: { packages: 1 } })
  })

  it('without the signature of its bytes is refused', async () => {
    const { serving, payload } = await startWithTags()
    await using _ = serving
    for (const signature of ['', 'sha256=', sign(payload, 'another'), sign(`${payload} `), sign(payload).slice(0, -1)]) {
      assert.equal((await send(serving, payload, { 'x-hub-signature-256': signature })).status, 401, signature)
    }
  })

  it('does nothing when it comes again, under its own id or another', async () => {
    const { serving, payload } = await startWithTags()
    await using _ = serving
    await send(serving, payload)
    for (const delivery of ['d-1', 'd-2']) {
      const answer = await send(serving, payload, { 'x-github-delivery': delivery })
      assert.deepEqual(answer, { status: 200, body: { detail: 'Received before.' } })
    }
  })

  it('does nothing either when it comes again after the first one is forgotten', async () => {
    const { serving, payload } = await startWithTags()
    await using _ = serving
    const { clock, database } = serving.refreshing
    await send(serving, payload)
    clock.advance(31 * dayMs)
    await keepUp(database.db, clock.now())
    const { rows } = await sql`select from webhook_delivery`.execute(database.db)
    assert.equal(rows.length, 0)
    assert.deepEqual(await send(serving, payload), { status: 200, body: { detail: 'Received before.' } })
  })

  it('about a repository that nobody has here, or about none, changes nothing', async () => {
    const { serving } = await startWithTags()
    await using _ = serving
    const updated_at = new Date(serving.refreshing.clock.now()).toISOString()
    const stranger = JSON.stringify({ repository: { node_id: 'x', html_url: 'https://github.com/x/y', updated_at } })
    assert.deepEqual(await send(serving, stranger), { status: 202, body: { packages: 0 } })
    const ping = JSON.stringify({ zen: 'Keep it logically awesome.' })
    assert.deepEqual(await send(serving, ping, { 'x-github-delivery': 'd-2' }), { status: 202, body: { packages: 0 } })
  })

  it('that is no JSON, too large or without an id is refused', async () => {
    const { serving, payload } = await startWithTags()
    await using _ = serving
    assert.equal((await send(serving, '{"repository":')).status, 400)
    assert.equal((await send(serving, payload, { 'x-github-delivery': '../..' })).status, 400)
    const huge = 'x'.repeat(6 * 2 ** 20)
    const answer = await serving.server
      .send('POST', path, { 'content-type': 'application/json' }, huge)
      .catch(() => ({ status: 413 }))
    assert.equal(answer.status, 413)
  })
})
