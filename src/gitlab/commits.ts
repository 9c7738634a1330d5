import type { Static, TSchema } from 'typebox'
import type { Compile } from 'typebox/compile'

import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { type ListedCommit, toPublicName } from '../hosts/commits.ts'
import { UnexpectedStatusError } from '../hosts/errors.ts'
import type { Urgency } from '../hosts/facts.ts'
import { findNextPage } from '../hosts/links.ts'
import { commitsValidator, contributorsValidator, projectIdValidator, sequenceValidator } from './schema.ts'

/** An answer with its validator; or that nothing changed; or that there is no such thing, for all who are not let in. */
export type Answered<Value> =
  | { kind: 'new'; value: Value; etag: string | undefined; next: string | undefined }
  | { kind: 'same' }
  | { kind: 'none' }

export interface GitlabQuestions {
  /** The id of the project at a path, also at one that it had before. */
  findProjectId(path: string): Promise<string | undefined>
  /** A page of commits of the default branch since a moment, newest first. */
  listCommits(id: string, since: string, etag?: string): Promise<Answered<ListedCommit[]>>
  listNextCommits(url: string): Promise<Answered<ListedCommit[]>>
  findHead(id: string): Promise<ListedCommit | undefined>
  /** How many commits lead to `hash`, itself included; undefined on servers older than GitLab 16. */
  countCommits(id: string, hash: string): Promise<number | undefined>
  /** Names, most commits first: GitLab does not tell the accounts. */
  listContributors(id: string): Promise<string[] | undefined>
}

/** Contributors by the hundred; the names beyond have a commit or two each. */
const maxContributorPages = 20

/** What GitLab's REST API is asked. https://docs.gitlab.com/api/rest/ */
export function createGitlabQuestions(api: HostApi, apiUrl: string, urgency: Urgency | undefined): GitlabQuestions {
  const toProjectUrl = (id: string) => `${apiUrl}/v4/projects/${encodeURIComponent(id)}`

  async function ask<Schema extends TSchema>(
    operation: string,
    url: string,
    validator: ReturnType<typeof Compile<Schema>>,
    etag?: string,
  ): Promise<Answered<Static<Schema>>> {
    const headers = etag === undefined ? {} : { 'if-none-match': etag }
    const answer = await api.ask({ url, operation, headers: { accept: 'application/json', ...headers } }, urgency)
    if (answer.status === 304 && etag !== undefined) return { kind: 'same' }
    if (answer.status === 404) return { kind: 'none' }
    if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
    const value = parseAnswer(validator, answer, operation)
    return { kind: 'new', value, etag: answer.headers.get('etag') ?? undefined, next: findNextPage(answer) }
  }

  async function askCommits(url: string, etag?: string): Promise<Answered<ListedCommit[]>> {
    const answered = await ask('GET /projects/:id/repository/commits', url, commitsValidator, etag)
    if (answered.kind !== 'new') return answered
    const commits = answered.value.map((commit) => ({
      hash: commit.id,
      at: commit.committed_date,
      author: toPublicName(commit.author_name),
    }))
    return { ...answered, value: commits }
  }

  return {
    async findProjectId(path) {
      const answered = await ask('GET /projects/:path', toProjectUrl(path), projectIdValidator)
      return answered.kind === 'new' ? String(answered.value.id) : undefined
    },
    listCommits: (id, since, etag) =>
      askCommits(`${toProjectUrl(id)}/repository/commits?since=${encodeURIComponent(since)}&per_page=100`, etag),
    listNextCommits: (url) => askCommits(url),
    async findHead(id) {
      const answered = await askCommits(`${toProjectUrl(id)}/repository/commits?per_page=1`)
      return answered.kind === 'new' ? answered.value[0] : undefined
    },
    async countCommits(id, hash) {
      const url = `${toProjectUrl(id)}/repository/commits/${hash}/sequence`
      const answered = await ask('GET /projects/:id/repository/commits/:sha/sequence', url, sequenceValidator)
      return answered.kind === 'new' ? answered.value.count : undefined
    },
    async listContributors(id) {
      const names = new Set<string>()
      let url: string | undefined = `${toProjectUrl(id)}/repository/contributors?order_by=commits&sort=desc&per_page=100`
      for (let pages = 0; url !== undefined && pages < maxContributorPages; pages++) {
        const answered: Answered<{ name: string }[]> = await ask(
          'GET /projects/:id/repository/contributors',
          url,
          contributorsValidator,
        )
        if (answered.kind !== 'new') return undefined
        for (const { name } of answered.value) names.add(toPublicName(name) ?? '')
        url = answered.value.length > 0 ? answered.next : undefined
      }
      names.delete('')
      return [...names]
    },
  }
}
