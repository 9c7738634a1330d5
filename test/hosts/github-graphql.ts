import { buildSchema, type DocumentNode, execute, GraphQLError, parse, validate } from 'graphql'

import { countConnections, toCost } from './github-cost.ts'
import { githubSchema } from './github-schema.ts'
import type { HourlyBudget } from './limits.ts'
import type { SimulatedAnswer } from './server.ts'
import type { World, WorldRepository } from './world.ts'

/** Histories counted in one call, above which GitHub gives up after ten seconds. */
const maxHistories = 1000
const maxIds = 100

const schema = buildSchema(githubSchema)
const documents = new Map<string, DocumentNode>()

/** The call took longer than GitHub allows. */
class Overload extends Error {}

export interface GraphqlQuestion {
  query: string
  variables: Record<string, unknown>
}

/** Answers a query as GitHub does: 200 with errors by path, costs by connections, 502 when it takes too long. */
export async function answerGraphql(world: World, body: string, budget: HourlyBudget): Promise<SimulatedAnswer> {
  const question = parseQuestion(body)
  if (!question) return { status: 400, body: { message: 'Problems parsing JSON' } }
  if (budget.remaining === 0) {
    return {
      status: 200,
      body: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit already exceeded for user ID 1.' }] },
    }
  }
  const invalid = findProblems(question.query)
  if (invalid.length > 0) return { status: 200, body: { errors: invalid.map((error) => error.toJSON()) } }
  const document = parseQuery(question.query)
  const cost = toCost(countConnections(schema, document, question.variables))
  budget.take(cost)
  try {
    return { status: 200, body: await run(world, document, question.variables, { budget, cost }) }
  } catch (error) {
    if (error instanceof Overload) return { status: 502, body: '<html><body>502 Bad Gateway</body></html>' }
    throw error
  }
}

async function run(
  world: World,
  document: DocumentNode,
  variableValues: Record<string, unknown>,
  { budget, cost }: { budget: HourlyBudget; cost: number },
): Promise<object> {
  let overload: Overload | undefined
  let histories = 0
  const countHistory = (repository: WorldRepository) => {
    histories++
    if (repository.isGiant || histories > maxHistories) overload = new Overload()
  }
  const toNode = (repository: WorldRepository) => toRepositoryNode(world, repository, countHistory)
  const rootValue = {
    nodes({ ids }: { ids: string[] }) {
      if (ids.length > maxIds) {
        throw toError('ARGUMENT_LIMIT', `You may not provide more than ${maxIds} node ids; you provided ${ids.length}.`)
      }
      return ids.map((id) => {
        const repository = world.findById('github', fromNodeId(id) ?? -1)
        return repository
          ? requireOpen(repository, toNode)
          : toError('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
      })
    },
    repository({ owner, name, followRenames }: { owner: string; name: string; followRenames: boolean }) {
      const found = world.findByPath('github', `${owner}/${name}`)
      if (!found || (found.isMoved && !followRenames)) {
        throw toError('NOT_FOUND', `Could not resolve to a Repository with the name '${owner}/${name}'.`)
      }
      const node = requireOpen(found.repository, toNode)
      if (node instanceof Error) throw node
      return node
    },
    rateLimit: () => ({
      cost,
      limit: budget.limit,
      remaining: budget.remaining,
      used: budget.limit - budget.remaining,
      resetAt: toIso(budget.resetAt),
    }),
  }
  const { data, errors } = await execute({ schema, document, rootValue, variableValues })
  if (overload) throw overload
  return { ...(data === undefined ? {} : { data }), ...(errors ? { errors: errors.map(toGithubError) } : {}) }
}

function requireOpen<Node>(repository: WorldRepository, toNode: (repository: WorldRepository) => Node): Node | GraphQLError {
  return repository.isBlocked ? toError('FORBIDDEN', 'Repository access blocked') : toNode(repository)
}

function toRepositoryNode(
  world: World,
  repository: WorldRepository,
  countHistory: (repository: WorldRepository) => void,
): object {
  const now = world.clock.now()
  const [head] = repository.history.list({ until: now, limit: 1 })
  const { archivedAt, createdAt } = repository
  return {
    __typename: 'Repository',
    id: toNodeId(repository),
    databaseId: repository.id,
    nameWithOwner: repository.path,
    url: `https://github.com/${repository.path}`,
    description: repository.description || null,
    isArchived: archivedAt !== undefined,
    archivedAt: archivedAt === undefined ? null : toIso(archivedAt),
    isPrivate: repository.isPrivate,
    stargazerCount: world.starsOf(repository),
    forkCount: repository.forks,
    createdAt: toIso(createdAt),
    pushedAt: head ? toIso(head.at) : null,
    defaultBranchRef: head && {
      id: `REF_${repository.id}`,
      name: repository.defaultBranch,
      target: {
        __typename: 'Commit',
        id: `C_${head.hash}`,
        oid: head.hash,
        committedDate: toIso(head.at),
        history({ since, until }: { since?: string; until?: string }) {
          countHistory(repository)
          const span = { since: since === undefined ? undefined : Date.parse(since), until: until ? Date.parse(until) : now }
          return { totalCount: repository.history.count({ ...span, until: Math.min(span.until, now) }) }
        },
      },
    },
  }
}

/** Node ids are opaque; these have the form of GitHub's. */
export function toNodeId({ id }: Pick<WorldRepository, 'id'>): string {
  return `R_${Buffer.from(`github:${id}`).toString('base64url')}`
}

function fromNodeId(nodeId: string): number | undefined {
  const [, id] = /^github:(\d+)$/.exec(Buffer.from(nodeId.replace(/^R_/, ''), 'base64url').toString()) ?? []
  return id === undefined ? undefined : Number(id)
}

function parseQuery(text: string): DocumentNode {
  const document = documents.get(text) ?? parse(text)
  if (documents.size > 1000) documents.clear()
  documents.set(text, document)
  return document
}

function findProblems(text: string): readonly GraphQLError[] {
  if (documents.has(text)) return []
  try {
    return validate(schema, parse(text))
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

function parseQuestion(body: string): GraphqlQuestion | undefined {
  try {
    const { query, variables = {} } = JSON.parse(body)
    return typeof query === 'string' ? { query, variables } : undefined
  } catch {
    return undefined
  }
}

function toError(type: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type } })
}

function toGithubError({ message, path, locations, extensions }: GraphQLError): object {
  return { type: extensions['type'], path, locations, message }
}

function toIso(at: number): string {
  return new Date(at)
    .toISOString()
    .replace('.000Z', 'Z')
    .replace(/\.\d+Z$/, 'Z')
}
