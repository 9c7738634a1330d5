import { answerGraphql } from './github-graphql.ts'
import { createGithubRest, refuse } from './github-rest.ts'
import { createHourlyBudget, createMinuteMeter, type HourlyBudget } from './limits.ts'
import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World } from './world.ts'

export interface GithubOptions {
  /** What is accepted; any unless told. */
  tokens?: readonly string[]
  hourlyLimit?: number
  statisticsDelayMs?: number
}

export interface GithubRules extends HostRules {
  readonly core: HourlyBudget
  readonly graphql: HourlyBudget
}

const maxConcurrent = 100
const maxPointsAMinute = { core: 900, graphql: 2000 }
const secondary = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'

/** GitHub's API over `world`: GraphQL and REST with their budgets, and the limits that no header tells. */
export function createGithubRules(world: World, options: GithubOptions = {}): GithubRules {
  const { tokens, hourlyLimit = 5000, statisticsDelayMs = 1000 } = options
  const core = createHourlyBudget(world.clock, hourlyLimit)
  const graphql = createHourlyBudget(world.clock, hourlyLimit)
  const meters = { core: createMinuteMeter(world.clock), graphql: createMinuteMeter(world.clock) }
  const rest = createGithubRest({ world, statisticsDelayMs })
  const resourceOf = ({ path }: SimulatedRequest) => (path === '/graphql' ? 'graphql' : 'core')

  return {
    core,
    graphql,
    hasValidators: true,
    admit(request, inFlight) {
      const resource = resourceOf(request)
      if (request.token !== undefined && tokens && !tokens.includes(request.token)) return refuse(401, 'Bad credentials')
      if (resource === 'graphql' && request.token === undefined) {
        return refuse(401, 'This endpoint requires you to be authenticated.')
      }
      if (inFlight > maxConcurrent || meters[resource].add(1) > maxPointsAMinute[resource]) {
        return refuse(403, secondary, { 'retry-after': '60' })
      }
      if (resource === 'core' && core.remaining === 0) return refuse(403, 'API rate limit exceeded for user ID 1.')
      return undefined
    },
    answer(request, origin): SimulatedAnswer | Promise<SimulatedAnswer> {
      return resourceOf(request) === 'graphql' ? answerGraphql(world, request.body, graphql) : rest(request, origin)
    },
    book(request, { status }) {
      const resource = resourceOf(request)
      const budget = resource === 'graphql' ? graphql : core
      if (resource === 'core' && status !== 304 && status !== 401 && budget.remaining > 0) budget.take(1)
      return {
        'x-ratelimit-limit': String(budget.limit),
        'x-ratelimit-remaining': String(budget.remaining),
        'x-ratelimit-used': String(budget.limit - budget.remaining),
        'x-ratelimit-reset': String(budget.resetAt / 1000),
        'x-ratelimit-resource': resource,
      }
    },
  }
}
