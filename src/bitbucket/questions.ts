import type { Static, TSchema } from 'typebox'
import type { Compile } from 'typebox/compile'

import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { type CommitPage, type ListedCommit, toPublicName } from '../hosts/commits.ts'
import { HostError, UnexpectedStatusError } from '../hosts/errors.ts'
import type { Urgency } from '../hosts/facts.ts'
import { requireSameOrigin } from '../hosts/links.ts'
import type { RollingBudget } from './budget.ts'
import {
  type BitbucketCommits,
  type BitbucketRepository,
  commitsFields,
  commitsValidator,
  repositoryFields,
  repositoryValidator,
  sizeValidator,
} from './schema.ts'

/** Bitbucket shows no such thing: it is private (403), not there (404), or was a Mercurial repository (410). */
export interface Refusal {
  kind: 'refused'
  status: 403 | 404 | 410
}

type Answered<Value> = { kind: 'answered'; value: Value; url: string } | Refusal

export interface BitbucketQuestions {
  /** `place` is `workspace/name`, or `{}/{uuid}`: an identifier needs no workspace. */
  findRepository(place: string): Promise<BitbucketRepository | Refusal>
  countMembers(repository: BitbucketRepository, collection: 'watchers' | 'forks'): Promise<number>
  /** Of the default branch, newest first. */
  listCommits(repository: BitbucketRepository, branch: string): AsyncGenerator<CommitPage>
}

export interface QuestionsOptions {
  api: HostApi
  apiUrl: string
  budget: RollingBudget
  urgency: Urgency | undefined
}

/** What Bitbucket is asked, for no more fields than are read. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response */
export function createBitbucketQuestions({ api, apiUrl, budget, urgency }: QuestionsOptions): BitbucketQuestions {
  const toUrl = (place: string, rest: string) =>
    `${apiUrl}/repositories/${place.split('/').map(encodeURIComponent).join('/')}${rest}`

  async function ask<Schema extends TSchema>(
    operation: string,
    url: string,
    validator: ReturnType<typeof Compile<Schema>>,
  ): Promise<Answered<Static<Schema>>> {
    budget.take(1, urgency)
    const answer = await api.ask({ url, operation, headers: { accept: 'application/json' } }, urgency)
    const { status } = answer
    if (status === 403 || status === 404 || status === 410) return { kind: 'refused', status }
    if (status !== 200) throw new UnexpectedStatusError(operation, status)
    return { kind: 'answered', value: parseAnswer(validator, answer, operation), url }
  }

  return {
    async findRepository(place) {
      const operation = 'GET /repositories/{workspace}/{repo_slug}'
      const answered = await ask(operation, toUrl(place, `?fields=${repositoryFields}`), repositoryValidator)
      return answered.kind === 'answered' ? answered.value : answered
    },

    async countMembers({ full_name: place }, collection) {
      const operation = `GET /repositories/{workspace}/{repo_slug}/${collection}`
      return requireAnswer(await ask(operation, toUrl(place, `/${collection}?pagelen=1&fields=size`), sizeValidator), operation)
        .size
    },

    async *listCommits({ full_name: place }, branch) {
      const operation = 'GET /repositories/{workspace}/{repo_slug}/commits/{revision}'
      let url: string | undefined = toUrl(place, `/commits/${encodeURIComponent(branch)}?pagelen=100&fields=${commitsFields}`)
      while (url !== undefined) {
        const page: BitbucketCommits = requireAnswer(await ask(operation, url, commitsValidator), operation)
        url = page.next === undefined ? undefined : requireSameOrigin(page.next, url)
        yield { commits: page.values.map(toCommit), isLast: url === undefined }
      }
    },
  }
}

/** What belongs to a repository that was just shown is shown too, or something is wrong. */
function requireAnswer<Value>(answered: Answered<Value>, operation: string): Value {
  if (answered.kind === 'answered') return answered.value
  throw new HostError(`${operation} answered ${answered.status}`)
}

function toCommit({ hash, date, author }: BitbucketCommits['values'][number]): ListedCommit {
  return { hash, at: date, author: toPublicName(author?.user?.nickname) ?? toPublicName(author?.raw) }
}
