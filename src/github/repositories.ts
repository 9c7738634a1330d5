import { parseValue } from '../hosts/answer.ts'
import type { Clock } from '../hosts/clock.ts'
import { toFailure } from '../hosts/errors.ts'
import type { Failure } from '../hosts/facts.ts'
import { listWeeks } from '../hosts/weeks.ts'
import { type AskAll, createBatches } from './batches.ts'
import type { LatestWeeks } from './facts.ts'
import type { AskGraphql, GraphqlData } from './graphql.ts'
import { pingQuery, type Question, type RepositoryQuery, toRepositoryQuery, toWeeksQuery } from './query.ts'
import { type GraphqlError, type RepositoryNode, repositoryNode, weeksNode } from './schema.ts'

/** What GitHub says of one repository. */
export type Finding =
  | { kind: 'node'; node: RepositoryNode; withHistory: boolean; weeks: LatestWeeks }
  | { kind: 'missing'; reason: string }
  | Failure

/** Commits by week, merges included. */
export type WeekCounts = { kind: 'weeks'; commitsByWeek: ReadonlyMap<string, number> } | { kind: 'too much' } | Failure

export interface RepositoriesOptions {
  askGraphql: AskGraphql
  clock: Pick<Clock, 'now'>
  batchSize: number
  /** Repositories whose 52 weeks are counted in one call. */
  weeksBatchSize: number
}

/** GitHub's repositories by GraphQL: as many in one call as it bears, each answered for itself. */
export interface Repositories {
  askRepositories: AskAll<Question, Finding>
  /** By id. */
  askWeeks: AskAll<string, WeekCounts>
}

export function createRepositories({ askGraphql, clock, batchSize, weeksBatchSize }: RepositoriesOptions): Repositories {
  const isAlive = async (isUrgent: boolean) => {
    try {
      await askGraphql(pingQuery, isUrgent)
      return true
    } catch (error) {
      toFailure(error)
      return false
    }
  }

  return {
    askRepositories: createBatches<Question, Finding>({
      size: batchSize,
      isAlive,
      giveUp: (question) => (question.withHistory ? { lighter: { ...question, withHistory: false } } : { answer: tooMuch }),
      async ask(questions, isUrgent) {
        const [last = '', running = ''] = listWeeks(new Date(clock.now()), 2)
        const weeks: LatestWeeks = [last, running]
        const query = toRepositoryQuery(questions, weeks)
        const answer = await askGraphql(query, isUrgent)
        return questions.map(({ withHistory }, place) => toFinding(answer, query.paths[place] ?? [''], { withHistory, weeks }))
      },
    }),
    askWeeks: createBatches<string, WeekCounts>({
      size: weeksBatchSize,
      isAlive,
      giveUp: () => ({ answer: { kind: 'too much' } }),
      async ask(ids, isUrgent) {
        const weeks = listWeeks(new Date(clock.now()), 52)
        const answer = await askGraphql(toWeeksQuery(ids, weeks), isUrgent)
        return ids.map((_id, place) => toWeekCounts(answer, ['nodes', place], weeks))
      },
    }),
  }
}

const tooMuch: Failure = { kind: 'failed', reason: 'GitHub takes too long for this repository' }

type Path = RepositoryQuery['paths'][number]

function toFinding(answer: GraphqlData, path: Path, asked: { withHistory: boolean; weeks: LatestWeeks }): Finding | undefined {
  const error = findError(answer, path)
  // An error below the repository is about its history; the rest is asked again without.
  if (error && (error.path?.length ?? 0) > path.length) return undefined
  if (error) return toErrorFinding(error)
  return protect(() => {
    const node = parseValue(repositoryNode, findValue(answer, path), 'POST /graphql')
    return { kind: 'node', node, ...asked }
  })
}

function toErrorFinding({ type = 'an error without a type', message }: GraphqlError): Finding | undefined {
  if (type === 'NOT_FOUND') return { kind: 'missing', reason: 'GitHub knows no public repository there' }
  if (type === 'FORBIDDEN') return { kind: 'failed', reason: 'GitHub refuses access to the repository' }
  return /resource limits|timeout/i.test(message) ? undefined : { kind: 'failed', reason: `GitHub answered ${type}` }
}

function toWeekCounts(answer: GraphqlData, path: Path, weeks: readonly string[]): WeekCounts | undefined {
  if (findError(answer, path)) return undefined
  return protect(() => {
    const { defaultBranchRef } = parseValue(weeksNode, findValue(answer, path), 'POST /graphql')
    const toCount = (place: number) => (defaultBranchRef ? defaultBranchRef.target[`w${place}`]?.totalCount : 0)
    const counts = weeks.map((week, place) => [week, toCount(place)] as const)
    const complete = counts.filter((entry): entry is [string, number] => entry[1] !== undefined)
    return { kind: 'weeks', commitsByWeek: new Map(complete) }
  })
}

function protect<Result>(parse: () => Result): Result | Failure {
  try {
    return parse()
  } catch (error) {
    return toFailure(error)
  }
}

function findError({ errors }: GraphqlData, path: Path): GraphqlError | undefined {
  return errors.find((error) => path.every((step, depth) => error.path?.[depth] === step))
}

function findValue({ data }: GraphqlData, [field, place]: Path): unknown {
  const value = data[field]
  return place === undefined ? value : Array.isArray(value) ? value[place] : undefined
}
