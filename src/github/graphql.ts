import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { toRetryAt } from '../hosts/budget.ts'
import type { Clock } from '../hosts/clock.ts'
import { HostError, HostLimitedError, NoAnswerError, UnexpectedStatusError } from '../hosts/errors.ts'
import type { HostAnswer } from '../hosts/fetch.ts'
import type { GraphqlQuery } from './query.ts'
import { graphqlAnswer, type GraphqlError, rateLimitAnswer } from './schema.ts'

/** The call was too much for GitHub; smaller ones may pass. */
export class OverloadError extends HostError {
  override name = 'OverloadError'
}

export interface GraphqlData {
  data: Readonly<Record<string, unknown>>
  /** What failed within `data`, each with its path. */
  errors: readonly GraphqlError[]
}

/** Asks GitHub's GraphQL API. @throws OverloadError, HostLimitedError, HostError */
export type AskGraphql = (query: GraphqlQuery, isUrgent: boolean) => Promise<GraphqlData>

const operation = 'POST /graphql'
/** GitHub gives up after ten seconds. */
const timeoutMs = 15_000

export function createAskGraphql(api: HostApi, url: string, clock: Clock): AskGraphql {
  return async ({ query, variables }, isUrgent) => {
    if (!api.credentials.header) throw new HostError(toTokenProblem(api.credentials.rejected))
    const answer = await askOnce(JSON.stringify({ query, variables }), isUrgent)
    if (answer.status === 401) throw new HostError(toTokenProblem(api.credentials.rejected))
    if (answer.status >= 500) throw new OverloadError(`${operation} answered ${answer.status}`)
    if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
    const { data, errors = [] } = parseAnswer(graphqlAnswer, answer, operation)
    if (errors.some(isLimit)) throw new HostLimitedError(toReset(answer))
    if (!data || errors.some(({ path, type }) => !path || type === 'MAX_NODE_LIMIT_EXCEEDED')) {
      throw new OverloadError(`${operation} gave up: ${errors[0]?.type ?? 'without a reason'}`)
    }
    return { data, errors }
  }

  async function askOnce(body: string, isUrgent: boolean): Promise<HostAnswer> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    try {
      return await api.ask(
        { url, operation, method: 'POST', headers, body, timeoutMs, toPoints },
        { budget: 'graphql', isUrgent },
      )
    } catch (error) {
      if (error instanceof NoAnswerError) throw new OverloadError(error.message)
      throw error
    }
  }

  /** A refusal that arrives as 200: the whole budget is used up, or a limit is met that no header tells. */
  function toReset({ headers }: HostAnswer): Date {
    const now = clock.now()
    const resetAt = new Date(Number(headers.get('x-ratelimit-reset') ?? 0) * 1000)
    const isExhausted = headers.get('x-ratelimit-remaining') === '0' && resetAt.getTime() > now
    return isExhausted ? resetAt : api.gate.close(toRetryAt(headers, now))
  }
}

function isLimit({ type, message }: GraphqlError): boolean {
  return type === 'RATE_LIMITED' || /secondary rate limit/i.test(message)
}

function toPoints(answer: HostAnswer): number {
  try {
    return parseAnswer(rateLimitAnswer, answer, operation).data.rateLimit.cost
  } catch {
    return 1
  }
}

function toTokenProblem(rejected: number): string {
  return rejected > 0 ? 'GitHub rejected the token' : 'GitHub is asked with a token, and none is configured'
}
