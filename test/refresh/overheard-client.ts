import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../../src/hosts/facts.ts'

export interface OverheardClient extends RepositoryClient {
  fetchRepositories: RepositoryClient['fetchRepositories']
  /** Sizes of the batches so far. */
  readonly batches: number[]
  /** Answers in place of the host, for what no host can be made to do. */
  intercept: ((known: KnownRepository) => Outcome<RepositoryFacts> | undefined) | undefined
}

/** A client as it is, whose questions a test hears. */
export function overhear(client: RepositoryClient): OverheardClient {
  const overheard: OverheardClient = {
    batchSize: client.batchSize,
    batches: [],
    intercept: undefined,
    async fetchRepositories(known, urgency) {
      overheard.batches.push(known.length)
      const answers = known.map((each) => overheard.intercept?.(each))
      const asked = await client.fetchRepositories(
        known.filter((_, place) => answers[place] === undefined),
        urgency,
      )
      return answers.flatMap((answer) => answer ?? asked.shift() ?? [])
    },
  }
  return overheard
}
