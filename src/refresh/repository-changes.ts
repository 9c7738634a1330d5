import type { RepositoryFacts } from '../hosts/facts.ts'

/** The fetched columns of a package's repository, as stored. Times in ISO 8601. */
export interface StoredRepository {
  repo_url: string
  repo_description: string
  repo_watchers: number
  repo_forks: number
  participants: readonly string[]
  commit_count: number
  commits_over_52w: readonly number[]
  last_commit_at: string | null
  archived_at: string | null
  gone_at: string | null
}

const maxInteger = 2 ** 31 - 1
const maxUrlLength = 200
/** As an import takes them. */
const maxNames = 10_000
const maxNameLength = 255

/**
 * What an answer changes. A field that was not answered keeps its value; one that is the same is not among the changes.
 * @param shownWeeks the commits of the shown weeks, if they are all known.
 */
export function toRepositoryChanges(
  stored: StoredRepository,
  facts: RepositoryFacts,
  shownWeeks: readonly number[] | undefined,
  now: number,
): Partial<StoredRepository> {
  const answered: Partial<StoredRepository> = {
    repo_description: facts.description,
    repo_watchers: toCount(facts.watchers),
    repo_forks: toCount(facts.forks),
    archived_at: toArchivedAt(stored, facts, now),
    gone_at: null,
    ...(isSameAddress(stored.repo_url, facts.url) || facts.url.length > maxUrlLength ? {} : { repo_url: facts.url }),
    ...(facts.participants && { participants: toNames(facts.participants) }),
    ...(facts.commitCount !== undefined && { commit_count: toCount(facts.commitCount) }),
    ...(facts.lastCommitAt !== undefined && { last_commit_at: facts.lastCommitAt }),
    ...(shownWeeks && { commits_over_52w: shownWeeks }),
  }
  return keepDifferent(stored, answered)
}

/** The fields of `answered` that differ from `stored`. */
export function keepDifferent<Row extends object>(stored: Row, answered: Partial<Row>): Partial<Row> {
  const changes: Partial<Row> = {}
  for (const name in answered) {
    if (!isSame(stored[name], answered[name])) changes[name] = answered[name]
  }
  return changes
}

function isSame(stored: unknown, answered: unknown): boolean {
  if (stored === answered) return true
  if (Array.isArray(stored) && Array.isArray(answered)) {
    return stored.length === answered.length && stored.every((value, index) => value === answered[index])
  }
  // Two spellings of one moment.
  return isTime(stored) && isTime(answered) && Date.parse(stored) === Date.parse(answered)
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
}

function toArchivedAt(stored: StoredRepository, { isArchived, archivedAt }: RepositoryFacts, now: number): string | null {
  if (!isArchived) return null
  return archivedAt ?? stored.archived_at ?? new Date(now).toISOString()
}

/** Hosts do not tell letters apart by case; neither does it matter how the address ends. */
function isSameAddress(one: string, other: string): boolean {
  return toComparable(one) === toComparable(other)
}

function toComparable(url: string): string {
  return url
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
}

function toCount(value: number): number {
  return Math.min(Math.max(0, value), maxInteger)
}

function toNames(names: readonly string[]): string[] {
  const usable = names.filter((name) => name !== '' && name.length <= maxNameLength)
  return [...new Set(usable)].slice(0, maxNames)
}
