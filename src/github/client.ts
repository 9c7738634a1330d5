import { createHostApi } from '../hosts/api.ts'
import { type Clock, systemClock } from '../hosts/clock.ts'
import { createCredentials } from '../hosts/credentials.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../hosts/facts.ts'
import type { HostFetch } from '../hosts/fetch.ts'
import { createHostGate } from '../hosts/gate.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { createAskGraphql } from './graphql.ts'
import { toMemory, toValidators } from './memory.ts'
import type { Question, Target } from './query.ts'
import { createRepositories, type Finding, type WeekCounts } from './repositories.ts'
import type { RepositoryNode } from './schema.ts'
import { createStatistics } from './statistics.ts'

export interface GithubClientOptions {
  fetch: HostFetch
  tokens: readonly string[]
  /** `https://api.github.com` unless told. */
  apiUrl?: string
  /** What is kept of each hourly budget for urgent questions. */
  reserve?: number
  /** Repositories in one call when all goes well: thirty are known to pass, from fifty on GitHub begins to give up. */
  batchSize?: number
  clock?: Clock
  /** Hears that a token was rejected, by its place in `tokens`. */
  onTokenRejected?: (place: number) => void
}

/** Keeps below the 900 points a minute that no header tells of. */
const minIntervalMs = 70
/** After so long GitHub is asked again for what was too much for it. */
const tooMuchMs = 7 * 86_400_000

/** GitHub: facts and the latest two weeks by GraphQL in batches, REST only for repositories that moved and at most one request each. */
export function createGithubClient(options: GithubClientOptions): RepositoryClient {
  const { fetch, tokens, apiUrl = 'https://api.github.com', reserve = 250, batchSize = 30, clock = systemClock } = options
  const toHeader = (token: string) => ({ authorization: `Bearer ${token}` })
  // GitHub allows a hundred requests at once and advises one; two keep it busy while an answer travels.
  const gate = createHostGate({ concurrency: 2, minIntervalMs, reserve, clock })
  const api = createHostApi({ fetch, gate, credentials: createCredentials(tokens, toHeader, options.onTokenRejected) })
  const askGraphql = createAskGraphql(api, `${apiUrl}/graphql`, clock)
  const { askRepositories, askWeeks } = createRepositories({ askGraphql, clock, batchSize, weeksBatchSize: 8 })
  const askStatistics = createStatistics(api, apiUrl, clock)

  return {
    batchSize,
    async fetchRepositories(known, { isUrgent } = { isUrgent: false }) {
      const questions = known.map((repository) => toQuestion(repository, clock.now()))
      const asked = questions.filter((question) => question !== undefined)
      const answers = await askRepositories(asked, isUrgent)
      const findings = questions.map((question) => (question ? answers.shift() : undefined) ?? noAddress)
      const [weeks, reasons] = await Promise.all([
        fetchWeeks(known, findings, isUrgent),
        explainMissing(known, findings, isUrgent),
      ])
      return Promise.all(
        known.map((repository, place) =>
          toOutcome(repository, reasons[place] ?? findings[place] ?? noAddress, weeks[place], isUrgent),
        ),
      )
    },
  }

  /** The 52 weeks of those that want them and have commits; undefined for the others. */
  async function fetchWeeks(known: readonly KnownRepository[], findings: readonly Finding[], isUrgent: boolean) {
    const wanted = findings.map((finding, place) => {
      const repository = known[place]
      const isWanted = finding.kind === 'node' && finding.withHistory && repository?.wantsHistory === true
      return isWanted && (toMemory(repository.validators).noWeeksUntil ?? 0) <= clock.now() ? finding.node.id : undefined
    })
    const counts = await askWeeks(
      wanted.filter((id) => id !== undefined),
      isUrgent,
    )
    return wanted.map((id) => (id === undefined ? undefined : counts.shift()))
  }

  /** Looks whether another repository has taken the name of one that is missing; undefined for the others. */
  async function explainMissing(known: readonly KnownRepository[], findings: readonly Finding[], isUrgent: boolean) {
    const lost = known.map((repository, place) =>
      findings[place]?.kind === 'missing' && repository.id !== undefined ? toTarget({ ...repository, id: undefined }) : undefined,
    )
    const questions = lost.flatMap((target) => (target ? [{ target, withHistory: false }] : []))
    const answers = await askRepositories(questions, isUrgent)
    return lost.map((target): Finding | undefined => {
      const answer = target ? answers.shift() : undefined
      return answer?.kind === 'node' ? { kind: 'missing', reason: 'another repository has taken its name' } : undefined
    })
  }

  async function toOutcome(
    repository: KnownRepository,
    finding: Finding,
    weeks: WeekCounts | undefined,
    isUrgent: boolean,
  ): Promise<Outcome<RepositoryFacts>> {
    if (finding.kind !== 'node') return finding
    const { node, withHistory } = finding
    const before = toMemory(repository.validators)
    const later = clock.now() + tooMuchMs
    const isHistoryPaused = (before.noHistoryUntil ?? 0) > clock.now()
    const memory = {
      ...before,
      noHistoryUntil: withHistory ? undefined : isHistoryPaused ? before.noHistoryUntil : later,
      noWeeksUntil: weeks?.kind === 'weeks' ? undefined : weeks?.kind === 'too much' ? later : before.noWeeksUntil,
    }
    const head = node.defaultBranchRef?.target.oid
    if (head === undefined) return { kind: 'found', facts: toEmpty(node, clock.now()), validators: toValidators(memory) }
    const wantsCommits = !withHistory || (repository.wantsHistory && weeks?.kind !== 'weeks' && memory.noWeeksUntil !== undefined)
    const rest = await askStatistics({ nameWithOwner: node.nameWithOwner, head, memory, wantsCommits }, isUrgent)
    const facts = { ...toFacts(node, clock.now()), ...(weeks?.kind === 'weeks' ? toAll(weeks.commitsByWeek) : {}), ...rest.facts }
    return { kind: 'found', facts, validators: toValidators(rest.memory) }
  }
}

