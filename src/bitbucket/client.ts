import { systemClock } from '../hosts/clock.ts'
import { toCommitFacts, toEmptyFacts, toSince, walkCommits } from '../hosts/commits.ts'
import { toFailure } from '../hosts/errors.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts, Urgency } from '../hosts/facts.ts'
import { createPacedApi, type HostAccess, type Manners } from '../hosts/paced-api.ts'
import { toRepositoryPath } from '../hosts/paths.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { createRollingBudget } from './budget.ts'
import { type BitbucketQuestions, createBitbucketQuestions, type Refusal } from './questions.ts'
import type { BitbucketRepository } from './schema.ts'

export interface BitbucketClientOptions extends HostAccess {
  /** Questions in an hour; 60 without a token and 1,000 with one unless told. */
  questionsPerHour?: number | undefined
  /** `https://api.bitbucket.org/2.0` unless told. */
  apiUrl?: string | undefined
}

const manners: Manners = { pace: { concurrency: 1 }, toHeader }
const questionsPerHourBy = { visitors: 60, members: 1000 }
const webUrl = 'https://bitbucket.org'
/** Pages of a hundred commits; each is one question of sixty an hour. */
const maxPages = { recent: 5, history: 20 }
/** The repository, its watchers, its forks and one page of commits: fewer are not worth beginning. */
const questionsAtLeast = 4

/**
 * Bitbucket Cloud. It has no stars, so that watchers stand for them. It does not say how many commits there are, and they are never counted by
 * walking: the number is known only of a repository whose commits fit the pages that are read anyway.
 */
export function createBitbucketClient(options: BitbucketClientOptions): RepositoryClient {
  const { tokens = [], apiUrl = 'https://api.bitbucket.org/2.0', clock = systemClock } = options
  const { questionsPerHour = tokens.length > 0 ? questionsPerHourBy.members : questionsPerHourBy.visitors } = options
  const api = createPacedApi(options, manners)
  const budget = createRollingBudget(questionsPerHour, Math.ceil(questionsPerHour / 5), clock)

  async function fetchRepository(known: KnownRepository, urgency?: Urgency): Promise<Outcome<RepositoryFacts>> {
    budget.require(questionsAtLeast, urgency)
    const questions = createBitbucketQuestions({ api, apiUrl, budget, urgency })
    const repository = await findRepository(questions, known)
    if ('kind' in repository) return toMissing(repository)
    if (repository.scm !== 'git') return toMissing({ kind: 'refused', status: 410 })
    const watchers = await questions.countMembers(repository, 'watchers')
    const forks = await questions.countMembers(repository, 'forks')
    const weeks = listWeeks(new Date(clock.now()), known.wantsHistory ? 52 : 2)
    const commits = await learnCommits(questions, repository, weeks, known.wantsHistory ? maxPages.history : maxPages.recent)
    return { kind: 'found', facts: { ...toFacts(repository), watchers, forks, ...commits }, validators: {} }
  }

  return {
    batchSize: 1,
    fetchRepositories: (known, urgency) =>
      Promise.all(known.map((repository) => fetchRepository(repository, urgency).catch(toFailure))),
  }
}

/** An access token, or an address and an API token as `ann@x.example:token`. */
function toHeader(token: string): Record<string, string> {
  const scheme = token.includes(':') ? `Basic ${Buffer.from(token).toString('base64')}` : `Bearer ${token}`
  return { authorization: scheme }
}

/** By identifier, which outlives renames and transfers. Where that finds nothing, its name may still lead to it, but not to another one. */
async function findRepository(
  questions: BitbucketQuestions,
  { id, url }: KnownRepository,
): Promise<BitbucketRepository | Refusal> {
  const byId = id === undefined ? undefined : await questions.findRepository(`{}/${id}`)
  if (byId && !('kind' in byId)) return byId
  const path = toRepositoryPath(url, { webUrl, segments: 2 })
  const byName = path === undefined ? undefined : await questions.findRepository(path)
  if (!byName || 'kind' in byName) return byName ?? byId ?? { kind: 'refused', status: 404 }
  return id === undefined || byName.uuid === id ? byName : { kind: 'refused', status: 404 }
}

const reasons = {
  403: 'The repository is private',
  404: 'Bitbucket shows no repository here: it is deleted or private',
  410: 'It was a Mercurial repository, of which Bitbucket has none any more',
}

function toMissing({ status }: Refusal): Outcome<never> {
  return { kind: 'missing', reason: reasons[status] }
}

function toFacts(repository: BitbucketRepository): Pick<RepositoryFacts, 'id' | 'url' | 'description' | 'isArchived'> {
  return { id: repository.uuid, url: repository.links.html.href, description: repository.description ?? '', isArchived: false }
}

async function learnCommits(
  questions: BitbucketQuestions,
  repository: BitbucketRepository,
  weeks: readonly string[],
  pages: number,
): Promise<Partial<RepositoryFacts>> {
  if (!repository.mainbranch) return toEmptyFacts(weeks)
  const walk = await walkCommits(questions.listCommits(repository, repository.mainbranch.name), {
    since: toSince(weeks),
    maxPages: pages,
  })
  return toCommitFacts(walk, weeks)
}
