import { fileURLToPath } from 'node:url'

import { sql } from 'kysely'

import { type DatabaseConfig, parseConfig } from '../src/config.ts'
import { connect } from '../src/db/connect.ts'
import { runCommand, type ServerProcess, spawnScript, startServerProcess, waitForServer } from '../test/support/process.ts'
import { generateCatalogue, today } from './catalogue.ts'
import { median, toCount, toMilliseconds } from './figures.ts'
import { alternateLoads, type Asked } from './load.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'

const editors = 8
const readers = 50
const rounds = 5
const promisedShare = 0.6
const detail = '/api/v4/packages/3402/'

/** Editing keeps pace with what the database can commit, and readers hardly notice it. */
export async function benchEdit(report: Report): Promise<void> {
  report.say(
    `${toCount(today.packages)} packages. An edit is a PATCH of a title with a token: checked, written with its revision, committed, heard by the ` +
      `cache, and answered with the record; ${editors} connections. "Raw" is an UPDATE of one title, committed, of a table without triggers, by as ` +
      'many connections to the same database.',
  )
  const rows: string[][] = []
  for (const engine of engines) {
    await using place = await createPlace(engine, today)
    const authorization = await createAuthorization(place)
    const raw = await measureRaw(place)
    await using server = await startServerProcess({ ...place.environment, ...unlimited })
    const edits = listEdits(authorization)
    const [runs = []] = await alternateLoads([{ server, paths: edits }], { rounds, seconds: 2, connections: editors })
    const perSecond = median(runs.map((run) => run.perSecond))
    rows.push([engine, 'raw', toCount(raw), '', ''])
    rows.push([
      engine,
      'edits',
      toCount(perSecond),
      toMilliseconds(median(runs.map((run) => run.p50Ms))),
      (perSecond / raw).toFixed(2),
    ])
    if (engine === engines.at(-1)) await compareReading(report, server, edits)
  }
  report.table(['database', 'what', 'a second', 'p50', 'share of raw'], rows)
}

const unlimited = { RATE_LIMIT_ACCOUNT: '1000000000000', RATE_LIMIT_ADDRESS: '1000000000000' }

/** Many packages, so that editors seldom wait for each other. */
function listEdits(authorization: string): Exclude<Asked, string>[] {
  const packages = [...generateCatalogue(today)].filter(({ model }) => model === 'package').slice(0, 500)
  return packages.map(({ slug }) => ({
    method: 'PATCH',
    path: `/api/v4/packages/${slug}/`,
    headers: { Authorization: authorization, 'Content-Type': 'application/json' },
    body: '{"title": "Title [<id>]"}',
  }))
}

async function createAuthorization({ environment }: Place): Promise<string> {
  for (const args of [
    ['users', 'add', 'bench', '--role', 'editor'],
    ['users', 'token', 'bench', '--scope', 'edit'],
  ]) {
    const { exitCode, stdout, stderr } = await runCommand(args, environment)
    if (exitCode !== 0) throw new Error(stderr)
    const token = /pkg_\w+/.exec(stdout)?.[0]
    if (token !== undefined) return `Token ${token}`
  }
  throw new Error('There is no token.')
}

/** Commits a second of the least that an edit could be. */
async function measureRaw({ environment }: Place): Promise<number> {
  const { database } = parseConfig(environment)
  const connection = await connect(withConnections(database), { timeZone: 'UTC' })
  const { db } = connection
  try {
    await sql`create table raw as select id, title from package limit 500`.execute(db)
    await sql`alter table raw add primary key (id)`.execute(db)
    const { rows } = await sql<{ id: number }>`select id from raw`.execute(db)
    const figures: number[] = []
    for (let round = 0; round < rounds; round++) {
      const end = performance.now() + 2_000
      let commits = 0
      await Promise.all(
        Array.from({ length: editors }, async (_, editor) => {
          for (let turn = editor; performance.now() < end; turn += editors) {
            await sql`update raw set title = ${`Title ${turn} ${round}`} where id = ${rows[turn % rows.length]?.id}`.execute(db)
            commits += 1
          }
        }),
      )
      figures.push(commits / 2)
    }
    await sql`drop table raw`.execute(db)
    return median(figures)
  } finally {
    await connection.close()
  }
}

const withConnections = (database: DatabaseConfig): DatabaseConfig =>
  database.engine === 'postgres' ? { ...database, connections: editors } : database

/** The bare server answers every request with the same bytes; two in a hundred requests to Packgrid write. */
async function compareReading(report: Report, server: ServerProcess, edits: readonly Exclude<Asked, string>[]): Promise<void> {
  await using bare = await waitForServer(
    spawnScript(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [server.origin + detail], {}),
  )
  const reads: Asked[] = edits.slice(0, 98).map(({ path }) => path)
  const mixed = [...reads.slice(0, 49), ...edits.slice(0, 1), ...reads.slice(49), ...edits.slice(200, 201)]
  const [bareRuns = [], ourRuns = []] = await alternateLoads(
    [
      { server: bare, paths: reads },
      { server, paths: mixed },
    ],
    { rounds: 10, seconds: 1, connections: readers },
  )
  const share = median(ourRuns.map(({ perSecond }, index) => perSecond / (bareRuns[index]?.perSecond ?? NaN)))
  report.say(
    `Reading 98 packages in turn while two requests in a hundred write, ${readers} connections: ` +
      `${toCount(median(ourRuns.map(({ perSecond }) => perSecond)))} requests a second, ${share.toFixed(2)} of a bare server that sends the same bytes ` +
      `(promised: ${promisedShare}).`,
  )
}
