import { fileURLToPath } from 'node:url'

import { type ServerProcess, spawnScript, startServerProcess, waitForServer } from '../test/support/process.ts'
import { tenfold, today } from './catalogue.ts'
import { median, toCount, toMebibytes } from './figures.ts'
import { alternateLoads, toCells } from './load.ts'
import { createPlace, type Place } from './place.ts'
import type { Report } from './report.ts'
import { readUsage } from './usage.ts'

const connections = 50
const promisedShare = 0.75
const detail = '/api/v4/packages/3402/'
const list = '/api/v4/packages/'
const cachedAnswers = [
  ['package', detail],
  ['list of 20', list],
] as const

/** A cached answer costs little more than node:http itself, however large the catalogue. */
export async function benchServe(report: Report): Promise<void> {
  report.say(
    `Load: autocannon in a process of its own, ${connections} connections. "Bare" is a node:http server that sends the same bytes, headers ` +
      'included. Runs alternate; figures are medians, shares those of neighbouring runs. CPU is what the server takes for a request, which ' +
      `the load and other processes on the machine disturb least. Promised: warm throughput is at least ${promisedShare} of bare.`,
  )
  for (const size of [today, tenfold]) {
    await using place = await createPlace('embedded', size)
    report.say(`### ${toCount(size.packages)} packages`)
    await compareWithBare(report, place, cachedAnswers, size === today ? 25 : 10)
  }
}

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
  report.table(['answer', 'server', 'requests/s', 'p50', 'p99', 'CPU', 'share of bare'], rows)
  report.say(`Memory of Packgrid after that: ${toMebibytes(readUsage(server.child.pid).memoryBytes)}.`)
}

function startBareServer(address: string): Promise<ServerProcess> {
  return waitForServer(spawnScript(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [address], {}))
}
