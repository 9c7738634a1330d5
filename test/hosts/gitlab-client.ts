import { createGitlabClient, type GitlabClientOptions } from '../../src/gitlab/client.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../../src/hosts/facts.ts'
import { createTestClock, type TestClock } from './clock.ts'
import { createTestFetch } from './fetch.ts'
import { createGitlabRules, type GitlabOptions } from './gitlab.ts'
import { requireFound, toKnown } from './known.ts'
import { type SimulatedHost, startHost } from './server.ts'
import { createWorld, type World, type WorldRepository } from './world.ts'

export interface GitlabBench {
  clock: TestClock
  world: World
  host: SimulatedHost
  client: RepositoryClient
  /** Another simulated GitLab over the same world, and a client that asks it. */
  startOther: (rules: GitlabOptions, options?: Partial<GitlabClientOptions>) => Promise<Pick<GitlabBench, 'host' | 'client'>>
  ask: (known: KnownRepository) => Promise<Outcome<RepositoryFacts> | undefined>
  /** Asks for the first time, and says what is known then. */
  learn: (repository: WorldRepository, fields?: Partial<KnownRepository>) => Promise<KnownRepository>
  close: () => Promise<void>
}

export const urlOf = ({ path }: WorldRepository) => `https://gitlab.com/${path}`

/** A simulated gitlab.com and a client that asks it, with a clock for both. */
export async function startGitlab(rules: GitlabOptions = {}): Promise<GitlabBench> {
  const clock = createTestClock('2026-02-11T12:00:00Z')
  const world = createWorld(clock)
  const fetch = createTestFetch()
  const hosts: SimulatedHost[] = []

  async function startOther(otherRules: GitlabOptions, options: Partial<GitlabClientOptions> = {}) {
    const started = await startHost({ world, rules: createGitlabRules(world, otherRules) })
    hosts.push(started)
    const webUrl = 'https://gitlab.com'
    return { host: started, client: createGitlabClient({ webUrl, apiUrl: `${started.url}/api`, fetch, clock, ...options }) }
  }

  const { host, client } = await startOther(rules)
  const ask = async (known: KnownRepository) => (await client.fetchRepositories([known]))[0]

  return {
    clock,
    world,
    host,
    client,
    startOther,
    ask,
    async learn(repository, fields = {}) {
      const { facts, validators } = requireFound(await ask(toKnown(urlOf(repository), fields)))
      host.forget()
      return toKnown(facts.url, { id: facts.id, validators, lastCommitAt: facts.lastCommitAt ?? undefined })
    },
    async close() {
      await Promise.all([fetch.close(), ...hosts.map((one) => one.close())])
    },
  }
}
