import { hash } from 'node:crypto'

import { systemClock } from '../hosts/clock.ts'
import {
  type CommitPage,
  type CommitWalk,
  countWeeks,
  type ListedCommit,
  toEmptyFacts,
  toSince,
  walkCommits,
} from '../hosts/commits.ts'
import { toFailure } from '../hosts/errors.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts, Urgency } from '../hosts/facts.ts'
import { createPacedApi, type HostAccess, type Manners } from '../hosts/paced-api.ts'
import { toRepositoryPath } from '../hosts/paths.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { type Answered, createGitlabQuestions, type GitlabQuestions } from './commits.ts'
import { listProjects } from './projects.ts'
import type { GitlabProject } from './schema.ts'

export interface GitlabClientOptions extends HostAccess {
  /** Web address of the server: `https://gitlab.com`, or one that the operator runs, also below a folder. */
  webUrl: string
  /** Where its APIs lie; `/api` below the web address unless told. */
  apiUrl?: string | undefined
}

/** gitlab.com allows visitors 500 questions a minute, 400 for single projects; its headers tell how many are left. */
const manners: Manners = {
  pace: { concurrency: 1, minIntervalMs: 150, reserve: 50 },
  toHeader: (token) => ({ 'private-token': token }),
}

/** Pages of a hundred commits: two weeks, or a year, of all but the very busiest projects. */
const maxPages = { recent: 20, history: 60 }

/** One project and what is known of it before its commits are asked for. */
interface Inquiry {
  known: KnownRepository
  questions: GitlabQuestions
  id: string
  project: GitlabProject
  weeks: readonly string[]
}

/**
 * A GitLab server. Projects are looked up by id once it is known, thirty in one question, which follows renames and transfers and no stranger.
 * Besides, an unchanged project costs one conditional question for its commits; how many there are, and by whom, is asked when there are new ones.
 */
export function createGitlabClient(options: GitlabClientOptions): RepositoryClient {
  const { webUrl, apiUrl = `${webUrl.replace(/\/+$/, '')}/api`, clock = systemClock } = options
  const api = createPacedApi(options, manners)

  async function locate(questions: GitlabQuestions, known: KnownRepository): Promise<string | Outcome<never>> {
    if (known.id !== undefined) return known.id
    const path = toRepositoryPath(known.url, { webUrl, segments: 'any' })
    if (path === undefined) return { kind: 'missing', reason: 'The address is none of a GitLab project' }
    return (await questions.findProjectId(path)) ?? toMissing()
  }

  async function fetchRepositories(known: readonly KnownRepository[], urgency?: Urgency): Promise<Outcome<RepositoryFacts>[]> {
    const questions = createGitlabQuestions(api, apiUrl, urgency)
    const located = await Promise.all(known.map((repository) => locate(questions, repository).catch(toFailure)))
    const ids = new Set(located.filter((place) => typeof place === 'string'))
    const projects = await listProjects(api, apiUrl, [...ids], urgency)
    return Promise.all(
      known.map(async (repository, index) => {
        const id = located[index] ?? toMissing()
        if (typeof id !== 'string') return id
        const project = projects.get(id)
        if (!project) return toMissing()
        if ('kind' in project) return project
        const weeks = listWeeks(new Date(clock.now()), repository.wantsHistory ? 52 : 2)
        return inquire({ known: repository, questions, id, project, weeks }).catch(toFailure)
      }),
    )
  }

  return { batchSize: 30, fetchRepositories }
}

function toMissing(): Outcome<never> {
  return { kind: 'missing', reason: 'GitLab shows no project here: it is deleted or private' }
}

async function inquire(inquiry: Inquiry): Promise<Outcome<RepositoryFacts>> {
  const { known, project, id, weeks } = inquiry
  // GraphQL has no validators, so that the answer is its own.
  const core = hash('sha1', JSON.stringify(project))
  // The window of weeks moves with time, and its validator with it.
  const key = `commits since ${weeks[0]}`
  const commits = await askCommits(inquiry, known.wantsHistory ? undefined : known.validators[key])
  if (commits.kind === 'same' && known.validators['project'] === core) return { kind: 'unchanged' }
  const { facts, head } = await learnCommits(inquiry, commits)
  const etag = commits.kind === 'new' ? commits.etag : known.validators[key]
  const validators = {
    project: core,
    ...(head && { head }),
    ...(etag !== undefined && commits.kind !== 'none' && { [key]: etag }),
  }
  return { kind: 'found', facts: { ...toFacts(id, project), ...facts }, validators }
}

async function askCommits({ questions, id, project, weeks }: Inquiry, etag?: string): Promise<Answered<ListedCommit[]>> {
  if (!project.repository?.exists || project.repository.empty) return { kind: 'none' }
  return questions.listCommits(id, toSince(weeks), etag)
}

function toFacts(id: string, project: GitlabProject): RepositoryFacts {
  return {
    id,
    url: project.webUrl,
    description: project.description ?? '',
    watchers: project.starCount,
    forks: project.forksCount,
    isArchived: project.archived ?? false,
  }
}

async function learnCommits(
  inquiry: Inquiry,
  first: Answered<ListedCommit[]>,
): Promise<{ facts: Partial<RepositoryFacts>; head?: string | undefined }> {
  const { known, questions, id, weeks, project } = inquiry
  const knownHead = known.validators['head']
  if (project.repository?.empty) return { facts: toEmptyFacts(weeks) }
  if (first.kind === 'same') return { facts: {}, head: knownHead }
  // Who may see the project may not see its code: nothing is known of its commits.
  if (first.kind === 'none') return { facts: {} }
  const walk = await walkCommits(readPages(questions, first), {
    since: toSince(weeks),
    maxPages: known.wantsHistory ? maxPages.history : maxPages.recent,
  })
  const facts = { commitsByWeek: countWeeks(walk, weeks), commitsMethod: 'all' as const }
  const head = walk.commits[0] ?? (await findOldHead(inquiry, walk))
  if (!head || (head.hash === knownHead && !known.wantsHistory)) return { facts, head: knownHead }
  const commitCount = await questions.countCommits(id, head.hash)
  const participants = await questions.listContributors(id)
  return { facts: { ...facts, lastCommitAt: head.at, commitCount, participants }, head: head.hash }
}

/**
 * The newest commit, where the weeks that were asked for have none. Not asked for where the known one is older than they are: nothing came after
 * it, so that it still stands.
 */
async function findOldHead({ known, questions, id, weeks }: Inquiry, walk: CommitWalk): Promise<ListedCommit | undefined> {
  const isKnown = known.validators['head'] !== undefined && !known.wantsHistory && walk.isWhole
  const isOlder = known.lastCommitAt !== undefined && Date.parse(known.lastCommitAt) < Date.parse(toSince(weeks))
  return isKnown && isOlder ? undefined : questions.findHead(id)
}

async function* readPages(questions: GitlabQuestions, first: Answered<ListedCommit[]>): AsyncGenerator<CommitPage> {
  let page = first
  while (page.kind === 'new' && page.value.length > 0) {
    yield { commits: page.value, isLast: page.next === undefined }
    if (page.next === undefined) return
    page = await questions.listNextCommits(page.next)
  }
}
