import { tenfold, today } from './catalogue.ts'
import { toCount, toMebibytes, toSeconds } from './figures.ts'
import { createPlace, engines, importCatalogue } from './place.ts'
import type { Report } from './report.ts'

const sizes = [
  { ...today, packages: 6_000 },
  { ...tenfold, packages: 60_000 },
]

/** An import takes seconds, and memory that does not grow with the file. */
export async function benchImport(report: Report): Promise<void> {
  const rows: string[][] = []
  for (const engine of engines) {
    const idle = await measureNothing(engine)
    rows.push([engine, 'nothing', '', toSeconds(idle.seconds), toMebibytes(idle.peakMemoryBytes)])
    for (const size of sizes) {
      await using place = await createPlace(engine)
      for (const occasion of ['first', 'again, all unchanged']) {
        const { seconds, peakMemoryBytes } = await importCatalogue(place, size)
        rows.push([engine, `${toCount(size.packages)} packages`, occasion, toSeconds(seconds), toMebibytes(peakMemoryBytes)])
      }
    }
  }
  report.say('`packgrid import -` from start to exit into a database with the schema; peak memory of the importing process.')
  report.table(['database', 'catalogue', '', 'time', 'peak memory'], rows)
}

/** What the process takes before it has read a line. */
async function measureNothing(engine: (typeof engines)[number]) {
  await using place = await createPlace(engine)
  return await importCatalogue(place, { packages: 0, grids: 0 })
}
