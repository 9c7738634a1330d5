import assert from 'node:assert/strict'
import { on, once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { sql } from 'kysely'

import { createTestPlace, type TestPlace } from './support/place.ts'
import { type Child, cli, spawnScript, startServerProcess, waitForExit } from './support/process.ts'
import { sendRequest } from './support/server.ts'

const kills = 10
const writer = fileURLToPath(new URL('support/writer.ts', import.meta.url))

/** Runs a query once nobody else uses the database: PostgreSQL may take a moment to notice that a client is dead. */
async function inspect<Row>(place: TestPlace, query: string): Promise<Row[]> {
  const connection = await place.open()
  try {
    const others = sql`select from pg_stat_activity
      where datname = current_database() and application_name = 'packgrid' and pid <> pg_backend_pid() and state <> 'idle'`
    while ((await others.execute(connection.db)).rows.length > 0) await sleep(10)
    return (await sql.raw<Row>(query).execute(connection.db)).rows
  } finally {
    await connection.close()
  }
}

async function kill(child: Child): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

const packages = 1_000

/** A catalogue in which every record says which version it belongs to. */
function toLines(version: number): string[] {
  const times = { created: '2020-01-01T00:00:00Z', modified: '2020-01-01T00:00:00Z' }
  const grid = (id: number) => ({ model: 'grid', id, title: `Version ${version}`, slug: `grid-${id}`, ...times })
  const records = Array.from({ length: packages }, (_, index) => ({
    model: 'package',
    id: 100_000 + index,
    title: `Package ${index}`,
    slug: `package-${index}`,
    category: 1,
    grids: [version % 2 === 0 ? 900 : 901],
    last_updated: null,
    last_fetched: null,
    pypi_version: `1.${version}`,
    documentation_url: null,
    repo_watchers: version,
    ...times,
  }))
  return [grid(900), grid(901), ...records].map((record) => `${JSON.stringify(record)}\n`)
}

const selectVersions = `
  select repo_watchers as version, release.number, grid_id, grid.title, count(*)
  from package join release on release.id = latest_release_id join grid_package on grid_package.package_id = package.id
    join grid on grid.id = grid_id
  where package.id >= 100000 group by repo_watchers, release.number, grid_id, grid.title`

const wholeVersion = (version: number) => ({
  version,
  number: `1.${version}`,
  grid_id: version % 2 === 0 ? 900 : 901,
  title: `Version ${version}`,
  count: packages,
})

describe(`kill -9, ${kills} times`, { concurrency: true }, () => {
  it('during imports: each has happened as a whole or not at all, and the next start works', async (test) => {
    await using place = await createTestPlace('sample')
    let version = 0
    let tookMs = 0
    let killed = 0
    let finished = 0

    async function importVersion(next: number, share: number, killAfterMs?: number): Promise<void> {
      const lines = toLines(next)
      const child = spawnScript(cli, ['import', '-'], place.environment)
      const result = waitForExit(child)
      await new Promise((resolve) => child.stdin.write(lines.slice(0, lines.length * share).join(''), resolve))
      if (share === 1) child.stdin.end()
      const startedAt = Date.now()
      if (killAfterMs !== undefined) {
        await sleep(killAfterMs)
        await kill(child)
      }
      const { exitCode, signal, stdout, stderr } = await result
      if (exitCode === 0) tookMs = Date.now() - startedAt
      else assert.equal(signal, 'SIGKILL', stderr)
      killed += signal === null ? 0 : 1
      finished += signal === null ? 1 : 0
      const rows = await inspect<{ version: number }>(place, selectVersions)
      const found = rows[0]?.version ?? 0
      assert.deepEqual(rows, [wholeVersion(found)])
      if (stdout.includes('Imported')) assert.equal(found, next, 'what was acknowledged is there')
      else assert.ok(found === version || found === next)
      version = found
    }

    await importVersion(1, 1)
    // First while the lines still come; then, all over the time that the rest takes once they are read.
    for (const share of [0.1, 0.5, 0.9]) await importVersion(2, share, 0)
    for (let next = 2; killed < kills && finished < 8; next++) {
      await importVersion(next, 1, (tookMs * (killed - 2)) / (kills - 2))
    }
    test.diagnostic(`${killed} killed, ${finished} finished, the last whole one is ${version}`)
    assert.equal(killed, kills)
    await using server = await startServerProcess(place.environment)
    const { body } = await sendRequest(server.origin, 'GET', '/api/v4/packages/package-7/')
    assert.equal(JSON.parse(body).repo_watchers, version)
  })

  it('during single writes: none is halved, none that was acknowledged is lost, and the next start works', async () => {
    await using place = await createTestPlace('sample')
    let written = 0
    for (let round = 0; round < kills; round++) {
      const child = spawnScript(writer, [String(written + 1)], place.environment)
      const lines = createInterface({ input: child.stdout })
      let acknowledged = written
      for await (const [line] of on(lines, 'line', { close: ['close'] })) {
        acknowledged = Number(line)
        if (acknowledged === written + 1 + round * 3) child.kill('SIGKILL')
      }
      assert.ok(acknowledged > written + round * 3, 'it wrote until it was killed')
      const rows = await inspect<{ repo_watchers: number; number: string; grid_id: number }>(
        place,
        `select repo_watchers, release.number, grid_id
         from package left join release on release.id = latest_release_id
           left join grid_package on grid_package.package_id = package.id
         where slug like 'written-%' order by repo_watchers`,
      )
      // The last one may have been committed without a chance to say so.
      assert.ok(rows.length === acknowledged || rows.length === acknowledged + 1, `${rows.length} of ${acknowledged}`)
      assert.deepEqual(
        rows,
        rows.map((_, index) => ({ repo_watchers: index + 1, number: `1.${index + 1}`, grid_id: 66 })),
      )
      written = rows.length
    }
    await using server = await startServerProcess(place.environment)
    const { body } = await sendRequest(server.origin, 'GET', `/api/v4/packages/written-${written}/`)
    assert.equal(JSON.parse(body).repo_watchers, written)
  })
})
