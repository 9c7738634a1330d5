import { sql } from 'kysely'

import { openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { openRefreshing } from '../src/refresh/context.ts'
import { runSource } from '../src/refresh/run.ts'
import { createTestClock, hourMs } from '../test/hosts/clock.ts'
import type { SimulatedHost } from '../test/hosts/server.ts'
import { createWorld } from '../test/hosts/world.ts'
import { simulatePlan } from '../test/refresh/plan-simulation.ts'
import { populate } from '../test/refresh/population.ts'
import { type SimulatedHosts, startSimulatedHosts } from '../test/refresh/simulated-hosts.ts'
import { toCount, toMebibytes, toSeconds } from './figures.ts'
import { benchServeWhileRefreshing } from './refresh-serve.ts'
import { benchSnapshots } from './refresh-snapshots.ts'
import type { Report } from './report.ts'

/** As many as the reference has, and as it has them. */
const population = { github: 5_400, gitlab: 250, bitbucket: 60, codeberg: 90 }
const packages = Object.values(population).reduce((sum, count) => sum + count, 0)
const latencyMs = 200
const promised = { graphqlCalls: 300, graphqlPoints: 600 }

const hostNames = ['github', 'gitlab', 'bitbucket', 'codeberg', 'pypi'] as const

/** A round over all packages is polite, cheap and writes little; readers do not notice it. */
export async function benchRefresh(report: Report): Promise<void> {
  report.say(
    `${toCount(packages)} packages (${Object.entries(population)
      .map(([host, count]) => `${toCount(count)} ${host}`)
      .join(
        ', ',
      )}), each with a project on the index, on simulated hosts and an embedded database, all in one process. One in ten ` +
      'repositories moves every day. Promised for a daily round: at most ' +
      `${promised.graphqlCalls} GraphQL calls and ${promised.graphqlPoints} points, REST calls to GitHub for moved repositories only, one each.`,
  )
  await benchRounds(report)
  planLargeCatalogue(report)
  await benchSnapshots(report)
  await benchServeWhileRefreshing(report)
}

async function benchRounds(report: Report): Promise<void> {
  const clock = createTestClock()
  const world = createWorld(clock)
  await using connection = await openMemory()
  const { db } = connection
  await populate(db, world, population)
  const faults: unknown[] = []

  async function round(title: string, delayMs: number, isParallel: boolean): Promise<void> {
    await using hosts = await startSimulatedHosts(world, { latencyMs: delayMs, github: { hourlyLimit: 5_000 } })
    const { context, close } = openRefreshing({ ...hosts, db, clock, report: (error) => faults.push(error) })
    const before = await countWritten(connection)
    const startedAt = performance.now()
    const roundStart = clock.now()
    let peak = 0
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50)
    const run = async (source: (typeof context.sources)[number]) => {
      // Behind a limit (Bitbucket: 1,000 an hour) a round goes on when the host says so.
      for (let hour = 0; hour < 24; hour++) {
        await runSource(context, source, { isThorough: true })
        const { rows } = await sql<{ until: number | null }>`
          select (extract(epoch from sleeping_until) * 1000)::float8 as until from refresh_source where name = ${source.name}`.execute(
          db,
        )
        const until = rows[0]?.until ?? 0
        if (until <= clock.now()) return
        clock.advance(new Date(until))
      }
    }
    if (isParallel) await Promise.all(context.sources.map(run))
    else for (const source of context.sources) await run(source)
    clearInterval(watch)
    const seconds = (performance.now() - startedAt) / 1_000
    report.say(`### ${title}`)
    report.table(
      ['host', 'calls', 'answered 304', 'REST of GitHub', 'GraphQL points'],
      hostNames.map((name) => toRow(name, hosts)),
    )
    const after = await countWritten(connection)
    report.say(
      `${toSeconds(seconds)} by the clock on the wall${delayMs > 0 ? ` with ${delayMs} ms for every answer` : ''}; the hosts' own pace and limits ` +
        `would add up to ${toSeconds((clock.now() - roundStart) / 1_000)} for the slowest. Peak memory of the process, hosts and database included: ` +
        `${toMebibytes(peak)}. Faults: ${faults.length}.`,
    )
    report.table(
      ['table', 'rows inserted', 'updated', 'deleted'],
      [...after].map(([table, counts]) => [
        table,
        ...counts.map((count, index) => toCount(count - (before.get(table)?.[index] ?? 0))),
      ]),
    )
    await close()
  }

  await round('First refresh, hosts answering at once', 0, false)
  clock.advance(23 * hourMs)
  await round('The day after, which takes up what the hourly budgets left over of the first refresh', 0, false)
  clock.advance(23 * hourMs)
  touchProjects()
  const since = clock.now() - 24 * hourMs
  await round('A daily round; one project in ten has a new release', latencyMs, true)
  const moved = world.listRepositories('github').filter(({ history }) => history.count({ since, until: clock.now() }) > 0)
  report.say(`GitHub repositories that moved: ${toCount(moved.length)}.`)

  /** One project in ten has a new release. */
  function touchProjects(): void {
    for (const [n, project] of world.projects.list().entries()) if (n % 10 === 0) world.projects.release(project, '9.0')
  }
}

function toRow(name: (typeof hostNames)[number], hosts: SimulatedHosts): string[] {
  const host: SimulatedHost = hosts[name]
  const rest = host.received.filter(({ method }) => method === 'GET')
  const points = 5_000 - hosts.githubRules.graphql.remaining
  return [
    name,
    toCount(host.received.length),
    toCount(host.received.filter(({ status }) => status === 304).length),
    name === 'github' ? toCount(rest.length) : '',
    name === 'github' ? `${toCount(host.received.length - rest.length)} calls, ${toCount(points)} points` : '',
  ]
}

async function openMemory() {
  const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone: 'UTC' })
  await migrate(connection.db)
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() }
}

/** Rows inserted, updated and deleted so far, by table. */
async function countWritten({ db }: Awaited<ReturnType<typeof openMemory>>): Promise<Map<string, number[]>> {
  await sql`select pg_stat_force_next_flush()`.execute(db)
  const { rows } = await sql<{ table: string; counts: number[] }>`
    select relname as table, array[n_tup_ins, n_tup_upd, n_tup_del]::float8[] as counts from pg_stat_user_tables
    where relname in ('package', 'release', 'commit_week', 'refresh_state', 'refresh_source', 'call_ledger') order by relname`.execute(
    db,
  )
  return new Map(rows.map(({ table, counts }) => [table, counts]))
}

function planLargeCatalogue(report: Report): void {
  const size = 100_000
  const batchSize = 30
  const callMs = 5_000
  const { lastDayCalls, busiestHour, oldestMs } = simulatePlan({ packages: size, batchSize, days: 4, callMs })
  report.say(`### ${toCount(size)} packages on GitHub, by simulation of the plan`)
  report.table(
    ['calls a day', 'points a day', 'busiest hour', 'hours of asking a day at 5 s a call', 'oldest answer', 'tokens'],
    [
      [
        toCount(lastDayCalls),
        toCount(lastDayCalls),
        `${toCount(busiestHour)} calls`,
        ((lastDayCalls * callMs) / hourMs).toFixed(1),
        `${(oldestMs / hourMs).toFixed(1)} h`,
        Math.ceil(busiestHour / 5_000),
      ],
    ],
  )
  report.say('After the first day, of which the first round takes 4.6 hours; a point a call, as up to thirty repositories cost.')
}
