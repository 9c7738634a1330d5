import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { schema as publishedSchema } from '@octokit/graphql-schema'
import { buildSchema, type GraphQLField, type GraphQLSchema, isInterfaceType, isObjectType, parse, validate } from 'graphql'

import { pingQuery, toRepositoryQuery, toWeeksQuery } from '../../src/github/query.ts'
import { listWeeks } from '../../src/hosts/weeks.ts'
import { createTestClock, minuteMs } from './clock.ts'
import { toCost } from './github-cost.ts'
import { toNodeId } from './github-graphql.ts'
import { githubSchema } from './github-schema.ts'
import { createGithubRules, type GithubOptions } from './github.ts'
import { startHost } from './server.ts'
import { createWorld } from './world.ts'

/** The fields of each type, with what they give and take: `Repository.description: String`. */
function listFields(schema: GraphQLSchema): string[] {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type))
  return types.flatMap((type) => Object.values(type.getFields()).flatMap((field) => toLines(`${type.name}.${field.name}`, field)))
}

function toLines(name: string, { type, args }: GraphQLField<unknown, unknown>): string[] {
  return [`${name}: ${String(type)}`, ...args.map((argument) => `${name}(${argument.name}: ${String(argument.type)})`)]
}

const published = buildSchema(publishedSchema.idl, { assumeValid: true })
const weeks = listWeeks(new Date('2026-02-11T12:00:00Z'), 52)
const byId = { target: { id: 'R_1' }, withHistory: true }
const byName = { target: { owner: 'ann', name: 'forms' }, withHistory: true }
const light = { withHistory: false }

describe('the queries to GitHub', () => {
  const questions = {
    'by id': [byId],
    'by name': [byName],
    'of all kinds': [byId, byName, { ...byId, ...light }, { ...byName, ...light }],
    'without history': [{ ...byId, ...light }],
  }
  for (const [kind, asked] of Object.entries(questions)) {
    it(`are valid in GitHub’s published schema, ${kind}`, () => {
      const { query } = toRepositoryQuery(asked, ['2026-02-02', '2026-02-09'])
      assert.deepEqual(validate(published, parse(query)), [])
    })
  }

  it('are valid in GitHub’s published schema, for 52 weeks and for nothing', () => {
    assert.deepEqual(validate(published, parse(toWeeksQuery(['R_1'], weeks).query)), [])
    assert.deepEqual(validate(published, parse(pingQuery.query)), [])
  })
})

