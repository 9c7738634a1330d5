import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { systemClock } from '../src/hosts/clock.ts'
import { createWorld } from '../test/hosts/world.ts'
import { renderCatalogue } from '../test/refresh/population.ts'
import { startSimulatedHosts } from '../test/refresh/simulated-hosts.ts'
import { runCommand, spawnScript, startServerProcess, waitForServer } from '../test/support/process.ts'
import { median, toCount, toMilliseconds } from './figures.ts'
import { alternateLoads } from './load.ts'
import { createPlace } from './place.ts'
import type { Report } from './report.ts'

const packages = 5_400
const promisedShare = 0.6
const detail = '/api/v4/packages/p7/'

/** Readers are served while the server itself asks about every package and writes what it hears, the heaviest round there is: the first. */
export async function benchServeWhileRefreshing(report: Report): Promise<void> {
  const world = createWorld(systemClock)
  await using hosts = await startSimulatedHosts(world, { latencyMs: 200 })
  await using place = await createPlace('embedded')
  const file = join(place.environment['PACKGRID_DATA'] ?? '', 'catalogue.ndjson')
  await writeFile(file, renderCatalogue(world, packages))
  await runCommand(['import', file], place.environment)
  await using server = await startServerProcess({
    ...place.environment,
    REFRESH: 'on',
    GITHUB_TOKEN: 'secret-token',
    GITHUB_API_URL: hosts.github.url,
    PYPI_URL: hosts.pypi.url,
    ALLOW_HOSTS: '127.0.0.1',
    DOWNLOADS: 'off',
  })
  const count = async () => {
    const status = await (await fetch(`${server.origin}/status/refresh.json?at=${Math.random()}`)).json()
    return JSON.stringify(status).match(/"states":\{"new":(\d+)/)?.[1] ?? '0'
  }
  const rows: string[][] = []
  const begun = await count()
  for (const path of [detail, '/api/v4/packages/', '/packages/p/p7/']) {
    await using bare = await waitForServer(
      spawnScript(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [server.origin + path], {}),
    )
    const targets = [bare, server].map((target) => ({ server: target, paths: [path] }))
    const [bareRuns = [], ourRuns = []] = await alternateLoads(targets, { rounds: 8, seconds: 3, connections: 50 })
    const share = median(ourRuns.map(({ perSecond }, index) => perSecond / (bareRuns[index]?.perSecond ?? Number.NaN)))
    const p99 = toMilliseconds(median(ourRuns.map(({ p99Ms }) => p99Ms)))
    rows.push([
      path,
      toCount(median(bareRuns.map(({ perSecond }) => perSecond))),
      toCount(median(ourRuns.map(({ perSecond }) => perSecond))),
      p99,
      share.toFixed(2),
    ])
  }
  const left = await count()
  report.say('### Serving while a first round runs in the same process')
  report.say(
    `Not asked yet when the load began: ${begun} of ${packages}; when it ended: ${left}. Promised: at least ${promisedShare} of a bare server.`,
  )
  report.table(['answer', 'bare, requests/s', 'Packgrid, requests/s', 'p99', 'share of bare'], rows)
}
