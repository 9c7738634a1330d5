import type { components } from '@octokit/openapi-types'

import { dayMs, weekMs } from './clock.ts'
import type { CommitHistory } from './history.ts'
import type { SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World, WorldRepository } from './world.ts'

type Schemas = components['schemas']

export interface RestOptions {
  world: World
  /** How long the statistics of a head take to be made, in milliseconds of the world. */
  statisticsDelayMs: number
}

const documentation = 'https://docs.github.com/rest'
const tooLarge = 'The history or contributor list is too large to list contributors for this repository via the API.'

/** `/repos/{owner}/{repo}/…` and `/repositories/{id}/…`, as far as we ask for them. */
export function createGithubRest({ world, statisticsDelayMs }: RestOptions) {
  /** When the statistics are ready, by repository and head. */
  const jobs = new Map<string, number>()

  return function answer({ path, query }: SimulatedRequest, origin: string): SimulatedAnswer {
    const [, root, ...rest] = path.split('/')
    const isById = root === 'repositories'
    const name = isById ? rest.slice(0, 1) : rest.slice(0, 2)
    const operation = rest.slice(name.length).join('/')
    const found = isById
      ? { repository: world.findById('github', Number(name[0])), isMoved: false }
      : world.findByPath('github', name.join('/'))
    if (!found?.repository || (root !== 'repos' && !isById)) return refuse(404, 'Not Found')
    const { repository, isMoved } = found
    if (isMoved)
      return move(`${origin}/repositories/${repository.id}/${operation}${query.size > 0 ? `?${query.toString()}` : ''}`)
    if (repository.isBlocked) return refuse(451, 'Repository access blocked')
    if (operation === 'contributors') return listContributors(repository, query, `${origin}${path}`)
    if (operation === 'stats/commit_activity') return countByDay(repository)
    return refuse(404, 'Not Found')
  }

  function listContributors(repository: WorldRepository, query: URLSearchParams, url: string): SimulatedAnswer {
    if (repository.isGiant) return refuse(403, tooLarge)
    if (isEmpty(repository)) return { status: 204 }
    const perPage = Math.min(Math.max(Number(query.get('per_page') ?? 30), 1), 100)
    const page = Math.max(Number(query.get('page') ?? 1), 1)
    const pages = Math.ceil(repository.contributors.length / perPage)
    const total = repository.history.count({ until: world.clock.now() })
    const body = repository.contributors.map((login, place) => toContributor(login, Math.ceil(total / 2 ** (place + 1))))
    const toLink = (target: number, rel: string) => `<${url}?per_page=${perPage}&page=${target}>; rel="${rel}"`
    const link = page < pages ? { link: `${toLink(page + 1, 'next')}, ${toLink(pages, 'last')}` } : {}
    return { status: 200, headers: link, body: body.slice((page - 1) * perPage, page * perPage) }
  }

  function countByDay(repository: WorldRepository): SimulatedAnswer {
    const now = world.clock.now()
    const [head] = repository.history.list({ until: now, limit: 1 })
    if (!head) return { status: 204 }
    const key = `${repository.id}:${head.hash}`
    const readyAt = jobs.get(key) ?? now + statisticsDelayMs
    jobs.set(key, readyAt)
    if (readyAt > now || (readyAt === now && statisticsDelayMs > 0)) return { status: 202, body: {} }
    return { status: 200, body: toActivity(repository.history, now) }
  }

  function isEmpty(repository: WorldRepository): boolean {
    return repository.history.count({ until: world.clock.now() }) === 0
  }
}

/** The last 52 weeks that begin on Sunday, oldest first, merges left out. */
export function toActivity(history: CommitHistory, now: number): Schemas['commit-activity'][] {
  const firstSundayMs = 3 * dayMs
  const thisWeek = now - ((now - firstSundayMs) % weekMs)
  return Array.from({ length: 52 }, (_, index) => {
    const start = thisWeek - (51 - index) * weekMs
    const days = [0, 0, 0, 0, 0, 0, 0]
    for (const { at, isMerge } of history.list({ since: start, until: Math.min(start + weekMs - 1, now), limit: 100_000 })) {
      const day = Math.floor((at - start) / dayMs)
      if (!isMerge) days[day] = (days[day] ?? 0) + 1
    }
    return { days, total: days.reduce((sum, count) => sum + count, 0), week: start / 1000 }
  })
}

function toContributor(login: string, contributions: number): Schemas['contributor'] {
  return {
    login,
    html_url: `https://github.com/${login}`,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
    contributions,
  }
}

export function refuse(status: number, message: string, headers: Record<string, string> = {}): SimulatedAnswer {
  const body: Schemas['basic-error'] = { message, documentation_url: documentation, status: String(status) }
  return { status, headers, body }
}

function move(url: string): SimulatedAnswer {
  const body: Schemas['basic-error'] = { message: 'Moved Permanently', url, documentation_url: documentation }
  return { status: 301, headers: { location: url }, body }
}
