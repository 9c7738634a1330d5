import { sql } from 'kysely'

import { createGithubClient } from '../../src/github/client.ts'
import { createLedger, type Ledger } from '../../src/refresh/ledger.ts'
import { createPypiProjects } from '../../src/refresh/pypi-projects.ts'
import { type RefreshContext, runSource } from '../../src/refresh/run.ts'
import type { Saved } from '../../src/refresh/save-repositories.ts'
import { keepUp } from '../../src/refresh/upkeep.ts'
import { createAccess, type SimulatedAccess } from '../hosts/ask.ts'
import { createTestClock, type TestClock } from '../hosts/clock.ts'
import { createTestFetch } from '../hosts/fetch.ts'
import { createGithubRules } from '../hosts/github.ts'
import { createPypiRules } from '../hosts/pypi.ts'
import { type SimulatedHost, startHost } from '../hosts/server.ts'
import { createWorld, type World } from '../hosts/world.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type OverheardClient, overhear } from './overheard-client.ts'

export interface Refreshing extends AsyncDisposable {
  database: TestDatabase
  clock: TestClock
  world: World
  /** The real client of GitHub, overheard, and the host that it asks. */
  github: OverheardClient
  githubHost: SimulatedHost
  index: SimulatedHost
  access: SimulatedAccess
  context: RefreshContext
  ledger: Ledger
  faults: unknown[]
  /** Adds a package as a person would; its id. */
  addPackage(slug: string, addresses: { repository?: string; project?: string }): Promise<number>
  /** Lets every source be asked about all that is due, then does what time alone changes. */
  refresh: () => Promise<Saved[]>
  /** The same, again and again, until `days` have passed. */
  live(days: number, stepHours?: number): Promise<void>
  /** Columns of a package. */
  read(id: number): Promise<Record<string, unknown>>
  /** How asking for it stands. */
  readState(id: number, subject?: string): Promise<Record<string, unknown>>
}

/** A catalogue, a scripted world, a clock, and the refreshing between them. */
export async function startRefreshing(start = '2026-02-11T12:00:00Z'): Promise<Refreshing> {
  const database = await createTestDatabase()
  const { db } = database
  await sql`insert into category (id, title, slug) values (1, 'Apps', 'apps')`.execute(db)
  const clock = createTestClock(start)
  const world = createWorld(clock)
  const index = await startHost({ world, rules: createPypiRules(world) })
  const ledger = createLedger(clock)
  const access = createAccess({ clock, onCall: (call) => ledger.book(call) })
  const githubHost = await startHost({ world, rules: createGithubRules(world) })
  const fetch = createTestFetch({ timeoutMs: 20_000 })
  // Waiting between two questions takes no time, so that a test knows what time it is.
  const still = { now: () => clock.now(), sleep: async () => {} }
  const github = overhear(createGithubClient({ fetch, tokens: ['secret-token'], apiUrl: githubHost.url, clock: still }))
  const faults: unknown[] = []
  const context: RefreshContext = {
    db,
    sources: [
      { subject: 'repository', name: 'github.com', apiHost: 'api.github.com', client: github },
      {
        subject: 'project',
        name: 'pypi.org',
        apiHost: new URL(index.url).host,
        client: createPypiProjects({ api: access.api, url: index.url }),
        maxAgeMs: 30 * 86_400_000,
      },
    ],
    downloads: undefined,
    clock,
    ledger,
    maxAgeMs: 86_400_000,
    report: (error) => faults.push(error),
  }

  async function refresh(): Promise<Saved[]> {
    world.catchUp()
    const saved: Saved[] = []
    for (const source of context.sources) {
      await runSource(context, source, { isThorough: true, onBatch: (batch) => saved.push(...batch) })
    }
    await keepUp(db, clock.now())
    return saved
  }

  return {
    database,
    clock,
    world,
    github,
    githubHost,
    index,
    access,
    context,
    ledger,
    faults,
    refresh,
    async addPackage(slug, { repository = '', project = '' }) {
      const { rows } = await sql<{ id: number }>`
        insert into package (category_id, title, slug, repo_url, repo_host, pypi_url)
        values (1, ${slug}, ${slug}, ${repository}, 'github', ${project}) returning id`.execute(db)
      return rows[0]?.id ?? 0
    },
    async live(days, stepHours = 1) {
      const end = clock.now() + days * 86_400_000
      while (clock.now() < end) {
        clock.advance(stepHours * 3_600_000)
        await refresh()
      }
    },
    async read(id) {
      const { rows } = await sql<Record<string, unknown>>`
        select package.*, (select number from release where release.id = latest_release_id) as pypi_version
        from package where id = ${id}`.execute(db)
      return rows[0] ?? {}
    },
    async readState(id, subject = 'repository') {
      const { rows } = await sql<Record<string, unknown>>`
        select * from refresh_state where package_id = ${id} and subject = ${subject}`.execute(db)
      return rows[0] ?? {}
    },
    async [Symbol.asyncDispose]() {
      await access.close()
      await fetch.close()
      await githubHost.close()
      await index.close()
      await database[Symbol.asyncDispose]()
    },
  }
}
