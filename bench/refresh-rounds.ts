import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

import { parseConfig } from '../src/config.ts'
import { connect } from '../src/db/connect.ts'
import { createTestClock, type TestClock } from '../test/hosts/clock.ts'
import type { SimulatedHost } from '../test/hosts/server.ts'
import { createWorld, type World } from '../test/hosts/world.ts'
import { type Population, populate } from '../test/refresh/population.ts'
import { startSimulatedHosts } from '../test/refresh/simulated-hosts.ts'
import { createPlace, type Engine } from './place.ts'
import type { Order, RoundReport, WorkerTask, Word } from './refresh-worker.ts'

const script = fileURLToPath(new URL('refresh-worker.ts', import.meta.url))

export interface HostCount {
  name: string
  calls: number
  notModified: number
  /** Questions by GET, of which GraphQL has none. */
  gets: number
}

export interface Round extends RoundReport {
  hosts: HostCount[]
  /** Of GraphQL. */
  points: number
}

/** A catalogue, the hosts of a world, and a worker in another process that asks them. */
export interface Rounds extends AsyncDisposable {
  clock: TestClock
  world: World
  /** Asks about everything that is due, until no limit stands in the way. */
  run(options: { latencyMs: number; isParallel: boolean }): Promise<Round>
}

/** @param heapMiB what the worker's heap may grow to */
export async function startRounds(engine: Engine, population: Population, heapMiB: number): Promise<Rounds> {
  const place = await createPlace(engine)
  const clock = createTestClock()
  const world = createWorld(clock)
  const { database } = parseConfig(place.environment)
  const connection = await connect(database, { timeZone: 'UTC' })
  await populate(connection.db, world, population)
  await connection.close()
  const hosts = await startSimulatedHosts(world, { github: { hourlyLimit: 5_000 } })
  const { settings, apiUrls, githubRules } = hosts
  const task: WorkerTask = { database, settings, apiUrls }
  const worker = fork(script, [JSON.stringify(task)], { execArgv: ['--expose-gc', `--max-old-space-size=${heapMiB}`] })
  const ended = once(worker, 'exit')
  const order = (what: Order) => void worker.send(what)

  return {
    clock,
    world,
    async run({ latencyMs, isParallel }) {
      for (const name of hostNames) Object.assign(hosts[name], { latencyMs }).forget()
      const { taken } = githubRules.graphql
      const { promise, resolve } = Promise.withResolvers<RoundReport>()
      const hear = (word: Word) => {
        clock.advance(new Date(Math.max(word.now, clock.now())))
        if (word.kind === 'time') order({ kind: 'moved' })
        else resolve(word)
      }
      worker.on('message', hear)
      order({ kind: 'round', at: clock.now(), isParallel })
      const died = ended.then(() => Promise.reject(new Error('The worker ended in the middle of a round')))
      const report = await Promise.race([promise, died])
      worker.off('message', hear)
      const points = githubRules.graphql.taken - taken
      return { ...report, points, hosts: hostNames.map((name) => count(name, hosts[name])) }
    },
    async [Symbol.asyncDispose]() {
      worker.kill()
      await ended
      await hosts[Symbol.asyncDispose]()
      await place[Symbol.asyncDispose]()
    },
  }
}

const hostNames = ['github', 'gitlab', 'bitbucket', 'codeberg', 'pypi'] as const

function count(name: (typeof hostNames)[number], { received }: SimulatedHost): HostCount {
  return {
    name,
    calls: received.length,
    notModified: received.filter(({ status }) => status === 304).length,
    gets: received.filter(({ method }) => method === 'GET').length,
  }
}
