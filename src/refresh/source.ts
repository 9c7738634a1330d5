import type { Outcome, RepositoryClient, Urgency } from '../hosts/facts.ts'
import type { ProjectFacts } from '../hosts/releases.ts'

/** What is asked about a package: its repository at a host, its project at the package index. */
export type Subject = 'repository' | 'project'

/** A project as far as it is known before the index is asked. */
interface KnownProject {
  name: string
  /** ETag by request, as the last answer gave them. */
  validators: Readonly<Record<string, string>>
}

/** A package index. It keeps the index's rules by itself. */
export interface ProjectClient {
  readonly batchSize: number
  /** One outcome for each of `known`, in their order. Never throws for what the index or the network does. */
  fetchProjects(known: readonly KnownProject[], urgency?: Urgency): Promise<Outcome<ProjectFacts>[]>
  /**
   * Which projects have another serial than the given one, asked with one question for all; by name in any spelling.
   * Never throws for what the index or the network does.
   */
  fetchChanged(
    serials: ReadonlyMap<string, number | undefined>,
    validators: Readonly<Record<string, string>>,
  ): Promise<Outcome<{ changed: readonly string[]; absent: readonly string[] }>>
}

export interface SourceName {
  /** Host name of the addresses that lead to it: `github.com`, `pypi.org`, `git.example:3000`. */
  name: string
  /** Host name in the ledger of calls: `api.github.com`. */
  apiHost: string
  /** Longest time between two answers about one package; the default of the directory when not given. */
  maxAgeMs?: number
}

/** One place that is asked. */
export type Source =
  | (SourceName & { subject: 'repository'; client: RepositoryClient })
  | (SourceName & { subject: 'project'; client: ProjectClient })
