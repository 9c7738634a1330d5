import { fileURLToPath } from 'node:url'

import { type ServerProcess, spawnScript, startServerProcess, waitForServer } from '../test/support/process.ts'
import { type CatalogueSize, generateCatalogue, tenfold, today } from './catalogue.ts'
import { median, toCount, toMebibytes, toMilliseconds } from './figures.ts'
import { alternateLoads, type Run } from './load.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'
import { readUsage } from './usage.ts'

const connections = 50
const coldConnections = 10
const promisedShare = 0.75
const detail = '/api/v4/packages/3402/'
const list = '/api/v4/packages/'
const cachedAnswers = [
  ['package', detail],
  ['list of 20', list],
] as const

/** A cached answer costs little more than node:http itself, an uncached one is quick too, and a tenfold catalogue changes neither. */
export async function benchServe(report: Report): Promise<void> {
  report.say(
    `Load: autocannon in a process of its own, ${connections} connections. "Bare" is a node:http server that sends the same bytes, headers ` +
      'included. Runs alternate; figures are medians, shares those of neighbouring runs. CPU is what the server takes for a request, which ' +
      `the load and other processes on the machine disturb least. Promised: warm throughput is at least ${promisedShare} of bare.`,
  )
  for (const size of [today, tenfold]) {
    report.say(`### ${toCount(size.packages)} packages, ${toCount(size.grids)} grids`)
    const cold: string[][] = []
    const starts: string[][] = []
    for (const engine of engines) {
      await using place = await createPlace(engine, size)
      if (engine === 'embedded') await compareWithBare(report, place, cachedAnswers, size === today ? 25 : 10)
      cold.push(...(await measureCold(place, size)))
      starts.push(await measureStart(place))
    }
    report.say(`Cold: CACHE_MB=0, every answer is made from the database; ${coldConnections} connections.`)
    report.table(['answer', 'database', 'requests/s', 'p50', 'p99', 'CPU'], cold)
    report.say('From the start of the process to the first answer, a package; memory (resident) then, and its peak.')
    report.table(['database', 'first answer', 'memory', 'peak'], starts)
  }
}

const medianOf = (runs: readonly Run[], figure: keyof Run) => median(runs.map((run) => run[figure]))

/** The same cached answers, by name and path, from Packgrid and from the bare server, in turn. */
export async function compareWithBare(
  report: Report,
  place: Place,
  answers: readonly (readonly [name: string, path: string])[],
  rounds: number,
): Promise<void> {
  await using server = await startServerProcess(place.environment)
  const rows: string[][] = []
  for (const [name, path] of answers) {
    await using bare = await startBareServer(server.origin + path)
    const targets = [bare, server].map((target) => ({ server: target, paths: [path] }))
    const [bareRuns = [], ourRuns = []] = await alternateLoads(targets, { rounds, seconds: 1, connections })
    const share = median(ourRuns.map(({ perSecond }, index) => perSecond / (bareRuns[index]?.perSecond ?? NaN)))
    rows.push([name, 'bare', ...toCells(bareRuns), ''], [name, 'Packgrid', ...toCells(ourRuns), share.toFixed(2)])
  }
  report.say('Warm: the answer is in the cache.')
  report.table(['answer', 'server', 'requests/s', 'p50', 'p99', 'CPU', 'share of bare'], rows)
  report.say(`Memory of Packgrid after that: ${toMebibytes(readUsage(server.child.pid).memoryBytes)}.`)
}

function startBareServer(address: string): Promise<ServerProcess> {
  return waitForServer(spawnScript(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [address], {}))
}

export function toCells(runs: readonly Run[]): string[] {
  return [
    toCount(medianOf(runs, 'perSecond')),
    toMilliseconds(medianOf(runs, 'p50Ms')),
    toMilliseconds(medianOf(runs, 'p99Ms')),
    `${medianOf(runs, 'cpuMicroseconds').toFixed(0)} µs`,
  ]
}

/** Answers that nothing remembers, for records all over the catalogue. */
async function measureCold(place: Place, size: CatalogueSize): Promise<string[][]> {
  await using server = await startServerProcess({ ...place.environment, CACHE_MB: '0' })
  const packages = [...generateCatalogue(size)].filter(({ model }) => model === 'package')
  const everyNth = packages.filter((_, index) => index % Math.floor(size.packages / 500) === 0)
  const rows: string[][] = []
  for (const [name, paths] of Object.entries({
    package: everyNth.map(({ slug }) => `/api/v4/packages/${slug}/`),
    'first list of 20': [list],
    'any list of 20': everyNth.map((_, index) => `${list}?offset=${index * 10}`),
    'list of 20 by category and stars': [`${list}?category=apps&ordering=-repo_watchers`],
  })) {
    const [runs = []] = await alternateLoads([{ server, paths }], { rounds: 3, seconds: 3, connections: coldConnections })
    rows.push([name, place.engine, ...toCells(runs)])
  }
  return rows
}

async function measureStart(place: Place): Promise<string[]> {
  const times: number[] = []
  const usages: ReturnType<typeof readUsage>[] = []
  for (let round = 0; round < 5; round++) {
    const startedAt = performance.now()
    await using server = await startServerProcess(place.environment)
    const answer = await fetch(server.origin + detail)
    await answer.arrayBuffer()
    times.push(performance.now() - startedAt)
    usages.push(readUsage(server.child.pid))
  }
  return [
    place.engine,
    toMilliseconds(median(times)),
    toMebibytes(median(usages.map(({ memoryBytes }) => memoryBytes))),
    toMebibytes(median(usages.map(({ peakMemoryBytes }) => peakMemoryBytes))),
  ]
}
