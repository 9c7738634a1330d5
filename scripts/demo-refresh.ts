// The whole pipeline against simulated hosts, without a token or a network: first refresh, an eventful day, what became of it.
import { sql } from 'kysely'

import { openEmbedded } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { openRefreshing } from '../src/refresh/context.ts'
import { refreshDownloads } from '../src/refresh/downloads.ts'
import { runSource } from '../src/refresh/run.ts'
import { countChosen, tally } from '../src/refresh/selection.ts'
import { toTable } from '../src/refresh/table.ts'
import { keepUp } from '../src/refresh/upkeep.ts'
import { createTestClock, hourMs } from '../test/hosts/clock.ts'
import { createWorld } from '../test/hosts/world.ts'
import { populate } from '../test/refresh/population.ts'
import { startSimulatedHosts } from '../test/refresh/simulated-hosts.ts'

const clock = createTestClock()
const world = createWorld(clock)
const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone: 'UTC' })
const { db } = connection
await migrate(db)
await using hosts = await startSimulatedHosts(world)
const { context, close: closeSources } = openRefreshing({ ...hosts, db, clock, report: console.error })
const repositories = await populate(db, world, { github: 60, gitlab: 6, bitbucket: 4, codeberg: 5 })

async function round(title: string): Promise<void> {
  const since = clock.now()
  const everything = { staleMs: 0 }
  await Promise.all(context.sources.map((source) => runSource(context, source, { isThorough: true })))
  if (context.downloads) await refreshDownloads(db, context.downloads, clock.now())
  await keepUp(db, clock.now())
  const rows = await tally(db, everything, context.sources, { since, now: clock.now() })
  console.log(`\n${title}, ${new Date(since).toISOString()}`)
  const heading = ['source', 'asked', 'changed', 'unchanged', 'failing', 'gone']
  console.log(
    toTable(
      heading,
      rows.map(({ source, asked, changed, unchanged, failing, gone }) => [source, asked, changed, unchanged, failing, gone]),
    ),
  )
}

const due = await countChosen(db, { staleMs: 0 }, context.sources, clock.now())
console.log(`To be asked about: ${due.map(({ source, packages }) => `${packages} at ${source}`).join(', ')}`)
await round('First refresh')

const [renamed, archived, hidden, deleted] = repositories
if (renamed && archived && hidden && deleted) {
  world.rename(renamed, 'django-commons/renamed')
  archived.archivedAt = clock.now()
  hidden.isPrivate = true
  deleted.isDeleted = true
}
const project = world.projects.find('github-5')
if (project) world.projects.release(project, '3.0')
hosts.github.fail({ answer: { status: 502 }, matches: ({ path }) => path === '/graphql' })
clock.advance(23 * hourMs)
await round(
  'A day later: one renamed, one archived, one private, one deleted, one with a release, and a call that GitHub answers 502',
)
for (let day = 0; day < 9; day++) {
  clock.advance(23 * hourMs)
  if (hidden) hidden.isPrivate = day < 1
  await Promise.all(context.sources.map((source) => runSource(context, source, { isThorough: true })))
}

const { rows } = await sql<Record<string, string | null>>`
  select slug, repo_url, archived_at, package.gone_at, state, reason, (select number from release where id = latest_release_id) as latest
  from package join refresh_state on package_id = package.id and subject = 'repository'
  where slug in ('github-0', 'github-1', 'github-2', 'github-3', 'github-5') order by slug`.execute(db)
console.log('\nTen days later')
for (const { slug, repo_url: url, archived_at: archivedAt, gone_at: goneAt, state, reason, latest } of rows) {
  const notes = [
    archivedAt && `archived since ${archivedAt}`,
    goneAt && `gone since ${goneAt}: ${reason}`,
    `latest release ${latest}`,
  ]
  console.log(`${slug}: ${state}, ${url}, ${notes.filter(Boolean).join(', ')}`)
}
await closeSources()
await connection.close()
