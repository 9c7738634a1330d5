import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../../src/hosts/facts.ts'
import { listWeeks, toWeekStart } from '../../src/hosts/weeks.ts'
import type { World, WorldRepository } from '../hosts/world.ts'

export interface WorldClient extends RepositoryClient {
  fetchRepositories: (known: readonly KnownRepository[]) => Promise<Outcome<RepositoryFacts>[]>
  /** Sizes of the batches so far. */
  readonly batches: number[]
  /** Decides over a question before the world does. */
  intercept: ((known: KnownRepository) => Outcome<RepositoryFacts> | undefined) | undefined
}

/** A host whose client sees the world itself, for tests of what is done with its answers. */
export function createWorldClient(world: World, host: string, batchSize = 25): WorldClient {
  const client: WorldClient = {
    batchSize,
    batches: [],
    intercept: undefined,
    async fetchRepositories(known) {
      world.catchUp()
      client.batches.push(known.length)
      return known.map((each) => client.intercept?.(each) ?? answer(each))
    },
  }

  function answer({ url, id, wantsHistory }: KnownRepository): Outcome<RepositoryFacts> {
    const path = new URL(url).pathname.slice(1)
    const repository = id === undefined ? world.findByPath(host, path)?.repository : world.findById(host, Number(id))
    if (!repository) return { kind: 'missing', reason: 'The host knows no such repository' }
    return { kind: 'found', facts: toFacts(repository, wantsHistory), validators: {} }
  }

  function toFacts(repository: WorldRepository, wantsHistory: boolean): RepositoryFacts {
    const now = world.clock.now()
    const [newest] = repository.history.list({ until: now, limit: 1 })
    return {
      id: String(repository.id),
      url: `https://${host}/${repository.path}`,
      description: repository.description,
      watchers: world.starsOf(repository),
      forks: repository.forks,
      isArchived: repository.archivedAt !== undefined && repository.archivedAt <= now,
      ...(repository.archivedAt !== undefined && { archivedAt: new Date(repository.archivedAt).toISOString() }),
      participants: repository.contributors,
      commitCount: repository.history.count({ until: now }),
      lastCommitAt: newest ? new Date(newest.at).toISOString() : null,
      commitsByWeek: countWeeks(repository, wantsHistory ? 52 : 2),
      commitsMethod: 'all',
    }
  }

  function countWeeks({ history }: WorldRepository, count: number): Map<string, number> {
    const now = world.clock.now()
    return new Map(
      listWeeks(new Date(now), count).map((week) => {
        const since = Date.parse(toWeekStart(week))
        return [week, history.count({ since, until: Math.min(now, since + 7 * 86_400_000 - 1) })]
      }),
    )
  }

  return client
}
