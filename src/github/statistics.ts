import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import type { Clock } from '../hosts/clock.ts'
import { toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
import type { RepositoryFacts } from '../hosts/facts.ts'
import type { HostAnswer } from '../hosts/fetch.ts'
import { listWeeks, toWeek } from '../hosts/weeks.ts'
import type { Memory } from './memory.ts'
import { type CommitActivity, commitActivityAnswer, contributorsAnswer } from './schema.ts'

export interface Subject {
  nameWithOwner: string
  /** The newest commit of the default branch. */
  head: string
  memory: Memory
  /** Whether GraphQL could not count the commits. */
  wantsCommits: boolean
}

export interface Answered {
  facts: Pick<RepositoryFacts, 'participants' | 'commitsByWeek' | 'commitsMethod'>
  memory: Memory
}

const minuteMs = 60_000
/** How often "being made" is taken for an answer; beyond that the head's statistics are given up. */
const maxWaits = 5
const headers = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' }
const operations = {
  contributors: 'GET /repos/{owner}/{repo}/contributors',
  statistics: 'GET /repos/{owner}/{repo}/stats/commit_activity',
} as const
type Question = keyof typeof operations

/**
 * Asks over REST what GraphQL lacks, and only for a repository that moved: who contributed, and the commits of one whose history is too
 * large to count. At most one request; what is due besides waits for the next time. What fails is due again.
 */
export function createStatistics({ ask }: HostApi, apiUrl: string, clock: Pick<Clock, 'now'>) {
  return async function askStatistics(subject: Subject, isUrgent: boolean): Promise<Answered> {
    const { memory, nameWithOwner } = subject
    const now = clock.now()
    const question = findDue(subject, now)
    if (!question) return { facts: {}, memory }
    const path = nameWithOwner.split('/').map(encodeURIComponent).join('/')
    const url = `${apiUrl}/repos/${path}/${question === 'contributors' ? 'contributors?per_page=100' : 'stats/commit_activity'}`
    const condition = question === 'contributors' && memory.etag ? { 'if-none-match': memory.etag } : {}
    const asked = { ...memory, lastAsked: question }
    try {
      const answer = await ask(
        { url, operation: operations[question], headers: { ...headers, ...condition } },
        { budget: 'core', isUrgent },
      )
      const learnt = question === 'contributors' ? toContributors(answer, asked, subject) : toCommits(answer, asked, subject, now)
      return { facts: learnt.facts, memory: { ...asked, ...learnt.memory } }
    } catch (error) {
      toFailure(error)
      return { facts: {}, memory: asked }
    }
  }
}

function findDue({ head, memory, wantsCommits }: Subject, now: number): Question | undefined {
  const isContributorsDue = memory.contributorsOf !== head
  const isWaiting = memory.waiting !== undefined && memory.waiting.until > now
  const isStatisticsDue = wantsCommits && !isWaiting && memory.statisticsOf !== toEdition(head, now)
  if (isContributorsDue && isStatisticsDue) return memory.lastAsked === 'statistics' ? 'contributors' : 'statistics'
  return isStatisticsDue ? 'statistics' : isContributorsDue ? 'contributors' : undefined
}

/** Statistics change with the head and with the week. */
function toEdition(head: string, now: number): string {
  return `${head} ${toWeek(new Date(now))}`
}

type Learnt = Pick<Answered, 'facts'> & { memory: Partial<Memory> }

function toContributors(answer: HostAnswer, { etag }: Memory, { head }: Subject): Learnt {
  const known = { contributorsOf: head }
  if (answer.status === 304 || isRefusal(answer)) return { facts: {}, memory: known }
  if (answer.status === 204) return { facts: { participants: [] }, memory: known }
  if (answer.status !== 200) throw new UnexpectedStatusError(operations.contributors, answer.status)
  const contributors = parseAnswer(contributorsAnswer, answer, operations.contributors)
  const participants = contributors.flatMap(({ login }) => login ?? [])
  return { facts: { participants }, memory: { ...known, etag: answer.headers.get('etag') ?? etag } }
}

function toCommits(answer: HostAnswer, { waiting }: Memory, { head }: Subject, now: number): Learnt {
  const known = { statisticsOf: toEdition(head, now), waiting: undefined }
  const times = (waiting?.times ?? 0) + 1
  if (answer.status === 202 && times < maxWaits) {
    return { facts: {}, memory: { waiting: { times, until: now + minuteMs * 4 ** (times - 1) } } }
  }
  if (answer.status === 202 || isRefusal(answer)) return { facts: {}, memory: known }
  const weeks = listWeeks(new Date(now), 52)
  const commitsMethod = 'without merges'
  if (answer.status === 204) {
    return { facts: { commitsByWeek: new Map(weeks.map((week) => [week, 0])), commitsMethod }, memory: known }
  }
  if (answer.status !== 200) throw new UnexpectedStatusError(operations.statistics, answer.status)
  const activity = parseAnswer(commitActivityAnswer, answer, operations.statistics)
  return { facts: { commitsByWeek: toCommitsByWeek(activity, weeks), commitsMethod }, memory: known }
}

/** The host will not say, and asking again for the same head would be of no use: too large, blocked, gone meanwhile. */
function isRefusal({ status }: HostAnswer): boolean {
  return status === 403 || status === 404 || status === 422 || status === 451
}

/** Weeks from Sunday, day by day, as the weeks from Monday that they hold whole. */
export function toCommitsByWeek(activity: CommitActivity, weeks: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const { week, days } of activity) {
    for (const [day, count] of days.entries()) {
      const name = toWeek(new Date((week + day * 86_400) * 1000))
      counts.set(name, (counts.get(name) ?? 0) + count)
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
  }
  const running = weeks.at(-1)
  const isWhole = (name: string) => seen.get(name) === 7 || name === running
  return new Map(weeks.flatMap((name) => (counts.has(name) && isWhole(name) ? [[name, counts.get(name) ?? 0]] : [])))
}
