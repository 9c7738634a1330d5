import assert from 'node:assert/strict'
import type { OutgoingHttpHeaders } from 'node:http'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { openJobQueue } from '../../src/jobs/queue.ts'
import { refreshQueues } from '../../src/refresh/jobs.ts'
import { keepUp } from '../../src/refresh/upkeep.ts'
import { dayMs, hourMs } from '../hosts/clock.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { type Refreshing, startRefreshing } from './refreshing.ts'

const page = '/packages/p/django-tags/'
const record = '/api/v4/packages/django-tags/'

async function addTags(refreshing: Refreshing): Promise<number> {
  refreshing.world.addRepository('github', 'ann/django-tags', { lastCommitAt: '2025-11-03T00:00:00Z' })
  return refreshing.addPackage('django-tags', { repository: 'https://github.com/ann/django-tags' })
}

/** Lets people look at a server, whose last views are written when it ends. */
async function serve(refreshing: Refreshing, look: (server: TestServer) => Promise<void>): Promise<void> {
  const { database, context, faults } = refreshing
  const queue = await openJobQueue(database, { queues: refreshQueues, onError: (error) => faults.push(error) })
  await using server = await startTestServer({
    database,
    refreshing: { context, queue, webhookSecret: undefined },
    environment: { TRUSTED_PROXIES: 'loopback' },
  })
  await look(server)
  await queue.close()
}

/** Somebody at an address of his own. */
const from = (n: number): OutgoingHttpHeaders => ({ 'x-forwarded-for': `203.0.113.${n}` })

/** Views in the seven days that are remembered. */
async function countViews({ database }: Refreshing, id: number): Promise<number> {
  const { rows } = await sql<{ views: number }>`
    select views_a_day * 7 as views from package_view where package_id = ${id}`.execute(database.db)
  return Math.round((rows[0]?.views ?? 0) * 1_000) / 1_000
}

describe('views of a package', () => {
  it('are those of its page and its record, made or kept; a reader counts once an hour', async () => {
    await using refreshing = await startRefreshing()
    const id = await addTags(refreshing)
    await serve(refreshing, async (server) => {
      for (const address of [page, page, record, `/api/v4/packages/${id}/`, `${record}?fields=id`]) {
        assert.equal((await server.get(address, from(1))).status, 200)
      }
      for (const n of [2, 3, 4]) await server.get(page, from(n))
      assert.equal(await countViews(refreshing, id), 0, 'no reader waits for a write')
    })
    // The first reader named it in two ways, by slug and by id.
    assert.equal(await countViews(refreshing, id), 5)
    await serve(refreshing, async (server) => void (await server.get(page, from(1))))
    assert.equal(await countViews(refreshing, id), 6)
  })

  it('are not HEAD, 304, what is not there, lists, fetching ahead, or a machine that says what it is', async () => {
    await using refreshing = await startRefreshing()
    const id = await addTags(refreshing)
    await serve(refreshing, async (server) => {
      const { etag } = (await server.get(page, { ...from(1), 'user-agent': 'ExampleBot/1.0 (+https://bot.example)' })).headers
      const seen = [
        await server.send('HEAD', page, from(1)),
        await server.get(page, { ...from(1), 'if-none-match': etag }),
        await server.get(page, { ...from(1), 'sec-purpose': 'prefetch' }),
        await server.get('/packages/', from(1)),
        await server.get('/api/v4/packages/', from(1)),
        await server.get('/packages/p/nobody/', from(1)),
        await server.get('/packages/p/django-tags', from(1)),
      ]
      assert.deepEqual(
        seen.map(({ status }) => status),
        [200, 304, 200, 200, 200, 404, 301],
      )
    })
    assert.equal(await countViews(refreshing, id), 0)
  })

  it('throw no kept answer away', async () => {
    await using refreshing = await startRefreshing()
    await addTags(refreshing)
    const heard: string[] = []
    const feed = await refreshing.database.watch({ changed: (key) => heard.push(key), paused: () => {}, resumed: () => {} })
    await serve(refreshing, async (server) => void (await server.get(page, from(1))))
    await feed.settled()
    await feed.close()
    assert.deepEqual(heard, [])
  })

  it('let it be asked about twice as often when many look, and no longer once they have gone', async () => {
    await using refreshing = await startRefreshing()
    const id = await addTags(refreshing)
    const { clock, context, database } = refreshing
    const restOf = async () => {
      await sql`update refresh_state set next_due_at = '-infinity'`.execute(database.db)
      await refreshing.refresh()
      return Date.parse(String((await refreshing.readState(id))['next_due_at'])) - clock.now()
    }
    await refreshing.refresh()
    const longest = async () => {
      const rests: number[] = []
      for (let hour = 0; hour < 21; hour++) {
        rests.push(await restOf())
        clock.advance(hourMs)
      }
      return Math.max(...rests) / hourMs
    }
    assert.ok((await longest()) > 20)
    await sql`insert into package_view values (${id}, 150, ${new Date(clock.now()).toISOString()})`.execute(database.db)
    assert.ok((await longest()) < 12)
    clock.advance(7 * dayMs)
    assert.ok((await longest()) > 20)
    clock.advance(100 * dayMs)
    await keepUp(context.db, clock.now())
    const { rows } = await sql`select from package_view`.execute(database.db)
    assert.equal(rows.length, 0, 'and are forgotten in the end')
  })

  it('fade by the day, so that the number is one of a day', async () => {
    await using refreshing = await startRefreshing()
    const id = await addTags(refreshing)
    for (let day = 0; day < 3; day++) {
      await serve(refreshing, async (server) => {
        for (const n of [1, 2]) await server.get(page, from(n))
      })
      refreshing.clock.advance(dayMs)
    }
    const kept = Math.exp(-1 / 7)
    assert.equal(await countViews(refreshing, id), Math.round(2 * (1 + kept + kept ** 2) * 1_000) / 1_000)
  })
})
