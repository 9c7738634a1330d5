import type { RepositoryFacts } from './facts.ts'
import { countByWeek, toWeek, toWeekStart } from './weeks.ts'

/** A commit of the default branch. */
export interface ListedCommit {
  hash: string
  /** When it was committed, ISO 8601. */
  at: string
  /** The author's name, none of his other particulars. */
  author: string | undefined
}

export interface CommitPage {
  /** Newest first. */
  commits: readonly ListedCommit[]
  /** Whether there is no page after it. */
  isLast: boolean
}

export interface CommitWalk {
  /** Newest first, each once. */
  commits: readonly ListedCommit[]
  /** Whether nothing is older than the last of `commits`. */
  isWhole: boolean
  /** Whether the walk ended because of its limit, before it reached the oldest week. */
  isCut: boolean
}

/**
 * Reads pages of commits, newest first, until they reach back to `since`. Pages may overlap, as they do when somebody pushes meanwhile: a commit
 * counts once, and a page that brings nothing new is the last.
 */
export async function walkCommits(
  pages: AsyncIterable<CommitPage>,
  { since, maxPages }: { since: string; maxPages: number },
): Promise<CommitWalk> {
  const commits = new Map<string, ListedCommit>()
  let read = 0
  for await (const page of pages) {
    const known = commits.size
    for (const commit of page.commits) if (!commits.has(commit.hash)) commits.set(commit.hash, commit)
    if (page.isLast || commits.size === known) break
    const isPast = Date.parse(page.commits.at(-1)?.at ?? since) < Date.parse(since)
    read++
    if (isPast || read >= maxPages) return { commits: [...commits.values()], isWhole: false, isCut: !isPast }
  }
  return { commits: [...commits.values()], isWhole: true, isCut: false }
}

/** Commits by week, for those of `weeks` that the walk has read to their beginning. */
export function countWeeks({ commits, isCut }: CommitWalk, weeks: readonly string[]): Map<string, number> {
  const oldest = commits.reduce((least, { at }) => Math.min(least, Date.parse(at)), Number.POSITIVE_INFINITY)
  const read = isCut ? weeks.filter((week) => Date.parse(toWeekStart(week)) > oldest) : weeks
  return countByWeek(
    commits.map(({ at }) => at),
    read,
  )
}

/** What a walk that may have read everything tells: the number of commits and their authors only if it has. */
export function toCommitFacts(walk: CommitWalk, weeks: readonly string[]): Partial<RepositoryFacts> {
  const { commits, isWhole } = walk
  return {
    lastCommitAt: commits[0]?.at ?? null,
    commitsByWeek: countWeeks(walk, weeks),
    commitsMethod: 'all',
    ...(isWhole ? { commitCount: commits.length, participants: listAuthors(commits) } : {}),
  }
}

/** What an empty repository is known to have. */
export function toEmptyFacts(weeks: readonly string[]): Partial<RepositoryFacts> {
  return toCommitFacts({ commits: [], isWhole: true, isCut: false }, weeks)
}

/** The authors, most commits first. */
function listAuthors(commits: readonly ListedCommit[]): string[] {
  const counts = new Map<string, number>()
  for (const { author } of commits) if (author !== undefined) counts.set(author, (counts.get(author) ?? 0) + 1)
  return [...counts]
    .toSorted(([name, count], [other, otherCount]) => otherCount - count || (name < other ? -1 : 1))
    .map(([name]) => name)
}

/** A name that may be shown; an address of a mailbox is none. */
export function toPublicName(name: string | null | undefined): string | undefined {
  const shown = (name ?? '').replace(/<[^>]*>/g, '').trim()
  return shown === '' || shown.includes('@') ? undefined : shown
}

/** The first moment of the weeks that a question asks for. */
export function toSince(weeks: readonly string[]): string {
  return toWeekStart(weeks[0] ?? toWeek(new Date(0)))
}
