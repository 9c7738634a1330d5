import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { type OpenRefreshing, openRefreshing } from '../../src/refresh/context.ts'
import { runSource } from '../../src/refresh/run.ts'
import { createTestClock, hourMs } from '../hosts/clock.ts'
import { createWorld, type WorldRepository } from '../hosts/world.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type SimulatedHosts, startSimulatedHosts } from './simulated-hosts.ts'

const hostUrls = {
  github: 'https://github.com',
  gitlab: 'https://gitlab.com',
  bitbucket: 'https://bitbucket.org',
  codeberg: 'https://codeberg.org',
} as const
type Host = keyof typeof hostUrls
const names = ['resting', 'renamed', 'transferred', 'taken', 'deleted', 'hidden', 'empty', 'archived', 'giant'] as const
type Name = (typeof names)[number]

const isHost = (text: string): text is Host => text in hostUrls

describe('an eventful day, told by each host over HTTP in its own way', () => {
  const clock = createTestClock()
  const world = createWorld(clock)
  const faults: unknown[] = []
  const repositories = new Map<string, WorldRepository>()
  let database: TestDatabase
  let hosts: SimulatedHosts
  let refreshing: OpenRefreshing

  before(async () => {
    database = await createTestDatabase()
    hosts = await startSimulatedHosts(world)
    refreshing = openRefreshing({ ...hosts, db: database.db, clock, report: (error) => faults.push(error) })
    await sql`insert into category (id, title, slug) values (1, 'Apps', 'apps')`.execute(database.db)
    for (const host of Object.keys(hostUrls).filter(isHost)) {
      for (const name of names) {
        const options = {
          commitEveryDays: name === 'empty' ? Number.POSITIVE_INFINITY : 9,
          isGiant: name === 'giant' && host === 'github',
        }
        repositories.set(`${host}-${name}`, world.addRepository(host, `ann/${name}`, { ...options, stars: 50 }))
        await sql`
          insert into package (category_id, title, slug, repo_url, repo_host) values
            (1, ${name}, ${`${host}-${name}`}, ${`${hostUrls[host]}/ann/${name}`}, ${host})`.execute(database.db)
      }
    }
    await live(1)
  })
  after(async () => {
    await refreshing.close()
    await hosts[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  async function live(rounds: number): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      for (const source of refreshing.context.sources) await runSource(refreshing.context, source, { isThorough: true })
      clock.advance(23 * hourMs)
    }
  }

  const at = (host: Host, name: Name): WorldRepository => repositories.get(`${host}-${name}`) ?? assert.fail()

  async function read(host: Host, name: Name) {
    const { rows } = await sql<{
      url: string
      stars: number
      state: string
      reason: string | null
      archived: boolean
      gone: boolean
      commits: number | null
      weeks: number[]
    }>`
      select repo_url as url, repo_watchers as stars, state, reason, archived_at is not null as archived,
        package.gone_at is not null as gone, commit_count as commits, commits_over_52w as weeks
      from package join refresh_state on package_id = package.id where slug = ${`${host}-${name}`}`.execute(database.db)
    return rows[0] ?? assert.fail()
  }

  it('begins with everything known', async () => {
    const { rows } =
      await sql`select slug, reason from refresh_state join package on id = package_id where state <> 'fresh'`.execute(
        database.db,
      )
    assert.deepEqual(rows, [])
    for (const host of Object.keys(hostUrls).filter(isHost)) {
      const { weeks, commits } = await read(host, 'empty')
      assert.deepEqual([weeks, commits], [Array(52).fill(0), 0], `${host}: empty is known to be empty`)
    }
  })

  it('has 202 for the statistics of a giant, which changes nothing; once they are made, the weeks are there', async () => {
    const asked = () =>
      hosts.github.received.filter(({ url }) => url.includes('stats/commit_activity')).map(({ status }) => status)
    assert.deepEqual(asked(), [202])
    assert.deepEqual((await read('github', 'giant')).weeks, [], 'unknown, not none')
    await live(2)
    assert.equal(asked().at(-1), 200)
    const { weeks } = await read('github', 'giant')
    assert.ok(weeks.length === 52 && weeks.some((count) => count > 0))
  })

  describe('after it', () => {
    before(async () => {
      for (const host of Object.keys(hostUrls).filter(isHost)) {
        world.rename(at(host, 'renamed'), 'ann/new-name')
        world.rename(at(host, 'transferred'), 'ben/transferred')
        world.rename(at(host, 'taken'), 'ann/elsewhere')
        world.addRepository(host, 'ann/taken', { stars: 7_777, description: 'Mine now' })
        at(host, 'deleted').isDeleted = true
        at(host, 'hidden').isPrivate = true
        at(host, 'archived').archivedAt = clock.now()
      }
      await live(2)
    })

    for (const host of Object.keys(hostUrls).filter(isHost)) {
      const url = hostUrls[host]

      it(`${host}: who is renamed or transferred is followed`, async () => {
        assert.deepEqual(
          [(await read(host, 'renamed')).url, (await read(host, 'transferred')).url],
          [`${url}/ann/new-name`, `${url}/ben/transferred`],
        )
        const { rows } = await sql`
          select after->>'repo_url' as url from revision join revision_change on revision_id = revision.id
          where via = 'refresh' and after->>'repo_url' = ${`${url}/ann/new-name`}`.execute(database.db)
        assert.equal(rows.length, 1, 'and leaves a revision')
      })

      it(`${host}: a stranger who takes a name is not`, async () => {
        const { url: address, stars, state } = await read(host, 'taken')
        assert.deepEqual([address, stars < 7_777, state], [`${url}/ann/elsewhere`, true, 'fresh'])
      })

      it(`${host}: what cannot be found fails, keeps its facts, and is not called gone yet`, async () => {
        for (const name of ['deleted', 'hidden'] as const) {
          const { state, gone, reason } = await read(host, name)
          assert.deepEqual([state, gone], ['failing', false])
          assert.ok(reason)
        }
        assert.equal((await read(host, 'resting')).state, 'fresh')
      })

      it(`${host}: what is archived says so, where the host has such a thing`, async () => {
        assert.equal((await read(host, 'archived')).archived, host !== 'bitbucket')
      })
    }

    it('and a week later what was deleted is gone, what was hidden is back, and what was revived is archived no more', async () => {
      for (const host of Object.keys(hostUrls).filter(isHost)) {
        at(host, 'hidden').isPrivate = false
        at(host, 'archived').archivedAt = undefined
      }
      await live(9)
      for (const host of Object.keys(hostUrls).filter(isHost)) {
        const [deleted, hidden, archived] = [
          await read(host, 'deleted'),
          await read(host, 'hidden'),
          await read(host, 'archived'),
        ]
        assert.deepEqual([deleted.state, deleted.gone], ['gone', true], host)
        assert.deepEqual([hidden.state, hidden.gone, hidden.reason], ['fresh', false, null], host)
        assert.equal(archived.archived, false, host)
      }
      assert.deepEqual(faults, [])
    })
  })
})
