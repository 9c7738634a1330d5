import { parseAnswer } from '../hosts/answer.ts'
import { systemClock } from '../hosts/clock.ts'
import { toCommitFacts, toEmptyFacts, toSince, walkCommits } from '../hosts/commits.ts'
import { toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts, Urgency } from '../hosts/facts.ts'
import { createPacedApi, type HostAccess, type Manners } from '../hosts/paced-api.ts'
import { toRepositoryPath } from '../hosts/paths.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { createCommitPages } from './commits.ts'
import { type ForgejoRepository, repositoryValidator } from './schema.ts'

export interface ForgejoClientOptions extends HostAccess {
  /** Web address of the server: `https://codeberg.org`, or one that the operator names, also below a folder. */
  webUrl: string
  /** Its API; `/api/v1` below the web address unless told. */
  apiUrl?: string | undefined
}

/** No server publishes a limit; Codeberg is strict since crawlers flood it. One connection, a question a second. */
const manners: Manners = {
  pace: { concurrency: 1, minIntervalMs: 1000 },
  toHeader: (token) => ({ authorization: `token ${token}` }),
}

/** Pages of fifty commits, at a second each. */
const maxPages = { recent: 10, history: 60 }

/**
 * Codeberg, any other Forgejo, and Gitea. Repositories are looked up by id once it is known, which follows renames and transfers and no stranger.
 * The servers have no validators for these answers: an unchanged repository costs two small questions. Authors are known where all commits were read.
 */
export function createForgejoClient(options: ForgejoClientOptions): RepositoryClient {
  const { webUrl, apiUrl = `${webUrl.replace(/\/+$/, '')}/api/v1`, clock = systemClock } = options
  const api = createPacedApi(options, manners)

  async function findRepository(known: KnownRepository, urgency?: Urgency): Promise<ForgejoRepository | undefined> {
    const path = toRepositoryPath(known.url, { webUrl, segments: 2 })
    if (known.id === undefined && path === undefined) return undefined
    const url =
      known.id === undefined
        ? `${apiUrl}/repos/${toApiPath(path ?? '')}`
        : `${apiUrl}/repositories/${encodeURIComponent(known.id)}`
    const operation = known.id === undefined ? 'GET /repos/{owner}/{repo}' : 'GET /repositories/{id}'
    const answer = await api.ask({ url, operation, headers: { accept: 'application/json' } }, urgency)
    if (answer.status === 404) return undefined
    if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
    return parseAnswer(repositoryValidator, answer, operation)
  }

  async function fetchRepository(known: KnownRepository, urgency?: Urgency): Promise<Outcome<RepositoryFacts>> {
    const repository = await findRepository(known, urgency)
    if (!repository || (known.id !== undefined && String(repository.id) !== known.id)) {
      return { kind: 'missing', reason: 'The host shows no repository here: it is deleted or private' }
    }
    const commits = await learnCommits(repository, known, urgency)
    return { kind: 'found', facts: { ...toFacts(repository), ...commits }, validators: {} }
  }

  async function learnCommits(
    repository: ForgejoRepository,
    known: KnownRepository,
    urgency?: Urgency,
  ): Promise<Partial<RepositoryFacts>> {
    const weeks = listWeeks(new Date(clock.now()), known.wantsHistory ? 52 : 2)
    if (repository.empty) return toEmptyFacts(weeks)
    const commits = createCommitPages(api, `${apiUrl}/repos/${toApiPath(repository.full_name)}`, urgency)
    const walk = await walkCommits(commits.pages(), {
      since: toSince(weeks),
      maxPages: known.wantsHistory ? maxPages.history : maxPages.recent,
    })
    return { ...toCommitFacts(walk, weeks), ...(commits.total !== undefined && { commitCount: commits.total }) }
  }

  return {
    batchSize: 1,
    fetchRepositories: (known, urgency) =>
      Promise.all(known.map((repository) => fetchRepository(repository, urgency).catch(toFailure))),
  }
}

function toApiPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function toFacts(repository: ForgejoRepository): RepositoryFacts {
  return {
    id: String(repository.id),
    url: repository.html_url,
    description: repository.description ?? '',
    watchers: repository.stars_count,
    forks: repository.forks_count,
    isArchived: repository.archived,
    archivedAt: toArchivedAt(repository),
  }
}

/** A server writes the beginning of 1970 for "never". */
function toArchivedAt({ archived, archived_at: at }: ForgejoRepository): string | undefined {
  return archived && at && Date.parse(at) > 86_400_000 ? at : undefined
}
