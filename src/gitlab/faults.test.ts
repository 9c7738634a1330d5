import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { createTestClock, minuteMs } from '../../test/hosts/clock.ts'
import { createTestFetch } from '../../test/hosts/fetch.ts'
import { createGitlabRules } from '../../test/hosts/gitlab.ts'
import { requireFound, toKnown } from '../../test/hosts/known.ts'
import { startHost } from '../../test/hosts/server.ts'
import { createWorld, type WorldRepository } from '../../test/hosts/world.ts'
import type { KnownRepository } from '../hosts/facts.ts'
import { createGitlabClient } from './client.ts'

const clock = createTestClock('2026-02-11T12:00:00Z')
const world = createWorld(clock)
const host = await startHost({ world, rules: createGitlabRules(world) })
const fetch = createTestFetch()
const client = createGitlabClient({ fetch, webUrl: 'https://gitlab.com', apiUrl: `${host.url}/api`, clock })

after(async () => {
  await fetch.close()
  await host.close()
})

beforeEach(() => host.forget())

const urlOf = (repository: WorldRepository) => `https://gitlab.com/${repository.path}`
const ask = async (known: KnownRepository) => (await client.fetchRepositories([known]))[0]
/** Asks for the first time, and says what is known then. */
async function learn(repository: WorldRepository, fields: Partial<KnownRepository> = {}): Promise<KnownRepository> {
  const { facts, validators } = requireFound(await ask(toKnown(urlOf(repository), fields)))
  host.forget()
  return toKnown(facts.url, { id: facts.id, validators, lastCommitAt: facts.lastCommitAt ?? undefined })
}

describe('a GitLab server that fails', () => {
  const repository = world.addRepository('gitlab', 'faults/one')
  const other = world.addRepository('gitlab', 'faults/two')

  async function reasonFor(fault: Parameters<typeof host.fail>[0], known: KnownRepository) {
    host.fail(fault)
    const outcome = await ask(known)
    return outcome?.kind === 'failed' ? outcome.reason : outcome?.kind
  }

  it('leaves what is known as it is', async () => {
    const known = await learn(repository)
    const commits = ({ path }: { path: string }) => path.endsWith('/commits')
    assert.equal(await reasonFor({ answer: { status: 500 } }, known), 'POST /api/graphql (projects) answered 500')
    assert.equal(
      await reasonFor(
        {
          answer: {
            status: 200,
            body: { data: { projects: { nodes: [{ id: `gid://gitlab/Project/${known.id}`, starCount: 'many' }] } } },
          },
        },
        known,
      ),
      'POST /api/graphql (projects) answered what its schema does not allow',
    )
    assert.equal(
      await reasonFor({ answer: { status: 200, body: '<html>' } }, known),
      'POST /api/graphql (projects) answered what is not JSON',
    )
    assert.equal(
      await reasonFor({ answer: { status: 502 }, matches: commits }, known),
      'GET /projects/:id/repository/commits answered 502',
    )
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: [{ id: 'x' }] }, matches: commits }, known)),
      /its schema does not allow/,
    )
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: 'x'.repeat(9 * 2 ** 20) }, matches: commits }, known)),
      /larger than/,
    )
    assert.match(String(await reasonFor({ answer: 'cut' }, known)), /the connection failed/)
  })

  it('is not followed to another host for the next page', async () => {
    const known = await learn(repository, { wantsHistory: true })
    const body = Array.from({ length: 100 }, (_, n) => ({
      id: String(n).padStart(40, '0'),
      committed_date: '2026-02-10T10:00:00.000+00:00',
      author_name: 'ann',
    }))
    const answer = { status: 200, headers: { link: '<https://evil.example/?page=2>; rel="next"' }, body }
    assert.equal(
      await reasonFor({ answer, matches: ({ path }) => path.endsWith('/commits') }, { ...known, validators: {} }),
      'The next page lies on another host',
    )
  })

  it('is asked by halves when it refuses a question, so that one poisoned project fails alone', async () => {
    const known = [await learn(repository), await learn(other)]
    const poisoned = `gid://gitlab/Project/${repository.id}`
    host.fail({ answer: { status: 502 }, matches: ({ body }) => body.includes(poisoned), times: 2 })
    const outcomes = await client.fetchRepositories(known)
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['failed', 'unchanged'],
    )
  })

  it('is asked by halves when a question is too complex', async () => {
    const strict = await startHost({ world, rules: createGitlabRules(world, { maxProjects: 4 }) })
    const repositories = Array.from({ length: 9 }, (_, n) => world.addRepository('gitlab', `complex/p${n}`))
    const strictClient = createGitlabClient({ fetch, webUrl: 'https://gitlab.com', apiUrl: `${strict.url}/api`, clock })
    const outcomes = await strictClient.fetchRepositories(repositories.map((one) => toKnown(urlOf(one))))
    await strict.close()
    assert.ok(outcomes.every(({ kind }) => kind === 'found'))
  })

  it('is left alone until the time that it names, and the question counts as unanswered', async () => {
    const known = await learn(repository)
    host.fail({ answer: { status: 429, headers: { 'retry-after': '120' } } })
    const outcome = await ask(known)
    assert.ok(outcome?.kind === 'limited', JSON.stringify(outcome))
    assert.equal(outcome.retryAt.getTime(), clock.now() + 2 * minuteMs)
    assert.equal((await ask(known))?.kind, 'limited')
    assert.equal(host.received.length, 1)
    clock.advance(2 * minuteMs)
    assert.equal((await ask(known))?.kind, 'unchanged')
  })

  it('that rejects a token is asked with the next one, and the word of it names none', async () => {
    const rejected: number[] = []
    const guarded = await startHost({ world, rules: createGitlabRules(world, { tokens: ['second'] }) })
    const member = createGitlabClient({
      fetch,
      tokens: ['first', 'second'],
      onTokenRejected: (place) => rejected.push(place),
      webUrl: 'https://gitlab.com',
      apiUrl: `${guarded.url}/api`,
      clock,
    })
    requireFound((await member.fetchRepositories([toKnown(urlOf(repository))]))[0])
    await guarded.close()
    assert.deepEqual([rejected, guarded.received[0]?.status, guarded.received[1]?.status], [[0], 401, 200])
  })
})
