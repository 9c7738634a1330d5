import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World, WorldRepository } from './world.ts'

export interface BitbucketOptions {
  /** In any sixty minutes, for one address. */
  questionsPerHour?: number
  /** Paths of repositories that were Mercurial's. */
  mercurial?: ReadonlySet<string>
  /** Whether an identifier finds a repository whatever the workspace is said to be. */
  findsByIdAlone?: boolean
}

const hourMs = 3_600_000

/** Bitbucket Cloud: partial responses, collections that know their size and commits that do not, a rolling hour. */
export function createBitbucketRules(world: World, options: BitbucketOptions = {}): HostRules {
  const { questionsPerHour = 60, mercurial = new Set(), findsByIdAlone = true } = options
  const asked: number[] = []

  function admit(): SimulatedAnswer | undefined {
    const now = world.clock.now()
    while (asked[0] !== undefined && asked[0] <= now - hourMs) asked.shift()
    if (asked.length >= questionsPerHour) return { status: 429, body: 'Rate limit for this resource has been exceeded' }
    asked.push(now)
    return undefined
  }

  function answer({ path, query }: SimulatedRequest, origin: string): SimulatedAnswer {
    const [, version, root, workspace = '', name = '', ...rest] = path.split('/')
    if (version !== '2.0' || root !== 'repositories') return refuse(404)
    if (mercurial.has(`${workspace}/${name}`)) return refuse(410)
    const repository = find(workspace, name)
    if (!repository) return refuse(404)
    const body = toBody(repository, rest, query, `${origin}${path}`)
    return body === undefined ? refuse(404) : { status: 200, body: pick(body, query.get('fields')) }
  }

  function find(workspace: string, name: string): WorldRepository | undefined {
    const id = /^\{0{8}-0{4}-0{4}-0{4}-(\d{12})\}$/.exec(name)?.[1]
    if (id !== undefined) return findsByIdAlone || workspace !== '{}' ? world.findById('bitbucket', Number(id)) : undefined
    // Unlike others, Bitbucket does not lead from an old name to the new one.
    const found = world.findByPath('bitbucket', `${workspace}/${name}`)
    return found?.isMoved ? undefined : found?.repository
  }

  function toBody(repository: WorldRepository, [collection, revision]: string[], query: URLSearchParams, url: string): unknown {
    if (collection === undefined) return toRepository(repository)
    const length = Math.min(Number(query.get('pagelen') ?? 10), 100)
    if (collection === 'watchers' || collection === 'forks') {
      const size = collection === 'watchers' ? world.starsOf(repository) : repository.forks
      return { pagelen: length, size, page: 1, values: Array.from({ length: Math.min(length, size) }, () => ({ type: 'user' })) }
    }
    return collection === 'commits' && revision === repository.defaultBranch
      ? listCommits(repository, query, url, length)
      : undefined
  }

  function listCommits({ history }: WorldRepository, query: URLSearchParams, url: string, length: number): unknown {
    const page = Number(query.get('page') ?? 1)
    const commits = history.list({ until: world.clock.now(), offset: (page - 1) * length, limit: length + 1 })
    const next = new URLSearchParams(query)
    next.set('page', String(page + 1))
    return {
      pagelen: length,
      page,
      ...(commits.length > length ? { next: `${url}?${next.toString()}` } : {}),
      values: commits.slice(0, length).map(toCommit),
    }
  }

  function toRepository(repository: WorldRepository): unknown {
    const isEmpty = repository.history.count({ until: world.clock.now() }) === 0
    return {
      uuid: toUuid(repository),
      full_name: repository.path,
      name: repository.path.split('/')[1],
      description: repository.description,
      scm: 'git',
      is_private: false,
      mainbranch: isEmpty ? null : { type: 'branch', name: repository.defaultBranch },
      links: { html: { href: `https://bitbucket.org/${repository.path}` }, self: { href: 'https://api.bitbucket.org/' } },
    }
  }

  return { answer, admit, hasValidators: false }
}

export function toUuid({ id }: WorldRepository): string {
  return `{00000000-0000-0000-0000-${String(id).padStart(12, '0')}}`
}

function toCommit({ hash, at, author }: { hash: string; at: number; author: string }): unknown {
  const date = new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00')
  return {
    hash,
    date,
    message: 'x',
    author: { raw: `${author} <${author}@mail.example>`, user: { nickname: author, uuid: '{…}' } },
  }
}

/** Of `value` only what `fields` names (`next,values.hash`); all of it where nothing is named. */
function pick(value: unknown, fields: string | null): unknown {
  if (fields === null) return value
  if (Array.isArray(value)) return value.map((item) => pick(item, fields))
  if (typeof value !== 'object' || value === null) return value
  const wanted = Map.groupBy(fields.split(','), (field) => field.split('.', 1)[0])
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const inner = wanted.get(name)?.map((field) => field.slice(name.length + 1))
    if (!inner) return []
    return [[name, inner.includes('') ? item : pick(item, inner.join(','))]]
  })
  return Object.fromEntries(entries)
}

function refuse(status: number): SimulatedAnswer {
  return { status, body: { type: 'error', error: { message: 'Not found' } } }
}
