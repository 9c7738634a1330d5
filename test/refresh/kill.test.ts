import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { sql } from 'kysely'
import { Client } from 'pg'

import { systemClock } from '../../src/hosts/clock.ts'
import { createWorld, type World } from '../hosts/world.ts'
import { createTestDatabase, type TestDatabase, testServerUrl } from '../support/database.ts'
import { sendRequest } from '../support/server.ts'
import { populate } from './population.ts'
import { type SimulatedHosts, startSimulatedHosts } from './simulated-hosts.ts'

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))
const packages = 240
/** As GitHub is asked. */
const batchSize = 30
const patienceMs = 60_000

function start(command: string, hosts: SimulatedHosts, environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [cli, command], {
    env: {
      ...process.env,
      GITHUB_TOKEN: 'secret-token',
      GITHUB_API_URL: hosts.github.url,
      PYPI_URL: hosts.pypi.url,
      ALLOW_HOSTS: '127.0.0.1',
      DOWNLOADS: 'off',
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    assert.ok(Date.now() < deadline, `in time: ${what}`)
    await sleep(50)
  }
}

/** How many repositories GitHub was asked about by their names, over all calls. */
function countQuestions({ github }: SimulatedHosts): number {
  return github.received.reduce((sum, { body }) => sum + (body.match(/"name\d+":/g)?.length ?? 0), 0)
}

describe('a round that is killed in the middle', { skip: testServerUrl ? false : 'needs TEST_DATABASE_URL' }, () => {
  async function startWorld(): Promise<{ database: TestDatabase; world: World; hosts: SimulatedHosts } & AsyncDisposable> {
    const database = await createTestDatabase()
    const world = createWorld(systemClock)
    const hosts = await startSimulatedHosts(world, { latencyMs: 40 })
    await populate(database.db, world, { github: packages })
    return {
      database,
      world,
      hosts,
      async [Symbol.asyncDispose]() {
        await hosts[Symbol.asyncDispose]()
        await database[Symbol.asyncDispose]()
      },
    }
  }

  async function countFresh({ db }: TestDatabase): Promise<number> {
    const { rows } = await sql<{ count: number }>`select count(*) from refresh_state where state = 'fresh'`.execute(db)
    return rows[0]?.count ?? 0
  }

  async function requireWhole(database: TestDatabase, world: World): Promise<void> {
    const { rows } = await sql<{ slug: string; weeks: number[]; releases: number }>`
      select slug, commits_over_52w as weeks, (select count(*) from release where package_id = package.id) as releases from package`.execute(
      database.db,
    )
    assert.equal(rows.length, packages)
    const since = Date.now() - 50 * 7 * 86_400_000
    for (const { slug, weeks, releases } of rows) {
      const repository = world.listRepositories('github').find(({ path }) => path.endsWith(`/${slug}`))
      assert.ok(releases === 2 || releases === 3, slug)
      const atLeast = repository?.history.count({ since, until: Date.now() - 60_000 }) ?? 0
      const sum = weeks.reduce((total, count) => total + count, 0)
      const atMost = repository?.history.count({ since: since - 21 * 86_400_000, until: Date.now() }) ?? 0
      assert.ok(sum >= atLeast && sum <= atMost, `${slug}: ${sum} of ${atLeast} to ${atMost}`)
    }
  }

  it('is taken up by another worker: complete, nothing lost or doubled, and no more than a batch asked twice', async () => {
    await using all = await startWorld()
    const { database, world, hosts } = all
    const environment = { DATABASE_URL: database.url ?? '' }
    const first = start('work', hosts, environment)
    await until('a third is done', async () => (await countFresh(database)) > (2 * packages) / 3)
    await end(first, 'SIGKILL')
    assert.ok((await countFresh(database)) < 2 * packages, 'it was in the middle')
    const second = start('work', hosts, environment)
    await until('all is done', async () => (await countFresh(database)) === 2 * packages)
    await end(second, 'SIGTERM')
    await requireWhole(database, world)
    const pages = hosts.pypi.received.filter(({ url }) => url.startsWith('/simple/') && url !== '/simple/')
    assert.ok(pages.length <= packages + 10, `${pages.length} projects asked`)
    const questions = countQuestions(hosts)
    assert.ok(questions >= packages && questions <= packages + batchSize, `${questions} repositories asked`)
  })

  it('ends complete when every connection to PostgreSQL is cut', async () => {
    await using all = await startWorld()
    const { database, world, hosts } = all
    const client = new Client({ connectionString: database.url })
    await client.connect()
    const { rows: own } = await client.query(`select pid from pg_stat_activity where datname = current_database()`)
    const workers = [1, 2].map(() => start('work', hosts, { DATABASE_URL: database.url ?? '' }))
    const count = async () => {
      const { rows } = await client.query(`select count(*)::integer as count from refresh_state where state = 'fresh'`)
      return Number(rows[0].count)
    }
    for (const share of [0.2, 0.5, 0.8]) {
      await until(`${share} is done`, async () => (await count()) > 2 * packages * share)
      const cut = await client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> all($1)`,
        [own.map(({ pid }) => pid)],
      )
      assert.ok(cut.rows.length > 0)
    }
    await until('all is done', async () => (await count()) === 2 * packages)
    await client.end()
    assert.deepEqual(
      workers.map(({ exitCode }) => exitCode),
      [null, null],
      'the workers live',
    )
    for (const worker of workers) await end(worker, 'SIGTERM')
    await requireWhole(database, world)
  })
})

describe('an embedded server that is killed in the middle of a round', () => {
  it('goes on where it was', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'packgrid-refresh-'))
    const world = createWorld(systemClock)
    await using hosts = await startSimulatedHosts(world, { latencyMs: 40 })
    try {
      const file = join(directory, 'catalogue.ndjson')
      await writeFile(file, toCatalogue(world))
      const environment = { PACKGRID_DATA: directory, REFRESH: 'on', LOG_LEVEL: 'silent' }
      const [status] = await once(
        spawn(process.execPath, [cli, 'import', file], { env: { ...process.env, ...environment } }),
        'exit',
      )
      assert.equal(status, 0)
      const fresh = async (origin: string) => {
        const { sources } = JSON.parse((await sendRequest(origin, 'GET', '/status/refresh.json')).body)
        return sources.reduce((sum: number, source: { states: { fresh: number } }) => sum + source.states.fresh, 0)
      }
      const first = start('serve', hosts, environment)
      await readOrigin(first)
      await until('it is asking', async () => hosts.github.received.length > 1)
      await end(first, 'SIGKILL')
      const second = start('serve', hosts, environment)
      const origin = await readOrigin(second)
      await until('all is done', async () => (await fresh(origin)) === packages)
      await end(second, 'SIGTERM')
    } finally {
      await rm(directory, { recursive: true, force: true })
    }
  })

  function toCatalogue(world: World): string {
    const at = '2026-01-01T00:00:00Z'
    const category = { model: 'category', id: 1, title: 'Apps', slug: 'apps', created: at, modified: at }
    const lines: object[] = [category]
    for (let n = 1; n <= packages; n++) {
      world.addRepository('github', `owner/p${n}`, { commitEveryDays: 9 })
      const repo_url = `https://github.com/owner/p${n}`
      const times = { last_updated: null, last_fetched: null, created: at, modified: at }
      lines.push({
        model: 'package',
        id: n,
        title: `p${n}`,
        slug: `p${n}`,
        category: 1,
        grids: [],
        pypi_version: null,
        documentation_url: null,
        repo_url,
        ...times,
      })
    }
    return lines.map((line) => JSON.stringify(line)).join('\n')
  }

  async function readOrigin({ stdout }: ChildProcess): Promise<string> {
    let text = ''
    for await (const chunk of stdout ?? []) {
      text += String(chunk)
      const origin = /answers at (http:\/\/[\w.:]+)/.exec(text)?.[1]
      if (origin) return origin
    }
    throw new Error('The server ended before it answered.')
  }
})
