import assert from 'node:assert/strict'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import type { Database } from '../../src/db/connect.ts'
import type { World } from '../hosts/world.ts'
import { type Child, cli, spawnScript } from '../support/process.ts'
import type { SimulatedHosts } from './simulated-hosts.ts'

/** As GitHub is asked. */
export const batchSize = 30
const patienceMs = 180_000

interface Process extends Child, AsyncDisposable {
  /** What it said last on its error output. */
  complaints: () => string
}

/** `packgrid work` or `serve` in a process of its own, which asks simulated hosts. */
export function start(command: 'work' | 'serve', hosts: SimulatedHosts, environment: Record<string, string>): Process {
  const child = spawnScript(cli, [command], {
    GITHUB_TOKEN: 'secret-token',
    GITHUB_API_URL: hosts.github.url,
    PYPI_URL: hosts.pypi.url,
    ALLOW_HOSTS: '127.0.0.1',
    DOWNLOADS: 'off',
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'silent',
    ...environment,
  })
  // It complains of what is done to it, and would wait for a reader.
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints = `${complaints}${chunk}`.slice(-4_000)
  })
  return Object.assign(child, { [Symbol.asyncDispose]: () => end(child, 'SIGKILL'), complaints: () => complaints })
}

/** A worker in a process of its own, once it works. */
export async function startWorking(hosts: SimulatedHosts, environment: Record<string, string>): Promise<Process> {
  const worker = start('work', hosts, environment)
  await Promise.race([once(worker.stdout, 'data'), once(worker, 'exit')])
  requireAlive([worker])
  worker.stdout.resume()
  return worker
}

/** Fails with what they said last if one of them has ended. */
export function requireAlive(processes: readonly Process[]): void {
  for (const { exitCode, signalCode, complaints } of processes) {
    assert.equal(exitCode ?? signalCode, null, `it ended, and said last: ${complaints()}`)
  }
}

export async function end(child: Child, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

/** @param tell says how things stand, for whoever waited in vain. */
export async function until(what: string, isSo: () => Promise<boolean>, tell?: () => Promise<string>): Promise<void> {
  const deadline = Date.now() + patienceMs
  while (!(await isSo())) {
    if (Date.now() > deadline) assert.fail(`not in time: ${what}; ${(await tell?.()) ?? ''}`)
    await sleep(50)
  }
}

/** How far the questions, the sources and the jobs are, for `until`. */
export async function tellStanding(db: Database): Promise<string> {
  const { rows } = await sql`
    select (select json_agg(q) from (select subject, state, reason, min(next_due_at) as due, count(*) from refresh_state
        group by subject, state, reason) q) as questions,
      (select json_agg(s) from refresh_source s) as sources,
      (select json_agg(j) from (select name, singleton_key, state, heartbeat_on, output from pgboss.job where state < 'completed') j) as jobs`.execute(
    db,
  )
  return JSON.stringify(rows)
}

/** How many repositories GitHub was asked about by their names, over all calls. */
export function countQuestions({ github }: SimulatedHosts): number {
  return github.received.reduce((sum, { body }) => sum + (body.match(/"name\d+":/g)?.length ?? 0), 0)
}

export async function countFresh(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) from refresh_state where state = 'fresh'`.execute(db)
  return rows[0]?.count ?? 0
}

/** All `packages` have their releases and the commits that the world has: nothing is lost, nothing doubled. */
export async function requireWhole(db: Database, world: World, packages: number): Promise<void> {
  const { rows } = await sql<{ slug: string; weeks: number[]; releases: number; stars: number }>`
    select slug, commits_over_52w as weeks, (select count(*) from release where package_id = package.id) as releases,
      repo_watchers as stars from package`.execute(db)
  assert.equal(rows.length, packages)
  const since = Date.now() - 50 * 7 * 86_400_000
  for (const { slug, weeks, releases, stars } of rows) {
    const repository = world.listRepositories('github').find(({ path }) => path.endsWith(`/${slug}`))
    assert.ok(repository)
    assert.ok(releases === 2 || releases === 3, slug)
    assert.ok(stars >= repository.stars, slug)
    const atLeast = repository.history.count({ since, until: Date.now() - 60_000 })
    const sum = weeks.reduce((total, count) => total + count, 0)
    const atMost = repository.history.count({ since: since - 21 * 86_400_000, until: Date.now() })
    assert.ok(sum >= atLeast && sum <= atMost, `${slug}: ${sum} of ${atLeast} to ${atMost}`)
  }
}
