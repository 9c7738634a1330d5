import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { minuteMs } from '../../test/hosts/clock.ts'
import { startGitlab, urlOf } from '../../test/hosts/gitlab-client.ts'
import { requireFound, toKnown } from '../../test/hosts/known.ts'
import type { KnownRepository } from '../hosts/facts.ts'

const { clock, world, host, client, ask, learn, startOther, close } = await startGitlab()

after(close)

beforeEach(() => host.forget())

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

  it('is not asked for each of thirty projects when it answers none of them', async () => {
    const ill = await startOther({})
    ill.host.fail({ answer: { status: 503 }, times: 100 })
    const known = Array.from({ length: 30 }, (_, n) => toKnown('https://gitlab.com/ill/x', { id: String(5000 + n) }))
    const outcomes = await ill.client.fetchRepositories(known)
    assert.ok(outcomes.every(({ kind }) => kind === 'failed'))
    assert.equal(ill.host.received.length, 7)
  })

  it('is asked by halves when a question is too complex', async () => {
    const strict = await startOther({ maxProjects: 4 })
    const repositories = Array.from({ length: 9 }, (_, n) => world.addRepository('gitlab', `complex/p${n}`))
    const outcomes = await strict.client.fetchRepositories(repositories.map((one) => toKnown(urlOf(one))))
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

  it('has its last questions of a minute kept for people', async () => {
    const tight = await startOther({ requestsPerMinute: 54 })
    const known = [toKnown(urlOf(repository))]
    const [calm] = await tight.client.fetchRepositories(known)
    assert.ok(calm?.kind === 'limited' && calm.retryAt.getTime() > clock.now(), JSON.stringify(calm))
    requireFound((await tight.client.fetchRepositories(known, { isUrgent: true }))[0])
    assert.ok(tight.host.received.every(({ status }) => status === 200))
  })

  it('that rejects a token is asked with the next one, and the word of it names none', async () => {
    const rejected: number[] = []
    const onTokenRejected = (place: number) => rejected.push(place)
    const guarded = await startOther({ tokens: ['second'] }, { tokens: ['first', 'second'], onTokenRejected })
    requireFound((await guarded.client.fetchRepositories([toKnown(urlOf(repository))]))[0])
    assert.deepEqual([rejected, guarded.host.received[0]?.status, guarded.host.received[1]?.status], [[0], 401, 200])
  })
})
