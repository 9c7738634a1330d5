/** A repository as far as it is known before a host is asked. */
export interface KnownRepository {
  /** Its web address, as stored. */
  url: string
  /** The host's own id, which outlives renames and transfers; undefined before the first answer. */
  id: string | undefined
  /** ETag by request, as the last answer gave them; what they mean only the client knows. */
  validators: Readonly<Record<string, string>>
  /** Time of the newest commit that is known (ISO 8601), so that a client can tell whether the repository moved. */
  lastCommitAt: string | undefined
  /** Whether all 52 weeks are wanted (first refresh, or a gap), and not only the latest two. */
  wantsHistory: boolean
}

/** What a host says of a repository, in our words. A field that is undefined was not asked or not answered: the stored value stands. */
export interface RepositoryFacts {
  /** The known one, if there is: a client answers `missing` for any other repository. */
  id: string
  /** Canonical web address now. */
  url: string
  description: string
  watchers: number
  forks: number
  isArchived: boolean
  /** When it was archived, where the host says so (ISO 8601). */
  archivedAt?: string | undefined
  /** Names on the host, most commits first. */
  participants?: readonly string[] | undefined
  commitCount?: number | undefined
  /** ISO 8601; null for a repository without commits. */
  lastCommitAt?: string | null | undefined
  /**
   * Commits by week, keyed by its Monday in UTC (`2026-02-09`). A count replaces the stored one of its week, so that asking twice never
   * doubles a commit.
   */
  commitsByWeek?: ReadonlyMap<string, number> | undefined
  /** How commits were counted: some answers leave merges out. */
  commitsMethod?: 'all' | 'without merges' | undefined
}

/** What became of one question. */
export type Outcome<Facts> =
  | { kind: 'found'; facts: Facts; validators: Readonly<Record<string, string>> }
  /** The host says that nothing changed since the validators. */
  | { kind: 'unchanged' }
  /** Not there (or private), or another one has taken its name: evidence that it may be gone, never proof at once. */
  | { kind: 'missing'; reason: string }
  /** An outage, a refusal, an answer that does not fit its schema: the stored values stand. */
  | { kind: 'failed'; reason: string }
  /** The host's limit is reached: the question was not answered and is no failure of the package. */
  | { kind: 'limited'; retryAt: Date }

/** A question that was not answered. */
export type Failure = Extract<Outcome<never>, { kind: 'failed' | 'limited' }>

/** A repository host. It keeps the host's rules (limits, pauses, concurrency) by itself. */
export interface RepositoryClient {
  /** How many repositories one call may ask for; a caller gives at most so many at once. */
  readonly batchSize: number
  /** One outcome for each of `known`, in their order. Never throws for what a host or the network does. */
  fetchRepositories(known: readonly KnownRepository[], urgency?: Urgency): Promise<Outcome<RepositoryFacts>[]>
}

export interface Urgency {
  /** Somebody waits: the question goes before others and may use the part of the budget that is kept for people. */
  isUrgent: boolean
}

/** A request to a host, once it is answered; for the ledger of `/status/refresh`. */
export interface Call {
  /** Host name: `api.github.com`. */
  host: string
  /** `GET /repos/{owner}/{repo}` */
  operation: string
  status: number | 'network error'
  /** Cost against the host's budget; 0 for a 304. */
  points: number
  remaining: number | undefined
  resetAt: Date | undefined
}
