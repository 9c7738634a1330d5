import { sql } from 'kysely'

import { parseConfig } from '../src/config.ts'
import { connect, type Database, openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { importSampleIfEmpty } from '../src/import/sample.ts'
import { parseWords } from '../src/search/query.ts'
import { findHits, type Spelling } from '../src/search/service.ts'
import { Suggestions } from '../src/search/suggestions.ts'
import { startServerProcess } from '../test/support/process.ts'
import { type CatalogueSize, tenfold, today } from './catalogue.ts'
import { toCount } from './figures.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'
import { type GradedQuery, importTopics, measureQuality, readQueries } from './search/quality.ts'
import { buildReference, searchReference } from './search/reference.ts'

const timeZone = 'America/New_York'
const toName = (hit: { item_type: string; slug: string }) => (hit.item_type === 'grid' ? `grid:${hit.slug}` : hit.slug)

/** Search finds what is wanted and is quick, beside the statement of the reference on the same rows. */
export async function benchSearch(report: Report): Promise<void> {
  await benchQuality(report)
  report.say(
    'Time of one search, no answer kept from earlier ones; each query three times, after once that is not timed. "Ours" and "reference" are timed by turns from one process: parsing, statements and rows, ' +
      'by the same driver, each with its own connection; the reference is its one statement on a table of its own. Requests go over HTTP to a server ' +
      'without its cache.',
  )
  for (const engine of engines.toReversed()) {
    for (const size of [today, tenfold]) {
      await using place = await createPlace(engine, size)
      await benchSpeed(report, place, size)
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
  const spelling = new Suggestions(db)
  await spelling.ready()
  const search = createSearch(db, spelling)
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

/** How often each query is timed, after once that nobody times: connections are made, statements planned, pages read, code compiled. */
const rounds = 3

/** Requests to begin with, which nobody times. */
const warmUps = 12

async function benchSpeed(report: Report, place: Place, { packages }: CatalogueSize): Promise<void> {
  // The embedded database takes seconds for some statements of the reference.
  const isSlow = place.engine === 'embedded' && packages > today.packages
  const queries = readQueries().filter((_, index) => !isSlow || index % 6 === 0)
  report.say(`### ${place.engine}, ${toCount(packages)} packages, ${queries.length} queries`)
  report.table(timeHead, [...(await timeSearches(place, queries)), ...(await timeRequests(place, queries))])
}

/** Each search by turns with the statement of the reference, by the same driver and with as many connections; then suggestions. */
async function timeSearches(place: Place, queries: readonly GradedQuery[]): Promise<string[][]> {
  const connection = await connect(parseConfig(place.environment).database, { timeZone })
  const { db, searchDb } = connection
  await sql`vacuum analyze`.execute(db)
  await buildReference(db)
  const suggestions = new Suggestions(db)
  await suggestions.ready()
  const ways = [
    { name: 'ours', times: [] as number[], search: createSearch(searchDb, suggestions) },
    { name: 'reference', times: [] as number[], search: (q: string) => searchReference(db, q) },
  ]
  for (let round = 0; round <= rounds; round++) {
    for (const [index, { q }] of queries.entries()) {
      // Neither always finds what the other has warmed.
      for (const { search, times } of (round + index) % 2 === 0 ? ways : ways.toReversed()) {
        const took = await time(() => search(q))
        if (round > 0) times.push(took)
      }
    }
  }
  const keystrokes = queries.flatMap(({ q }) => Array.from({ length: q.length }, (_, index) => q.slice(0, index + 1)))
  const suggesting: number[] = []
  for (const typed of keystrokes) suggesting.push(await time(async () => suggestions.find(typed, 10)))
  await connection.close()
  return [...ways.map(({ name, times }) => toRow(name, times)), toRow('suggestions, each keystroke', suggesting)]
}

/** The same over HTTP, with a server that keeps no answers. */
async function timeRequests(place: Place, queries: readonly GradedQuery[]): Promise<string[][]> {
  await using server = await startServerProcess({ ...place.environment, CACHE_MB: '0' })
  const timeAll = async (addresses: readonly string[]) => {
    const times: number[] = []
    for (const [index, address] of [...addresses.slice(0, warmUps), ...addresses].entries()) {
      const took = await time(async () => (await fetch(server.origin + address)).arrayBuffer())
      if (index >= warmUps) times.push(took)
    }
    return times
  }
  const searches = queries.map(({ q }) => `/api/v4/search/?q=${encodeURIComponent(q)}`)
  const keystrokes = queries.flatMap(({ q }) =>
    [2, 4, 6].map((length) => `/search/suggestions/?q=${encodeURIComponent(q.slice(0, length))}`),
  )
  return [
    toRow('ours, request and answer', await timeAll(searches)),
    toRow('ours with pages and facets (v=2), request and answer', await timeAll(searches.map((address) => `${address}&v=2`))),
    toRow('suggestions, request and answer', await timeAll(keystrokes)),
  ]
}

const timeHead = ['', 'mean', 'p50', 'p90', 'p99']

function toRow(name: string, times: readonly number[]): string[] {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => toMilliseconds(sorted[Math.floor((sorted.length - 1) * share)] ?? NaN)
  return [name, toMilliseconds(times.reduce((sum, one) => sum + one, 0) / times.length), at(0.5), at(0.9), at(0.99)]
}

const toMilliseconds = (ms: number) => `${ms.toFixed(ms < 1 ? 3 : 2)} ms`

async function time(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await run()
  return performance.now() - startedAt
}

function createSearch(db: Database, spelling: Spelling) {
  return async (q: string) =>
    (await findHits(db, parseWords(q), { conditions: [], choices: [], limit: 20, offset: 0, breadth: 'first' }, spelling)).hits
}
