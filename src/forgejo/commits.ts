import type { Static } from 'typebox'

import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { type CommitPage, type ListedCommit, toPublicName } from '../hosts/commits.ts'
import { UnexpectedStatusError } from '../hosts/errors.ts'
import type { Urgency } from '../hosts/facts.ts'
import type { HostAnswer } from '../hosts/fetch.ts'
import { findLink } from '../hosts/links.ts'
import { commitsValidator, type ForgejoCommits } from './schema.ts'

export interface CommitPages {
  /** Pages of the default branch, newest first; none for an empty repository. */
  pages(): AsyncGenerator<CommitPage>
  /** How many commits there are, once a page was read and where the server says. */
  readonly total: number | undefined
}

const operation = 'GET /repos/{owner}/{repo}/commits'

/**
 * The commits of a repository. Neither `since` nor `until` is sent: Forgejo ignores them, and to Gitea, which does not, they would change the total
 * that the headers tell. The three `false` spare the server most of its work. Servers hand out fewer a page than they are asked for without a word,
 * so the end is where they say, or where a page is empty.
 */
export function createCommitPages(api: HostApi, repositoryUrl: string, urgency: Urgency | undefined): CommitPages {
  let total: number | undefined

  async function* pages(): AsyncGenerator<CommitPage> {
    let seen = 0
    for (let page = 1; ; page++) {
      const url = `${repositoryUrl}/commits?limit=50&page=${page}&stat=false&verification=false&files=false`
      const answer = await api.ask({ url, operation, headers: { accept: 'application/json' } }, urgency)
      // An empty repository, told by its status.
      if (answer.status === 409) {
        total = 0
        return
      }
      if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
      const commits = parseAnswer(commitsValidator, answer, operation).map(toCommit)
      if (commits.length === 0) return
      total = toTotal(answer)
      seen += commits.length
      const last = isLast(answer, seen, total)
      yield { commits, isLast: last }
      if (last) return
    }
  }

  return {
    pages,
    get total() {
      return total
    },
  }
}

function isLast({ headers }: HostAnswer, seen: number, total: number | undefined): boolean {
  if (headers.has('link')) return findLink(headers, 'next') === undefined
  return total !== undefined && seen >= total
}

function toTotal({ headers }: HostAnswer): number | undefined {
  const text = headers.get('x-total-count') ?? ''
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined
}

function toCommit({ sha, author, commit }: Static<typeof ForgejoCommits>[number]): ListedCommit {
  return { hash: sha, at: commit.committer.date, author: toPublicName(author?.login) ?? toPublicName(commit.author?.name) }
}
