import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'

import { Client } from 'pg'

import { systemClock } from '../../src/hosts/clock.ts'
import { createWorld, type World } from '../hosts/world.ts'
import { createTestDatabase, type TestDatabase, testServerUrl } from '../support/database.ts'
import { createDirectoryPlace } from '../support/place.ts'
import { runCommand, waitForServer } from '../support/process.ts'
import { sendRequest } from '../support/server.ts'
import {
  batchSize,
  countFresh,
  countQuestions,
  end,
  requireAlive,
  requireWhole,
  start,
  startWorking,
  tellStanding,
  until,
} from './killing.ts'
import { populate, renderCatalogue } from './population.ts'
import { type SimulatedHosts, startSimulatedHosts } from './simulated-hosts.ts'

const packages = 150

describe('a round that is killed in the middle', { skip: testServerUrl ? false : 'needs TEST_DATABASE_URL' }, () => {
  async function startWorld(): Promise<{ database: TestDatabase; world: World; hosts: SimulatedHosts } & AsyncDisposable> {
    const database = await createTestDatabase()
    const world = createWorld(systemClock)
    const hosts = await startSimulatedHosts(world, { latencyMs: 40 })
    await populate(database.db, world, { github: packages })
    return {
      database,
      world,
      hosts,
      async [Symbol.asyncDispose]() {
        await hosts[Symbol.asyncDispose]()
        await database[Symbol.asyncDispose]()
      },
    }
  }

  it('is taken up by another worker: complete, nothing lost or doubled, and no more than a batch asked twice', async () => {
    await using all = await startWorld()
    const { database, world, hosts } = all
    const environment = { DATABASE_URL: database.url ?? '' }
    await using first = await startWorking(hosts, environment)
    await until('a third is done', async () => (await countFresh(database.db)) > (2 * packages) / 3)
    await end(first, 'SIGKILL')
    assert.ok((await countFresh(database.db)) < 2 * packages, 'it was in the middle')
    await using second = await startWorking(hosts, environment)
    await until(
      'all is done',
      async () => (await countFresh(database.db)) === 2 * packages,
      () => tellStanding(database.db),
    )
    await end(second, 'SIGTERM')
    await requireWhole(database.db, world, packages)
    const pages = hosts.pypi.received.filter(({ url }) => url.startsWith('/simple/') && url !== '/simple/')
    assert.ok(pages.length <= packages + 10, `${pages.length} projects asked`)
    const questions = countQuestions(hosts)
    assert.ok(questions >= packages && questions <= packages + batchSize, `${questions} repositories asked`)
  })

  it('ends complete when every connection to PostgreSQL is cut', async () => {
    await using all = await startWorld()
    const { database, world, hosts } = all
    const client = new Client({ connectionString: database.url })
    await client.connect()
    // The only connection that is spared.
    const count = async () => {
      const { rows } = await client.query(`select count(*)::integer as count from refresh_state where state = 'fresh'`)
      return Number(rows[0].count)
    }
    const environment = { DATABASE_URL: database.url ?? '' }
    await using one = await startWorking(hosts, environment)
    await using other = await startWorking(hosts, environment)
    for (const share of [0.2, 0.5, 0.8]) {
      await until(`${share} is done`, async () => (await count()) > 2 * packages * share)
      const cut = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
      )
      assert.ok(cut.rows.length > 0)
    }
    await until('all is done', async () => (await count()) === 2 * packages)
    await client.end()
    requireAlive([one, other])
    for (const worker of [one, other]) await end(worker, 'SIGTERM')
    await requireWhole(database.db, world, packages)
  })
})

describe('an embedded server that is killed in the middle of a round', () => {
  it('goes on where it was', async () => {
    await using place = await createDirectoryPlace('empty')
    const { environment } = place
    const world = createWorld(systemClock)
    await using hosts = await startSimulatedHosts(world, { latencyMs: 40 })
    const file = join(environment['PACKGRID_DATA'] ?? '', 'catalogue.ndjson')
    await writeFile(file, renderCatalogue(world, packages))
    assert.equal((await runCommand(['import', file], environment)).exitCode, 0)
    const fresh = async (origin: string) => {
      const { sources } = JSON.parse((await sendRequest(origin, 'GET', '/status/refresh.json')).body)
      return sources.reduce((sum: number, source: { states: { fresh: number } }) => sum + source.states.fresh, 0)
    }
    const first = await waitForServer(start('serve', hosts, { ...environment, REFRESH: 'on' }))
    await until('it is asking', async () => hosts.github.received.length > 1)
    await end(first.child, 'SIGKILL')
    await using second = await waitForServer(start('serve', hosts, { ...environment, REFRESH: 'on' }))
    await until('all is done', async () => (await fresh(second.origin)) === packages)
  })
})
