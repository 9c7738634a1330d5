import { createGithubClient, type GithubClientOptions } from '../../src/github/client.ts'
import type { Call, KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../../src/hosts/facts.ts'
import { createHostFetch } from '../../src/hosts/fetch.ts'
import { createTestClock, type TestClock } from './clock.ts'
import { createGithubRules, type GithubOptions, type GithubRules } from './github.ts'
import { type SimulatedHost, startHost } from './server.ts'
import { createWorld, type World, type WorldRepository } from './world.ts'

export interface GithubBench extends AsyncDisposable {
  clock: TestClock
  world: World
  rules: GithubRules
  host: SimulatedHost
  client: RepositoryClient
  /** What the client's fetch reported. */
  calls: Call[]
  /** Asks for repositories by their addresses, keeping what was learnt as a catalogue would. */
  refresh(...repositories: (WorldRepository | string)[]): Promise<Outcome<RepositoryFacts>[]>
  /** What is known of an address by now. */
  known(url: string): KnownRepository
}

/** A client and a simulated GitHub that it talks to, with a clock for both. */
export async function startGithub(
  options: GithubOptions & Partial<GithubClientOptions> & { start?: string } = {},
): Promise<GithubBench> {
  const clock = createTestClock(options.start)
  const world = createWorld(clock)
  const rules = createGithubRules(world, options.tokens ? { ...options, tokens: options.tokens.slice(-1) } : options)
  const host = await startHost({ world, rules })
  const calls: Call[] = []
  const fetch = createHostFetch({
    allowHosts: ['127.0.0.1'],
    contact: 'https://packages.example/about',
    timeoutMs: 5000,
    onCall: (call) => calls.push(call),
  })
  const client = createGithubClient({ tokens: ['secret-token'], ...options, fetch, apiUrl: host.url, clock })
  const catalogue = new Map<string, KnownRepository>()
  const toUrl = (repository: WorldRepository | string) =>
    typeof repository === 'string' ? repository : `https://github.com/${repository.path}`
  const known = (url: string): KnownRepository =>
    catalogue.get(url) ?? { url, id: undefined, validators: {}, lastCommitAt: undefined, wantsHistory: true }

  return {
    clock,
    world,
    rules,
    host,
    client,
    calls,
    known,
    async refresh(...repositories) {
      const urls = repositories.map(toUrl)
      const outcomes = await client.fetchRepositories(urls.map(known))
      for (const [place, outcome] of outcomes.entries()) {
        if (outcome.kind !== 'found') continue
        const { id, url, lastCommitAt, commitsByWeek } = outcome.facts
        const wantsHistory = known(urls[place] ?? '').wantsHistory && (commitsByWeek?.size ?? 0) < 52
        const learnt = { url, id, validators: outcome.validators, lastCommitAt: lastCommitAt ?? undefined, wantsHistory }
        catalogue.set(urls[place] ?? '', learnt)
        catalogue.set(url, learnt)
      }
      return outcomes
    },
    async [Symbol.asyncDispose]() {
      await fetch.close()
      await host.close()
    },
  }
}

/** What was found. @throws Error when nothing was. */
export function factsOf(outcome: Outcome<RepositoryFacts> | undefined): RepositoryFacts {
  if (outcome?.kind !== 'found') throw new Error(`Not found: ${JSON.stringify(outcome)}`)
  return outcome.facts
}

export const kindsOf = (outcomes: readonly Outcome<unknown>[]) => outcomes.map(({ kind }) => kind)

/** The REST requests that a host got, with their answers. */
export const restCalls = ({ received }: SimulatedHost) =>
  received.filter(({ method }) => method === 'GET').map(({ url, status }) => [url, status] as const)
