import { parseAnswer } from '../hosts/answer.ts'
import type { HostApi } from '../hosts/api.ts'
import { HostError, NoAnswerError, toFailure, UnexpectedStatusError } from '../hosts/errors.ts'
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

export function createAskGraphql(api: HostApi, url: string): AskGraphql {
  return async ({ query, variables }, isUrgent) => {
    if (!api.credentials.header) throw new HostError(toTokenProblem(api.credentials.rejected))
    const answer = await askOnce(JSON.stringify({ query, variables }), isUrgent)
    if (answer.status === 401) throw new HostError(toTokenProblem(api.credentials.rejected))
    if (answer.status >= 500) throw new OverloadError(`${operation} answered ${answer.status}`)
    if (answer.status !== 200) throw new UnexpectedStatusError(operation, answer.status)
    const { data, errors = [] } = parseAnswer(graphqlAnswer, answer, operation)
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
        { budget: 'graphql', isUrgent, isLimit },
      )
    } catch (error) {
      if (error instanceof NoAnswerError) throw new OverloadError(error.message)
      throw error
    }
  }
}

/** A refusal may arrive as 200. Only errors are looked at: a description may hold any words. */
function isLimit(answer: HostAnswer): boolean {
  const { errors = [] } = attempt(() => parseAnswer(graphqlAnswer, answer, operation)) ?? {}
  return errors.some(({ type, message }) => type === 'RATE_LIMITED' || /secondary rate limit/i.test(message))
}

function toPoints(answer: HostAnswer): number {
  return attempt(() => parseAnswer(rateLimitAnswer, answer, operation))?.data.rateLimit.cost ?? 1
}

function attempt<Result>(parse: () => Result): Result | undefined {
  try {
    return parse()
  } catch (error) {
    toFailure(error)
    return undefined
  }
}

function toTokenProblem(rejected: number): string {
  return rejected > 0 ? 'GitHub rejected the token' : 'GitHub is asked with a token, and none is configured'
}