const noAddress: Finding = { kind: 'failed', reason: 'the address names no repository on GitHub' }

function toQuestion(repository: KnownRepository, now: number): Question | undefined {
  const target = toTarget(repository)
  return target && { target, withHistory: (toMemory(repository.validators).noHistoryUntil ?? 0) <= now }
}

function toTarget({ id, url }: Pick<KnownRepository, 'id' | 'url'>): Target | undefined {
  if (id !== undefined) return { id }
  const [, owner, name] = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(URL.parse(url)?.pathname ?? '') ?? []
  return owner && name ? { owner, name } : undefined
}

function toFacts(node: RepositoryNode, now: number): RepositoryFacts {
  const { id, url, description, isArchived, archivedAt, defaultBranchRef } = node
  const { total, lastWeek, thisWeek, committedDate } = defaultBranchRef?.target ?? {}
  const [last = '', running = ''] = listWeeks(new Date(now), 2)
  const isCounted = lastWeek !== undefined && thisWeek !== undefined
  return {
    id,
    url,
    description: description ?? '',
    watchers: node.stargazerCount,
    forks: node.forkCount,
    isArchived,
    archivedAt: archivedAt ?? undefined,
    lastCommitAt: committedDate,
    commitCount: total?.totalCount,
    ...(isCounted
      ? toAll(
          new Map([
            [last, lastWeek.totalCount],
            [running, thisWeek.totalCount],
          ]),
        )
      : {}),
  }
}

/** A repository without a commit, which is known and not merely unanswered. */
function toEmpty(node: RepositoryNode, now: number): RepositoryFacts {
  const none = new Map(listWeeks(new Date(now), 52).map((week) => [week, 0]))
  return { ...toFacts(node, now), lastCommitAt: null, commitCount: 0, participants: [], ...toAll(none) }
}

function toAll(commitsByWeek: ReadonlyMap<string, number>): Pick<RepositoryFacts, 'commitsByWeek' | 'commitsMethod'> {
  return { commitsByWeek, commitsMethod: 'all' }
}
