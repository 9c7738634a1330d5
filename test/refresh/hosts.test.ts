import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { type OpenRefreshing, openRefreshing } from '../../src/refresh/context.ts'
import { refreshDownloads } from '../../src/refresh/downloads.ts'
import { runSource } from '../../src/refresh/run.ts'
import { createTestClock, dayMs, hourMs } from '../hosts/clock.ts'
import { createWorld } from '../hosts/world.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { populate } from './population.ts'
import { type SimulatedHosts, startSimulatedHosts } from './simulated-hosts.ts'

describe('a catalogue over all hosts, each asked over HTTP', () => {
  const clock = createTestClock()
  const world = createWorld(clock)
  const faults: unknown[] = []
  let database: TestDatabase
  let hosts: SimulatedHosts
  let refreshing: OpenRefreshing
  before(async () => {
    database = await createTestDatabase()
    hosts = await startSimulatedHosts(world)
    refreshing = openRefreshing({ ...hosts, db: database.db, clock, report: (error) => faults.push(error) })
    await populate(database.db, world, { github: 70, gitlab: 8, bitbucket: 4, codeberg: 5 })
  })
  after(async () => {
    await refreshing.close()
    await hosts[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  /** All at once, as workers do: what two sources say of one package is written at the same time. */
  async function refresh(): Promise<void> {
    await Promise.all(refreshing.context.sources.map((source) => runSource(refreshing.context, source, { isThorough: true })))
  }

  async function countStates(): Promise<Record<string, number>> {
    const { rows } = await sql<{ state: string; count: number }>`
      select state, count(*) from refresh_state group by state`.execute(database.db)
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  }

  function forget(): void {
    for (const host of [hosts.github, hosts.gitlab, hosts.bitbucket, hosts.codeberg, hosts.pypi]) host.forget()
  }

  const restCalls = () => hosts.github.received.filter(({ method }) => method === 'GET')

  it('is complete after the first round', async () => {
    await refresh()
    assert.deepEqual(faults, [])
    assert.deepEqual(await countStates(), { fresh: 2 * 87 })
    const { rows } = await sql`
      select id from package where repo_description = '' or cardinality(commits_over_52w) <> 52 or last_commit_at is null
        or latest_release_id is null or pypi_license <> 'MIT' or gone_at is not null`.execute(database.db)
    assert.deepEqual(rows, [])
  })

  it('shows the same as the world: stars, commits by week', async () => {
    const { rows } = await sql<{ slug: string; repo_watchers: number; commits_over_52w: number[]; repo_host: string }>`
      select slug, repo_watchers, commits_over_52w, repo_host from package where repo_host in ('github', 'gitlab') order by slug limit 20`.execute(
      database.db,
    )
    for (const { slug, commits_over_52w: weeks, repo_host: host } of rows) {
      const repository = world.listRepositories(host).find(({ path }) => path.endsWith(`/${slug}`))
      const since = Date.parse('2025-02-17T00:00:00Z')
      const expected = repository?.history.count({ since, until: clock.now() })
      assert.equal(
        weeks.reduce((sum, count) => sum + count, 0),
        expected,
        slug,
      )
    }
  })

  it('costs GitHub a day later three calls of a point, and one REST call for each repository that moved', async () => {
    forget()
    clock.advance(23 * hourMs)
    await refresh()
    const graphql = hosts.github.received.filter(({ method }) => method === 'POST')
    assert.equal(graphql.length, 3)
    const moved = world
      .listRepositories('github')
      .filter(({ history }) => history.count({ since: clock.now() - 23 * hourMs, until: clock.now() }) > 0)
    assert.ok(restCalls().length <= moved.length, `${restCalls().length} REST calls, ${moved.length} moved`)
    assert.deepEqual(await countStates(), { fresh: 2 * 87 })
  })

  it('outlives a 502 for a batch: halved, asked again, and all are answered', async () => {
    forget()
    clock.advance(23 * hourMs)
    hosts.github.fail({ answer: { status: 502 }, times: 1, matches: ({ path }) => path === '/graphql' })
    await refresh()
    assert.ok(hosts.github.received.some(({ status }) => status === 502))
    assert.deepEqual(await countStates(), { fresh: 2 * 87 })
  })

  it('pauses at the limit of one host in the middle of a round, lets the others go on, and finishes afterwards', async () => {
    forget()
    clock.advance(23 * hourMs)
    const { graphql } = hosts.githubRules
    graphql.take(graphql.remaining - 251)
    await refresh()
    const late = async () => {
      const { rows } = await sql<{ source: string; count: number }>`
        select source, count(*) from refresh_state where subject = 'repository' and fetched_at < ${new Date(clock.now() - hourMs).toISOString()}
        group by source`.execute(database.db)
      return rows
    }
    const [waiting, ...others] = await late()
    assert.deepEqual([waiting?.source, others], ['github.com', []], 'only GitHub waits')
    assert.ok((waiting?.count ?? 0) > 0 && (waiting?.count ?? 0) < 70, `${waiting?.count} wait`)
    assert.deepEqual(await countStates(), { fresh: 2 * 87 }, 'and nobody has failed')
    clock.advance(hourMs)
    await refresh()
    const { rows } =
      await sql`select from refresh_state where fetched_at < ${new Date(clock.now() - 2 * hourMs).toISOString()} and subject = 'repository'`.execute(
        database.db,
      )
    assert.equal(rows.length, 0)
  })

  it('counts downloads with one question a day for all projects', async () => {
    const { downloads } = refreshing.context
    assert.ok(downloads)
    assert.equal(await refreshDownloads(database.db, downloads, clock.now()), 87)
    assert.equal(await refreshDownloads(database.db, downloads, clock.now()), 0)
    const { rows } = await sql`select id from package where pypi_downloads = 0`.execute(database.db)
    assert.deepEqual(rows, [])
  })

  it('reports a token that GitHub rejects, asks no more with it, and never writes it anywhere', async () => {
    clock.advance(dayMs)
    hosts.github.fail({ answer: { status: 401, body: { message: 'Bad credentials' } }, times: 1_000 })
    await refresh()
    assert.match(String(faults[0]), /github\.com rejected token 1/)
    const { rows } = await sql`select reason from refresh_state where reason is not null`.execute(database.db)
    assert.ok(!JSON.stringify([rows, faults.map(String)]).includes('secret-token'))
    assert.ok(rows.length > 0)
  })
})
