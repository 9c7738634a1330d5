import { hourMs } from '../test/hosts/clock.ts'
import type { World } from '../test/hosts/world.ts'
import { simulatePlan } from '../test/refresh/plan-simulation.ts'
import { toCount, toMebibytes, toSeconds } from './figures.ts'
import { engines } from './place.ts'
import { type Round, type Rounds, startRounds } from './refresh-rounds.ts'
import { benchSnapshots } from './refresh-snapshots.ts'
import type { Report } from './report.ts'

/** As many as the reference has, and as it has them. */
const population = { github: 5_400, gitlab: 250, bitbucket: 60, codeberg: 90 }
const packages = Object.values(population).reduce((sum, count) => sum + count, 0)
const latencyMs = 200
const promised = { graphqlCalls: 300, graphqlPoints: 600 }
/** What the worker's heap may grow to; with more it would only clean up later. */
const heapMiB = 96

const [engine = 'embedded'] = engines.toReversed()

/** A round over all packages is polite, cheap and writes little, in bounded memory. */
export async function benchRefresh(report: Report): Promise<void> {
  const hosts = Object.entries(population).map(([host, count]) => `${toCount(count)} ${host}`)
  report.say(
    `${toCount(packages)} packages (${hosts.join(', ')}), each with a project on the index; one in ten repositories moves every day. The ` +
      `worker is a process of its own on ${engine}, with a heap of at most ${heapMiB} MiB; simulated hosts are in another one. Promised for a ` +
      `daily round: at most ${promised.graphqlCalls} GraphQL calls and ${promised.graphqlPoints} points, REST calls to GitHub for moved ` +
      'repositories only, one each.',
  )
  await benchRounds(report)
  planLargeCatalogue(report)
  await benchSnapshots(report)
}

/** The memory of a worker does not grow with the catalogue; on the embedded database the database is a part of it. */
export async function benchRefreshMemory(report: Report): Promise<void> {
  report.say(
    `The first refresh of catalogues of several sizes, by a worker with a heap of at most ${heapMiB} MiB, and another round after it.`,
  )
  const rows: string[][] = []
  for (const each of engines) {
    for (const share of [16, 4]) {
      const some = Object.fromEntries(Object.entries(population).map(([host, count]) => [host, Math.ceil(count / share)]))
      await using rounds = await startRounds(each, some, heapMiB)
      const first = await rounds.run({ latencyMs: 0, isParallel: true })
      rounds.clock.advance(23 * hourMs)
      const next = await rounds.run({ latencyMs: 0, isParallel: true })
      const cells = [first, next].flatMap(({ peakBytes, heapBytes }) => [toMebibytes(peakBytes), toMebibytes(heapBytes)])
      rows.push([each, toCount(packages / share), ...cells])
    }
  }
  report.table(['database', 'packages', 'peak, first round', 'heap after it', 'peak, next round', 'heap after it'], rows)
}

async function benchRounds(report: Report): Promise<void> {
  await using rounds = await startRounds(engine, population, heapMiB)
  const { clock, world } = rounds
  const memory: string[][] = []
  const remember = (what: string, { peakBytes, heapBytes }: Round) =>
    memory.push([what, toMebibytes(peakBytes), toMebibytes(heapBytes)])

  const first = await rounds.run({ latencyMs: 0, isParallel: true })
  show(report, 'First refresh, hosts answering at once', first)
  remember('first refresh', first)
  await finishFirst(report, rounds, first.unfinished)

  clock.advance(23 * hourMs)
  const since = clock.now() - 24 * hourMs
  touchProjects(world)
  const daily = await rounds.run({ latencyMs, isParallel: true })
  const moved = world.listRepositories('github').filter(({ history }) => history.count({ since, until: clock.now() }) > 0)
  show(report, `A daily round with ${latencyMs} ms for every answer; one project in fifty has a new release`, daily)
  report.say(`GitHub repositories that moved: ${toCount(moved.length)}.`)
  remember('daily round', daily)

  clock.advance(23 * hourMs)
  const quiet = await rounds.run({ latencyMs: 0, isParallel: true })
  show(report, 'A daily round in which no project changed', quiet)
  remember('another daily round', quiet)

  report.say('### Memory of the worker')
  report.table(['round', 'peak', 'heap in use after it'], memory)
}

/** The first refresh has ended once the contributors of every repository are known: what one hour's budget does not pay for waits for its next look. */
async function finishFirst(report: Report, rounds: Rounds, unfinished: number): Promise<void> {
  let [left, hours, calls, gets] = [unfinished, 0, 0, 0]
  while (left > 0 && hours < 48) {
    rounds.clock.advance(hourMs)
    const hour = await rounds.run({ latencyMs: 0, isParallel: true })
    const [github] = hour.hosts
    left = hour.unfinished
    hours++
    calls += (github?.calls ?? 0) - (github?.gets ?? 0)
    gets += github?.gets ?? 0
  }
  report.say(
    `For ${toCount(unfinished)} repositories the first hour's budget did not pay for their contributors. They are asked for with the next ` +
      `look at them: after ${hours} more hours, ${toCount(calls)} GraphQL calls and ${toCount(gets)} REST calls ${toCount(left)} are left, and the ` +
      'first refresh is over. Meanwhile every package was looked at as it fell due.',
  )
}

/** One project in fifty has a new release: more than a hundred on one day. */
function touchProjects({ projects }: World): void {
  for (const [n, project] of projects.list().entries()) if (n % 50 === 0) projects.release(project, '9.0')
}

function show(report: Report, title: string, round: Round): void {
  report.say(`### ${title}`)
  report.table(
    ['host', 'calls', 'answered 304', 'REST of GitHub', 'GraphQL'],
    round.hosts.map(({ name, calls, notModified, gets }) => [
      name,
      toCount(calls),
      toCount(notModified),
      name === 'github' ? toCount(gets) : '',
      name === 'github' ? `${toCount(calls - gets)} calls, ${toCount(round.points)} points` : '',
    ]),
  )
  report.say(
    `${toSeconds(round.seconds)} by the clock on the wall. Faults: ${round.faults.length}${round.faults.length > 0 ? `, the first: ${round.faults[0]}` : ''}.`,
  )
  report.table(
    ['table', 'rows inserted', 'updated', 'deleted'],
    round.written.map(([table, counts]) => [table, ...counts.map(toCount)]),
  )
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
