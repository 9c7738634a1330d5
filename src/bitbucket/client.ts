import type { HostApi } from '../hosts/api.ts'
import { type Clock, systemClock } from '../hosts/clock.ts'
import { toCommitFacts, toEmptyFacts, toSince, walkCommits } from '../hosts/commits.ts'
import { toFailure } from '../hosts/errors.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts, Urgency } from '../hosts/facts.ts'
import type { HostGateOptions } from '../hosts/gate.ts'
import { toRepositoryPath } from '../hosts/paths.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { createRollingBudget } from './budget.ts'
import { type BitbucketQuestions, createBitbucketQuestions, type Refusal } from './questions.ts'
import type { BitbucketRepository } from './schema.ts'

export interface BitbucketClientOptions {
  api: HostApi
  /** Questions in an hour: 60 without a login (as it is unless told), 1,000 with one. */
  questionsPerHour?: number | undefined
  apiUrl?: string | undefined
  clock?: Pick<Clock, 'now'> | undefined
}

export const bitbucketPace: HostGateOptions = { concurrency: 1 }

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
  const { api, questionsPerHour = 60, apiUrl = 'https://api.bitbucket.org/2.0', clock = systemClock } = options
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
