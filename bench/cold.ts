import { startServerProcess } from '../test/support/process.ts'
import { type CatalogueSize, generateCatalogue, tenfold, today } from './catalogue.ts'
import { median, toCount, toMebibytes, toMilliseconds } from './figures.ts'
import { alternateLoads, toCells } from './load.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'
import { readUsage } from './usage.ts'

const connections = 10
const list = '/api/v4/packages/'

/** An answer that has to be made is quick too, and so is the start; a catalogue ten times as large changes little. */
export async function benchCold(report: Report): Promise<void> {
  report.say(
    `With CACHE_MB=0 every answer is made from the database. Load: ${connections} connections. CPU is that of the serving process, which on ` +
      'the embedded database is the database too. The first answer, a package, is timed from the start of the process.',
  )
  for (const size of [today, tenfold]) {
    report.say(`### ${toCount(size.packages)} packages, ${toCount(size.grids)} grids`)
    const answers: string[][] = []
    const starts: string[][] = []
    for (const engine of engines) {
      await using place = await createPlace(engine, size)
      answers.push(...(await measureAnswers(place, size)))
      starts.push(await measureStart(place))
    }
    report.table(['answer', 'database', 'requests/s', 'p50', 'p99', 'CPU'], answers)
    report.table(['database', 'first answer', 'memory then', 'peak'], starts)
  }
}

/** Records all over the catalogue, and lists of several kinds. */
async function measureAnswers(place: Place, size: CatalogueSize): Promise<string[][]> {
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
    const [runs = []] = await alternateLoads([{ server, paths }], { rounds: 3, seconds: 3, connections })
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
    const answer = await fetch(`${server.origin}/api/v4/packages/3402/`)
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
