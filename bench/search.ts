import { parseConfig } from '../src/config.ts'
import { connect, type Connection, openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { importSampleIfEmpty } from '../src/import/sample.ts'
import { parseWords } from '../src/search/query.ts'
import { findHits, withinLimits } from '../src/search/service.ts'
import { Suggestions } from '../src/search/suggestions.ts'
import { tenfold, today } from './catalogue.ts'
import { toCount } from './figures.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'
import { importTopics, measureQuality, readQueries } from './search/quality.ts'
import { buildReference, searchReference } from './search/reference.ts'

const timeZone = 'America/New_York'
const toName = (hit: { item_type: string; slug: string }) => (hit.item_type === 'grid' ? `grid:${hit.slug}` : hit.slug)

/** Search finds what is wanted and is quick, beside the statement of the reference on the same rows. */
export async function benchSearch(report: Report): Promise<void> {
  await benchQuality(report)
  for (const engine of engines) {
    for (const size of [today, tenfold]) {
      await using place = await createPlace(engine, size)
      await benchSpeed(report, place, `${engine}, ${toCount(size.packages)} packages`)
    }
  }
}

async function benchQuality(report: Report): Promise<void> {
  const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone })
  const { db } = connection
  await migrate(db)
  await importSampleIfEmpty(db)
  await importTopics(db)
  await buildReference(db)
  const search = await createSearch(connection)
  const queries = readQueries()
  const ours = await measureQuality(queries, async (q) => (await search(q)).map(toName))
  const theirs = await measureQuality(queries, async (q) => (await searchReference(db, q)).map(toName))
  await connection.close()
  report.say(
    'The graded queries of `queries.ndjson` over the sample and generated topics: nDCG@10, and how often the first hit has the best grade.',
  )
  report.table(
    ['class', 'queries', 'nDCG@10', 'reference', 'first right', 'reference'],
    [...ours].map(([name, { queries: count, ndcg, firstRight }]) => {
      const other = theirs.get(name)
      return [
        name,
        count,
        ndcg.toFixed(3),
        other?.ndcg.toFixed(3) ?? '',
        firstRight.toFixed(2),
        other?.firstRight.toFixed(2) ?? '',
      ]
    }),
  )
}

/** All queries by turns, twice: the first time warms up. */
async function benchSpeed(report: Report, place: Place, title: string): Promise<void> {
  const connection = await connect(parseConfig(place.environment).database, { timeZone })
  await buildReference(connection.db)
  const search = await createSearch(connection)
  const suggestions = new Suggestions(connection.db)
  await suggestions.ready()
  const times = { ours: [] as number[], reference: [] as number[], suggestions: [] as number[] }
  for (const isMeasured of [false, true]) {
    for (const { q } of readQueries()) {
      const took = {
        ours: await time(() => search(q)),
        reference: await time(() => searchReference(connection.db, q)),
        suggestions: await time(async () => suggestions.find(q.slice(0, 4), 10)),
      }
      if (!isMeasured) continue
      times.ours.push(took.ours)
      times.reference.push(took.reference)
      times.suggestions.push(took.suggestions)
    }
  }
  await connection.close()
  report.say(`${title}: one search, whole, by turns with the statement of the reference; and one look at the suggestions.`)
  report.table(
    ['', 'mean', 'p50', 'p90', 'p99'],
    Object.entries(times).map(([name, all]) => {
      const sorted = all.toSorted((a, b) => a - b)
      const at = (share: number) => toMilliseconds(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN)
      return [name, toMilliseconds(all.reduce((sum, one) => sum + one, 0) / all.length), at(0.5), at(0.9), at(0.99)]
    }),
  )
}

const toMilliseconds = (ms: number) => `${ms.toFixed(ms < 1 ? 3 : 1)} ms`

async function time(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

async function createSearch({ db }: Connection) {
  const spelling = new Suggestions(db)
  await spelling.ready()
  return async (q: string) => {
    const { hits } = await withinLimits(db, (tx) =>
      findHits(tx, parseWords(q), { conditions: [], limit: 20, offset: 0 }, spelling),
    )
    return hits
  }
}
