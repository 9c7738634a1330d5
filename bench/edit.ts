import { fileURLToPath } from 'node:url'

import { sql } from 'kysely'

import { type DatabaseConfig, parseConfig } from '../src/config.ts'
import { connect } from '../src/db/connect.ts'
import { runCommand, type ServerProcess, spawnScript, startServerProcess, waitForServer } from '../test/support/process.ts'
import { generateCatalogue, today } from './catalogue.ts'
import { median, toCount, toMilliseconds } from './figures.ts'
import { alternateLoads, type Asked, type Run, toCells } from './load.ts'
import { createPlace, engines, type Place } from './place.ts'
import type { Report } from './report.ts'

const editors = 8
/** Connections that read, and now and then edit. */
const readers = [50, 100]
const rounds = 5
/** Packages that are edited: many, so that editors seldom wait for each other. */
const editable = 500
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
    if (engine === 'PostgreSQL') await compareReading(report, server, place, edits)
  }
  report.table(['database', 'what', 'a second', 'p50', 'share of raw'], rows)
}

const unlimited = { RATE_LIMIT_ACCOUNT: '1000000000000', RATE_LIMIT_ADDRESS: '1000000000000' }

function listEdits(authorization: string): Exclude<Asked, string>[] {
  const packages = [...generateCatalogue(today)].filter(({ model }) => model === 'package').slice(0, editable)
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
    await sql`create table raw as select id, title from generate_series(0, ${editable - 1}) as id, lateral (select 'Title ' || id as title) as titles`.execute(
      db,
    )
    await sql`alter table raw add primary key (id)`.execute(db)
    const figures: number[] = []
    for (let round = 0; round < rounds; round++) {
      const end = performance.now() + 2_000
      let commits = 0
      await Promise.all(
        Array.from({ length: editors }, async (_, editor) => {
          for (let turn = editor; performance.now() < end; turn += editors) {
            await sql`update raw set title = ${`Title ${turn} ${round}`} where id = ${turn % editable}`.execute(db)
            commits += 1
          }
        }),
      )
      figures.push(commits / 2)
    }
    return median(figures)
  } finally {
    await connection.close()
  }
}

const withConnections = (database: DatabaseConfig): DatabaseConfig =>
  database.engine === 'postgres' ? { ...database, connections: editors } : database

/**
 * The bare server answers every request with the same bytes; two in a hundred requests write, on the bare server nothing but an UPDATE of
 * one row. What is read is what is written, so that answers have to be made again.
 */
async function compareReading(
  report: Report,
  server: ServerProcess,
  place: Place,
  edits: readonly Exclude<Asked, string>[],
): Promise<void> {
  await using bare = await waitForServer(
    spawnScript(fileURLToPath(new URL('bare-server.ts', import.meta.url)), [server.origin + detail], place.environment),
  )
  const reads: Asked[] = edits.map(({ path }) => path)
  const rows: string[][] = []
  for (const connections of readers) {
    const mixed = Array.from(
      { length: connections * 100 },
      (_, turn): Asked => (turn % 50 === 0 ? edits[(turn / 50) % editable] : reads[(turn * 7) % editable]) ?? detail,
    )
    const [readRuns = [], bareRuns = [], ourRuns = []] = await alternateLoads(
      [
        { server: bare, paths: reads },
        { server: bare, paths: mixed },
        { server, paths: mixed },
      ],
      { rounds: 10, seconds: 1, connections },
    )
    const shareOf = (others: readonly Run[]) =>
      median(ourRuns.map(({ perSecond }, index) => perSecond / (others[index]?.perSecond ?? NaN))).toFixed(2)
    rows.push(
      [`${connections}`, 'bare, only reading', ...toCells(readRuns), shareOf(readRuns)],
      [`${connections}`, 'bare', ...toCells(bareRuns), shareOf(bareRuns)],
      [`${connections}`, 'Packgrid', ...toCells(ourRuns), ''],
    )
  }
  report.say(
    `Reading ${editable} packages in turn while two requests in a hundred edit one of them. The bare server sends the same bytes and commits for ` +
      `each write an UPDATE of one row. Promised: ${promisedShare} of it. Server, database and load share the cores, and wait for each ` +
      'other less the more connections there are.',
  )
  report.table(['connections', 'server', 'requests/s', 'p50', 'p99', 'CPU', 'share of bare'], rows)
}
