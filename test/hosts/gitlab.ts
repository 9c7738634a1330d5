import { buildSchema, graphql } from 'graphql'
import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { createMinuteMeter } from './limits.ts'
import type { HostRules, SimulatedAnswer, SimulatedRequest } from './server.ts'
import type { World, WorldRepository } from './world.ts'

export interface GitlabOptions {
  /** The simulated host's name in the world. */
  host?: string
  webUrl?: string
  /** For one address without a token. */
  requestsPerMinute?: number
  /** What is accepted; any unless told, and always none. */
  tokens?: readonly string[]
  /** Projects in one GraphQL question before it counts as too complex. */
  maxProjects?: number
  /** Paths of projects whose code is not shown to visitors. */
  hiddenCode?: ReadonlySet<string>
}

const Question = Type.Object({ query: Type.String(), variables: Type.Record(Type.String(), Type.Unknown()) })

/** What we use of GitLab's schema; the field names and types are those of its reference. */
const schema = buildSchema(`
  type Query { projects(ids: [ID!], first: Int): ProjectConnection }
  type ProjectConnection { nodes: [Project] }
  type Project {
    id: ID!, fullPath: ID!, webUrl: String, description: String, starCount: Int!, forksCount: Int!, archived: Boolean
    lastActivityAt: String, repository: Repository
  }
  type Repository { exists: Boolean!, empty: Boolean!, rootRef: String }
`)

/** A GitLab server: projects by GraphQL and REST, commits and contributors by REST, ETags, limits by the minute. */
export function createGitlabRules(world: World, options: GitlabOptions = {}): HostRules {
  const {
    host = 'gitlab',
    webUrl = 'https://gitlab.com',
    requestsPerMinute = 500,
    maxProjects = 100,
    hiddenCode = new Set(),
  } = options
  const meter = createMinuteMeter(world.clock)
  let used = 0

  function admit({ token }: SimulatedRequest): SimulatedAnswer | undefined {
    if (token !== undefined && options.tokens?.includes(token) === false)
      return { status: 401, body: { message: '401 Unauthorized' } }
    used = meter.add(1)
    if (used <= requestsPerMinute) return undefined
    return { status: 429, headers: { 'retry-after': '60' }, body: 'Retry later\n' }
  }

  async function answer(request: SimulatedRequest, origin: string): Promise<SimulatedAnswer> {
    const [, api, version, projects, name = '', ...rest] = request.path.split('/')
    if (api === 'api' && version === 'graphql' && request.method === 'POST') return answerGraphql(request.body)
    if (api !== 'api' || version !== 'v4' || projects !== 'projects') return refuse('404 Not Found')
    const path = decodeURIComponent(name)
    const found = /^\d+$/.test(path)
      ? { repository: world.findById(host, Number(path)), isMoved: false }
      : world.findByPath(host, path)
    if (!found?.repository) return refuse('404 Project Not Found')
    const { repository, isMoved } = found
    if (isMoved)
      return { status: 301, headers: { location: `${origin}/api/v4/projects/${repository.id}` }, body: { message: 'Moved' } }
    return answerRest(repository, rest.join('/'), request, origin)
  }

  function answerRest(
    repository: WorldRepository,
    operation: string,
    { query, path }: SimulatedRequest,
    origin: string,
  ): SimulatedAnswer {
    if (operation === '') return { status: 200, body: toVisitorsProject(repository) }
    if (hiddenCode.has(repository.path) || isEmpty(repository)) return refuse('404 Repository Not Found')
    const until = world.clock.now()
    const sequence = /^repository\/commits\/([0-9a-f]{40})\/sequence$/.exec(operation)
    if (sequence) return { status: 200, body: { count: repository.history.count({ until }) } }
    const { page, perPage } = readPaging(query)
    const offset = (page - 1) * perPage
    const rows =
      operation === 'repository/commits'
        ? repository.history
            .list({
              since: readTime(query.get('since')),
              until: readTime(query.get('until')) ?? until,
              offset,
              limit: perPage + 1,
            })
            .map(toCommit)
        : repository.contributors.slice(offset, offset + perPage + 1).map(toContributor)
    const next = new URLSearchParams(query)
    next.set('page', String(page + 1))
    const link = rows.length > perPage ? { link: `<${origin}${path}?${next.toString()}>; rel="next"` } : {}
    return { status: 200, headers: link, body: rows.slice(0, perPage) }
  }

  async function answerGraphql(body: string): Promise<SimulatedAnswer> {
    const { query, variables } = Value.Parse(Question, JSON.parse(body))
    const rootValue = {
      projects({ ids }: { ids: string[] }) {
        if (ids.length > maxProjects) throw new Error('Query has complexity of 251, which exceeds max complexity of 200')
        const found = ids.flatMap((id) => world.findById(host, Number(id.split('/').at(-1))) ?? [])
        return { nodes: found.map(toNode) }
      },
    }
    return { status: 200, body: await graphql({ schema, source: query, rootValue, variableValues: variables }) }
  }

  function toNode(repository: WorldRepository): unknown {
    return {
      id: `gid://gitlab/Project/${repository.id}`,
      fullPath: repository.path,
      webUrl: `${webUrl}/${repository.path}`,
      description: repository.description === '' ? null : repository.description,
      starCount: world.starsOf(repository),
      forksCount: repository.forks,
      archived: repository.archivedAt !== undefined,
      repository: hiddenCode.has(repository.path)
        ? null
        : { exists: true, empty: isEmpty(repository), rootRef: repository.defaultBranch },
    }
  }

  /** Without a token REST leaves out much, whether the project is archived too. */
  function toVisitorsProject(repository: WorldRepository): unknown {
    return {
      id: repository.id,
      path_with_namespace: repository.path,
      web_url: `${webUrl}/${repository.path}`,
      description: repository.description,
      star_count: world.starsOf(repository),
      forks_count: repository.forks,
      default_branch: repository.defaultBranch,
    }
  }

  function isEmpty(repository: WorldRepository): boolean {
    return repository.history.count({ until: world.clock.now() }) === 0
  }

  return {
    answer,
    admit,
    book: () => ({
      'ratelimit-limit': String(requestsPerMinute),
      'ratelimit-remaining': String(Math.max(0, requestsPerMinute - used)),
      'ratelimit-reset': String(Math.ceil(world.clock.now() / 1000) + 60),
    }),
    hasValidators: true,
  }
}

function toCommit({ hash, at, author }: { hash: string; at: number; author: string }): unknown {
  const time = new Date(at).toISOString().replace('Z', '+00:00')
  return {
    id: hash,
    committed_date: time,
    authored_date: time,
    author_name: author,
    author_email: `${author}@mail.example`,
    title: 'x',
  }
}

function toContributor(name: string, place: number): unknown {
  return { name, email: `${name}@mail.example`, commits: Math.max(1, 100 - place), additions: 0, deletions: 0 }
}

function readPaging(query: URLSearchParams): { page: number; perPage: number } {
  const read = (name: string, otherwise: number) => Math.max(Number(query.get(name) ?? otherwise), 1)
  return { page: read('page', 1), perPage: Math.min(read('per_page', 20), 100) }
}

function readTime(text: string | null): number | undefined {
  return text === null ? undefined : Date.parse(text)
}

function refuse(message: string): SimulatedAnswer {
  return { status: 404, body: { message } }
}
