import { createHostApi } from '../hosts/api.ts'
import { type Clock, systemClock } from '../hosts/clock.ts'
import { createCredentials } from '../hosts/credentials.ts'
import type { KnownRepository, Outcome, RepositoryClient, RepositoryFacts } from '../hosts/facts.ts'
import type { HostFetch } from '../hosts/fetch.ts'
import { createHostGate } from '../hosts/gate.ts'
import { toRepositoryPath } from '../hosts/paths.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { toAll, toEmptyFacts, toFacts } from './facts.ts'
import { createAskGraphql } from './graphql.ts'
import { type Memory, toMemory, toValidators } from './memory.ts'
import type { Question, Target } from './query.ts'
import { createRepositories, type Finding, type WeekCounts } from './repositories.ts'
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
  const askGraphql = createAskGraphql(api, `${apiUrl}/graphql`)
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

  /**
   * Looks at the names of those that are missing: another repository may have taken one; or it is the same, and GitHub has changed the form
   * of its ids, as it did once. Undefined for the others.
   */
  async function explainMissing(known: readonly KnownRepository[], findings: readonly Finding[], isUrgent: boolean) {
    const lost = known.map((repository, place) =>
      findings[place]?.kind === 'missing' && repository.id !== undefined ? toNameTarget(repository.url) : undefined,
    )
    const questions = lost.flatMap((target) => (target ? [{ target, withHistory: true }] : []))
    const answers = await askRepositories(questions, isUrgent)
    return known.map(({ validators }, place): Finding | undefined => {
      const answer = lost[place] ? answers.shift() : undefined
      if (answer?.kind !== 'node') return undefined
      const isSame = answer.node.databaseId !== null && answer.node.databaseId === toMemory(validators).databaseId
      return isSame ? answer : { kind: 'missing', reason: 'another repository has taken its name' }
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
    const memory = toNextMemory(repository, finding, weeks, clock.now())
    const head = node.defaultBranchRef?.target.oid
    if (head === undefined) {
      const empty = { ...toEmptyFacts(node, listWeeks(new Date(clock.now()), 52)), id: repository.id ?? node.id }
      return { kind: 'found', facts: empty, validators: toValidators(memory) }
    }
    const wantsCommits = !withHistory || (repository.wantsHistory && weeks?.kind !== 'weeks' && memory.noWeeksUntil !== undefined)
    const rest = await askStatistics({ nameWithOwner: node.nameWithOwner, head, memory, wantsCommits }, isUrgent)
    const counted = weeks?.kind === 'weeks' ? toAll(weeks.commitsByWeek) : {}
    const facts = { ...toFacts(node, finding.weeks), ...counted, ...rest.facts, id: repository.id ?? node.id }
    return { kind: 'found', facts, validators: toValidators(rest.memory) }
  }
}

const noAddress: Finding = { kind: 'failed', reason: 'the address names no repository on GitHub' }

function toQuestion({ id, url, validators }: KnownRepository, now: number): Question | undefined {
  const { currentId, noHistoryUntil = 0 } = toMemory(validators)
  const target = id === undefined ? toNameTarget(url) : { id: currentId ?? id }
  return target && { target, withHistory: noHistoryUntil <= now }
}

function toNameTarget(url: string): Target | undefined {
  const [owner, name] = toRepositoryPath(url, { webUrl: 'https://github.com', segments: 2 })?.split('/') ?? []
  return owner && name ? { owner, name } : undefined
}

/** What to remember after GitHub's answer by GraphQL. */
function toNextMemory(
  { id, validators, lastCommitAt }: KnownRepository,
  { node, withHistory }: Extract<Finding, { kind: 'node' }>,
  weeks: WeekCounts | undefined,
  now: number,
): Memory {
  const before = toMemory(validators)
  const { oid, committedDate = '' } = node.defaultBranchRef?.target ?? {}
  // What was imported with the date of this very commit came with its contributors.
  const isImported = Object.keys(validators).length === 0 && Date.parse(lastCommitAt ?? '') === Date.parse(committedDate)
  const isHistoryPaused = (before.noHistoryUntil ?? 0) > now
  return {
    ...before,
    databaseId: node.databaseId ?? before.databaseId,
    currentId: id === undefined || id === node.id ? undefined : node.id,
    contributorsOf: isImported ? oid : before.contributorsOf,
    noHistoryUntil: withHistory ? undefined : isHistoryPaused ? before.noHistoryUntil : now + tooMuchMs,
    noWeeksUntil: weeks?.kind === 'weeks' ? undefined : weeks?.kind === 'too much' ? now + tooMuchMs : before.noWeeksUntil,
  }
}
