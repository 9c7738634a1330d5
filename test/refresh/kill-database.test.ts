import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { connect, type Connection } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { systemClock } from '../../src/hosts/clock.ts'
import { createWorld } from '../hosts/world.ts'
import { serverPrograms, startCluster } from '../support/cluster.ts'
import { testServerUrl, timeZone } from '../support/database.ts'
import { waitForServer } from '../support/process.ts'
import { sendRequest } from '../support/server.ts'
import {
  countFresh,
  countQuestions,
  batchSize,
  end,
  requireWhole,
  requireAlive,
  start,
  startWorking,
  tellStanding,
  until,
} from './killing.ts'
import { populate } from './population.ts'
import { startSimulatedHosts } from './simulated-hosts.ts'

const packages = 150
const skip =
  testServerUrl === undefined || serverPrograms === undefined
    ? 'needs TEST_DATABASE_URL and the programs of a PostgreSQL server (initdb, postgres)'
    : false

describe('PostgreSQL that is killed with all its processes in the middle of a round', { skip }, () => {
  it('comes back to workers that go on to the end, nothing lost or doubled, and to a server that answers again', async () => {
    await using cluster = await startCluster()
    const world = createWorld(systemClock)
    await using hosts = await startSimulatedHosts(world, { latencyMs: 40 })
    await using connection = await openConnection(cluster.url)
    await migrate(connection.db)
    await populate(connection.db, world, { github: packages })

    const environment = { DATABASE_URL: cluster.url }
    await using serving = start('serve', hosts, { ...environment, REFRESH: 'apart' })
    await using server = await waitForServer(serving)
    const read = async (path: string) => (await sendRequest(server.origin, 'GET', path)).status
    await using one = await startWorking(hosts, environment)
    await using other = await startWorking(hosts, environment)
    const kills = [0.3, 0.6]
    for (const share of kills) {
      await until(`${share} is done`, async () => (await countFresh(connection.db)) > 2 * packages * share)
      await cluster.kill()
      await until('the server says that its database is away', async () => (await read('/packages/p/github-1/')) === 503)
      assert.equal(await read('/api/v4/'), 200, 'what needs no database goes on')
      await cluster.start()
      assert.ok((await countFresh(connection.db)) < 2 * packages, 'it was in the middle')
    }
    await until(
      'all is done',
      async () => (await countFresh(connection.db)) === 2 * packages,
      () => tellStanding(connection.db),
    )
    await until('the server answers again', async () => (await read('/packages/p/github-1/')) === 200)
    assert.equal(await read('/api/v4/packages/github-7/'), 200)
    requireAlive([serving, one, other])
    await requireWhole(connection.db, world, packages)
    const questions = countQuestions(hosts)
    const most = packages + kills.length * batchSize
    assert.ok(questions >= packages && questions <= most, `${questions} repositories asked`)
    for (const worker of [one, other]) await end(worker, 'SIGTERM')
  })
})

async function openConnection(url: string): Promise<Connection & AsyncDisposable> {
  const connection = await connect({ engine: 'postgres', url, connections: 4 }, { timeZone })
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() }
}