describe('the simulated GitHub', () => {
  async function open(options: GithubOptions = {}) {
    const clock = createTestClock()
    const world = createWorld(clock)
    const rules = createGithubRules(world, options)
    const host = await startHost({ world, rules })
    const get = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(host.url + path, { headers, redirect: 'manual' })
      const text = await response.text()
      return {
        status: response.status,
        headers: response.headers,
        text,
        remaining: response.headers.get('x-ratelimit-remaining'),
      }
    }
    const ask = async (query: string, variables: object = {}): Promise<unknown> => {
      const body = JSON.stringify({ query, variables })
      const response = await fetch(`${host.url}/graphql`, { method: 'POST', headers: { authorization: 'Bearer any' }, body })
      return response.status === 200 ? response.json() : response.status
    }
    return { clock, world, rules, host, get, ask, [Symbol.asyncDispose]: () => host.close() }
  }

  it('has a GraphQL schema that is a part of the published one', () => {
    const fields = new Set(listFields(published))
    const simulated = listFields(buildSchema(githubSchema))
    assert.ok(simulated.length > 30)
    assert.deepEqual(
      simulated.filter((field) => !fields.has(field)),
      [],
    )
  })

  it('takes a point for a hundred connections, and at least one', async () => {
    assert.deepEqual([1, 145, 150, 416].map(toCost), [1, 1, 2, 4])
    await using github = await open()
    const ids = [github.world.addRepository('github', 'ann/a'), github.world.addRepository('github', 'ann/b')].map(toNodeId)
    const { query, variables } = toWeeksQuery(ids, weeks)
    const data: unknown = await github.ask(query.replace('cost remaining resetAt', 'cost remaining'), variables)
    assert.partialDeepStrictEqual(data, { data: { rateLimit: { cost: 1, remaining: 4999 } } })
    const four = await github.ask(query.replace('cost remaining resetAt', 'cost'), { ids: [...ids, ...ids] })
    assert.partialDeepStrictEqual(four, { data: { rateLimit: { cost: 2 } } })
  })

  it('answers null and an error with its path for what is not there, and the others as if nothing were', async () => {
    await using github = await open()
    const id = toNodeId(github.world.addRepository('github', 'ann/a'))
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } no: repository(owner: "ann", name: "no") { id } }'
    assert.partialDeepStrictEqual(await github.ask(query, { ids: [id, 'R_no'] }), {
      data: { nodes: [{ id }, null], no: null },
      errors: [
        { type: 'NOT_FOUND', path: ['nodes', 1] },
        { type: 'NOT_FOUND', path: ['no'] },
      ],
    })
  })

  it('takes at most a hundred ids, and gives up on too many histories at once', async () => {
    await using github = await open()
    const id = toNodeId(github.world.addRepository('github', 'ann/a'))
    const query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } }'
    assert.partialDeepStrictEqual(await github.ask(query, { ids: Array.from({ length: 101 }, () => id) }), {
      errors: [{ message: 'You may not provide more than 100 node ids; you provided 101.' }],
    })
    const heavy = toWeeksQuery(
      Array.from({ length: 20 }, () => id),
      weeks,
    )
    assert.equal(await github.ask(heavy.query, heavy.variables), 502)
  })

  it('refuses with 200 and an error when the points are used up, and over REST with 403, until the hour is over', async () => {
    await using github = await open({ hourlyLimit: 1 })
    github.world.addRepository('github', 'ann/a')
    await github.ask(pingQuery.query)
    assert.partialDeepStrictEqual(await github.ask(pingQuery.query), { errors: [{ type: 'RATE_LIMITED' }] })
    assert.equal((await github.get('/repos/ann/a/contributors')).status, 200)
    const refused = await github.get('/repos/ann/a/contributors')
    assert.deepEqual([refused.status, refused.remaining], [403, '0'])
    github.clock.advance(60 * minuteMs)
    assert.equal((await github.get('/repos/ann/a/contributors')).status, 200)
  })

  it('has a limit by the minute that no header tells', async () => {
    await using github = await open()
    github.world.addRepository('github', 'ann/a')
    for (let n = 0; n < 900; n++) await github.get('/repos/ann/a/contributors')
    const refused = await github.get('/repos/ann/a/contributors')
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [403, '60'])
    github.clock.advance(minuteMs)
    assert.equal((await github.get('/repos/ann/a/contributors')).status, 200)
  })

  it('takes nothing for a 304', async () => {
    await using github = await open()
    github.world.addRepository('github', 'ann/a')
    const first = await github.get('/repos/ann/a/contributors')
    const second = await github.get('/repos/ann/a/contributors', { 'if-none-match': first.headers.get('etag') ?? '' })
    assert.deepEqual([first.status, first.remaining, second.status, second.remaining], [200, '4999', 304, '4999'])
  })

  it('redirects from a former name for good, and not once a stranger has taken it', async () => {
    await using github = await open()
    const repository = github.world.addRepository('github', 'ann/a')
    github.world.rename(repository, 'bo/b')
    const moved = await github.get('/repos/ann/a/contributors?per_page=1')
    assert.equal(moved.status, 301)
    assert.equal(moved.headers.get('location'), `${github.host.url}/repositories/${repository.id}/contributors?per_page=1`)
    assert.equal((await github.get(new URL(moved.headers.get('location') ?? '').pathname)).status, 200)
    github.world.addRepository('github', 'ann/a')
    assert.equal((await github.get('/repos/ann/a/contributors')).status, 200)
    assert.equal((await github.get('/repos/ann/none/contributors')).status, 404)
  })

  it('gives pages of a hundred at most, whatever is asked for, and says which is the last', async () => {
    await using github = await open()
    const contributors = Array.from({ length: 230 }, (_, n) => `dev-${n}`)
    github.world.addRepository('github', 'ann/a', { contributors })
    const page = await github.get('/repos/ann/a/contributors?per_page=1000')
    assert.equal(JSON.parse(page.text).length, 100)
    assert.match(page.headers.get('link') ?? '', /page=3>; rel="last"/)
    const last = await github.get('/repos/ann/a/contributors?per_page=100&page=3')
    assert.deepEqual([JSON.parse(last.text).length, last.headers.get('link')], [30, null])
  })

  it('makes statistics while one waits, and anew after a push', async () => {
    await using github = await open({ statisticsDelayMs: 30_000 })
    const repository = github.world.addRepository('github', 'ann/a', { lastCommitAt: '2026-01-01T00:00:00Z' })
    const statuses = []
    for (const step of [0, 10_000, 30_000, 0]) {
      github.clock.advance(step)
      statuses.push((await github.get('/repos/ann/a/stats/commit_activity')).status)
    }
    repository.history.push({ at: github.clock.now() })
    statuses.push((await github.get('/repos/ann/a/stats/commit_activity')).status)
    assert.deepEqual(statuses, [202, 202, 200, 200, 202])
  })

  it('has nothing to tell of an empty repository', async () => {
    await using github = await open()
    github.world.addRepository('github', 'ann/a', { commitEveryDays: Number.POSITIVE_INFINITY })
    assert.equal((await github.get('/repos/ann/a/contributors')).status, 204)
    assert.equal((await github.get('/repos/ann/a/stats/commit_activity')).status, 204)
  })

  it('rejects a token that it does not know, and GraphQL without one', async () => {
    await using github = await open({ tokens: ['good'] })
    github.world.addRepository('github', 'ann/a')
    assert.equal((await github.get('/repos/ann/a/contributors', { authorization: 'Bearer bad' })).status, 401)
    assert.equal((await github.get('/repos/ann/a/contributors', { authorization: 'Bearer good' })).status, 200)
    const response = await fetch(`${github.host.url}/graphql`, { method: 'POST', body: '{"query":"{ rateLimit { cost } }"}' })
    assert.equal(response.status, 401)
  })
})
