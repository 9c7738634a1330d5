import type { RepositoryFacts } from '../hosts/facts.ts'
import type { RepositoryNode } from './schema.ts'

/** The running week and the one before, as a question named them: by the time of its answer they may be others. */
export type LatestWeeks = readonly [last: string, running: string]

/** What a node says, in our words; without commits by week where GitHub did not count them. */
export function toFacts(node: RepositoryNode, [last, running]: LatestWeeks): RepositoryFacts {
  const { id, url, description, isArchived, archivedAt, defaultBranchRef } = node
  const { total, lastWeek, thisWeek, committedDate } = defaultBranchRef?.target ?? {}
  const facts = {
    id,
    url,
    description: description ?? '',
    watchers: node.stargazerCount,
    forks: node.forkCount,
    isArchived,
    archivedAt: archivedAt ?? undefined,
    lastCommitAt: committedDate,
    commitCount: total?.totalCount,
  }
  if (!lastWeek || !thisWeek) return facts
  const counts = [
    [last, lastWeek.totalCount],
    [running, thisWeek.totalCount],
  ] as const
  return { ...facts, ...toAll(new Map(counts)) }
}

/** A repository without a commit, which is known and not merely unanswered. */
export function toEmptyFacts(node: RepositoryNode, weeks: readonly string[]): RepositoryFacts {
  const none = new Map(weeks.map((week) => [week, 0]))
  return { ...toFacts(node, ['', '']), lastCommitAt: null, commitCount: 0, participants: [], ...toAll(none) }
}

/** Commits as GraphQL counts them. */
export function toAll(commitsByWeek: ReadonlyMap<string, number>): Pick<RepositoryFacts, 'commitsByWeek' | 'commitsMethod'> {
  return { commitsByWeek, commitsMethod: 'all' }
}
