import { createMinuteMeter } from './limits.ts'
import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World, WorldRepository } from './world.ts'

export interface ForgejoOptions {
  /** The simulated host's name in the world. */
  host?: string
  webUrl?: string
  /** `MAX_RESPONSE_ITEMS`: more are never handed out a page, whatever is asked for. */
  maxResponseItems?: number
  requestsPerMinute?: number
  /** What is accepted; any unless told, and always none. */
  tokens?: readonly string[]
  /** Gitea takes `since` and `until` for commits; Forgejo does not. */
  hasDateRange?: boolean
  /** Whether pages are linked; the total is told all the same. */
  hasLinks?: boolean
}

/** A Forgejo server: silently clamped pages, totals in headers, 409 for what is empty, no validators. */
export function createForgejoRules(world: World, options: ForgejoOptions = {}): HostRules {
  const { host = 'codeberg', webUrl = 'https://codeberg.org', maxResponseItems = 50, requestsPerMinute = 120 } = options
  const { hasDateRange = false, hasLinks = true } = options
  const meter = createMinuteMeter(world.clock)

  function admit({ token }: SimulatedRequest): SimulatedAnswer | undefined {
    if (token !== undefined && options.tokens?.includes(token) === false)
      return { status: 401, body: { message: 'invalid token' } }
    if (meter.add(1) <= requestsPerMinute) return undefined
    return { status: 429, headers: { 'retry-after': '60' }, body: 'Too Many Requests' }
  }

  function answer(request: SimulatedRequest, origin: string): SimulatedAnswer {
    const [, api, version, root, ...rest] = request.path.split('/')
    if (api !== 'api' || version !== 'v1') return notFound()
    if (root === 'version') return { status: 200, body: { version: hasDateRange ? '1.26.0' : '11.0.3+gitea-1.22.0' } }
    if (root === 'repositories') return toAnswer(world.findById(host, Number(rest[0])))
    const found = root === 'repos' ? world.findByPath(host, rest.slice(0, 2).join('/')) : undefined
    if (!found) return notFound()
    const { repository, isMoved } = found
    const operation = rest.slice(2).join('/')
    if (isMoved) {
      const location = `${origin}/api/v1/repos/${repository.path}${operation === '' ? '' : `/${operation}`}?${request.query.toString()}`
      return { status: 307, headers: { location } }
    }
    if (operation === '') return toAnswer(repository)
    return operation === 'commits' ? listCommits(repository, request, origin) : notFound()
  }

  function toAnswer(repository: WorldRepository | undefined): SimulatedAnswer {
    return repository ? { status: 200, body: toRepository(repository) } : notFound()
  }

  function listCommits({ history }: WorldRepository, { query, path }: SimulatedRequest, origin: string): SimulatedAnswer {
    const until = world.clock.now()
    if (history.count({ until }) === 0) return { status: 409, body: { message: 'Git Repository is empty.' } }
    const read = (name: string, otherwise: number) => Math.max(Number(query.get(name) ?? otherwise), 1)
    const limit = Math.min(read('limit', maxResponseItems), maxResponseItems)
    const page = read('page', 1)
    const since = query.get('since')
    const span = { until, since: hasDateRange && since !== null ? Date.parse(since) : undefined }
    const total = history.count(span)
    const pages = Math.ceil(total / limit)
    const next = new URLSearchParams(query)
    next.set('page', String(page + 1))
    const link = page < pages ? `<${origin}${path}?${next.toString()}>; rel="next"` : `<${origin}${path}?page=1>; rel="first"`
    const isSlow = query.get('stat') !== 'false' || query.get('verification') !== 'false' || query.get('files') !== 'false'
    if (isSlow) return { status: 504, body: 'Gateway Timeout' }
    return {
      status: 200,
      headers: { 'x-total-count': String(total), ...(hasLinks && pages > 1 ? { link } : {}) },
      body: history.list({ ...span, offset: (page - 1) * limit, limit }).map(toCommit),
    }
  }

  function toRepository(repository: WorldRepository): unknown {
    const { archivedAt } = repository
    return {
      id: repository.id,
      name: repository.path.split('/')[1],
      full_name: repository.path,
      html_url: `${webUrl}/${repository.path}`,
      description: repository.description,
      stars_count: world.starsOf(repository),
      watchers_count: 1,
      forks_count: repository.forks,
      archived: archivedAt !== undefined,
      archived_at: new Date(archivedAt ?? 0).toISOString(),
      empty: repository.history.count({ until: world.clock.now() }) === 0,
      default_branch: repository.defaultBranch,
    }
  }

  return { answer, admit, hasValidators: false }
}

function toCommit({ hash, at, author }: { hash: string; at: number; author: string }): unknown {
  const date = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
  const person = { name: `${author} the author`, email: `${author}@mail.example`, date }
  return { sha: hash, author: { login: author }, committer: null, commit: { author: person, committer: person, message: 'x' } }
}

function notFound(): SimulatedAnswer {
  return { status: 404, body: { message: "The target couldn't be found.", errors: [] } }
}
