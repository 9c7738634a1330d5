import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { type BitbucketOptions, createBitbucketRules, toUuid } from '../../test/hosts/bitbucket.ts'
import { createTestClock, hourMs, minuteMs } from '../../test/hosts/clock.ts'
import { createTestFetch } from '../../test/hosts/fetch.ts'
import { requireFound, toKnown } from '../../test/hosts/known.ts'
import { type SimulatedHost, startHost } from '../../test/hosts/server.ts'
import { createWorld, type WorldRepository } from '../../test/hosts/world.ts'
import type { KnownRepository, Urgency } from '../hosts/facts.ts'
import { createBitbucketClient } from './client.ts'

const clock = createTestClock('2026-02-11T12:00:00Z')
const world = createWorld(clock)
const fetch = createTestFetch()
const hosts: SimulatedHost[] = []

async function start({ questionsPerHour = 10_000, ...options }: BitbucketOptions = {}, counted = questionsPerHour) {
  const host = await startHost({ world, rules: createBitbucketRules(world, { questionsPerHour, ...options }) })
  hosts.push(host)
  const client = createBitbucketClient({ fetch, apiUrl: `${host.url}/2.0`, questionsPerHour: counted, clock })
  return { host, ask: async (known: KnownRepository, urgency?: Urgency) => (await client.fetchRepositories([known], urgency))[0] }
}

const { host, ask } = await start({ mercurial: new Set(['ann/mercurial']) })

after(async () => {
  await fetch.close()
  await Promise.all(hosts.map((one) => one.close()))
})

beforeEach(() => host.forget())

const urlOf = (repository: WorldRepository) => `https://bitbucket.org/${repository.path}`
const thisWeek = Date.parse('2026-02-09T00:00:00Z')
const lastWeek = Date.parse('2026-02-02T00:00:00Z')

describe('a repository on Bitbucket', () => {
  it('has watchers for stars and forks beyond the first page, and never all commits counted', async () => {
    const repository = world.addRepository('bitbucket', 'ann/full', { stars: 250, forks: 31, commitEveryDays: 0.2 })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    const { history } = repository
    assert.deepEqual(
      [facts.id, facts.url, facts.watchers, facts.forks, facts.isArchived],
      [toUuid(repository), urlOf(repository), 250, 31, false],
    )
    assert.equal(
      Date.parse(facts.lastCommitAt ?? ''),
      Math.floor((history.list({ until: clock.now(), limit: 1 })[0]?.at ?? 0) / 1000) * 1000,
    )
    assert.deepEqual(
      [...(facts.commitsByWeek?.values() ?? [])],
      [history.count({ since: lastWeek, until: thisWeek - 1 }), history.count({ since: thisWeek, until: clock.now() })],
    )
    assert.ok(!('commitCount' in facts) && !('participants' in facts))
    assert.equal(host.received.length, 4)
  })

  it('is asked for the fields that are read, and no others', async () => {
    const repository = world.addRepository('bitbucket', 'ann/partial')
    requireFound(await ask(toKnown(urlOf(repository))))
    assert.ok(
      host.received.every(({ url }) => /[?&]fields=/.test(url)),
      JSON.stringify(host.received),
    )
  })

  it('with few commits is known to the last of them, and so are their authors', async () => {
    const repository = world.addRepository('bitbucket', 'ann/few', {
      createdAt: '2024-01-01T00:00:00Z',
      commitEveryDays: 30,
      contributors: ['ann'],
    })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.commitCount, facts.participants], [repository.history.count({ until: clock.now() }), ['ann']])
  })

  it('has a year of weeks when its history is wanted, and the walk ends there', async () => {
    const repository = world.addRepository('bitbucket', 'ann/year', { createdAt: '2015-01-01T00:00:00Z', commitEveryDays: 1 })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository), { wantsHistory: true })))
    const counts = [...(facts.commitsByWeek?.values() ?? [])]
    const since = Date.parse('2025-02-17T00:00:00Z')
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      repository.history.count({ since, until: clock.now() }),
    )
    assert.deepEqual([counts.length, host.received.length], [52, 7])
  })

  it('so busy that a year does not fit the walk has the weeks that do', async () => {
    const repository = world.addRepository('bitbucket', 'ann/busy', { commitEveryDays: 0.05 })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository), { wantsHistory: true })))
    const weeks = [...(facts.commitsByWeek ?? [])]
    const [first] = weeks[0] ?? []
    const since = Date.parse(`${first}T00:00:00Z`)
    assert.ok(weeks.length < 52 && weeks.length > 10, String(weeks.length))
    assert.equal(
      weeks.reduce((sum, [, count]) => sum + count, 0),
      repository.history.count({ since, until: clock.now() }),
    )
  })

  it('without a commit has none, and that is known', async () => {
    const repository = world.addRepository('bitbucket', 'ann/empty', { commitEveryDays: Number.POSITIVE_INFINITY })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.commitCount, facts.lastCommitAt, host.received.length], [0, null, 3])
  })

  it('is followed by its identifier through a rename, and nobody who takes its name is', async () => {
    const repository = world.addRepository('bitbucket', 'ann/before', { stars: 5 })
    const known = toKnown(urlOf(repository), { id: toUuid(repository) })
    world.rename(repository, 'bo/after')
    const stranger = world.addRepository('bitbucket', 'ann/before', { stars: 99 })
    const { facts } = requireFound(await ask(known))
    assert.deepEqual([facts.url, facts.watchers], ['https://bitbucket.org/bo/after', 5])
    repository.isDeleted = true
    assert.equal((await ask(known))?.kind, 'missing')
    assert.equal(requireFound(await ask(toKnown(urlOf(stranger)))).facts.watchers, 99)
  })

  it('is found by its name where its identifier alone is not enough', async () => {
    const strict = await start({ findsByIdAlone: false })
    const repository = world.addRepository('bitbucket', 'ann/named')
    assert.equal(
      requireFound(await strict.ask(toKnown(urlOf(repository), { id: toUuid(repository) }))).facts.id,
      toUuid(repository),
    )
  })

  it("that was Mercurial's, is private or was never there is missing, and says why", async () => {
    const reasonOf = async (url: string) => {
      const outcome = await ask(toKnown(url))
      return outcome?.kind === 'missing' ? outcome.reason : outcome?.kind
    }
    assert.match(String(await reasonOf('https://bitbucket.org/ann/mercurial')), /Mercurial/)
    assert.match(String(await reasonOf('https://bitbucket.org/ann/never')), /deleted or private/)
    host.fail({ answer: { status: 403, body: { type: 'error' } } })
    assert.match(String(await reasonOf('https://bitbucket.org/ann/private')), /private/)
    assert.match(String(await reasonOf('https://bitbucket.org/ann')), /deleted or private/)
  })
})

describe('the hour of Bitbucket', () => {
  it('is never exceeded, and a fifth of it is kept for people', async () => {
    const small = await start({ questionsPerHour: 20 })
    const repositories = Array.from({ length: 5 }, (_, n) =>
      world.addRepository('bitbucket', `hour/r${n}`, { commitEveryDays: 60 }),
    )
    const kinds: (string | undefined)[] = []
    for (const repository of repositories) kinds.push((await small.ask(toKnown(urlOf(repository))))?.kind)
    assert.deepEqual(kinds, ['found', 'found', 'found', 'found', 'limited'])
    const urgent = toKnown(urlOf(repositories[4] ?? assert.fail()))
    requireFound(await small.ask(urgent, { isUrgent: true }))
    assert.deepEqual(await small.ask(urgent, { isUrgent: true }), { kind: 'limited', retryAt: new Date(clock.now() + hourMs) })
    assert.ok(small.host.received.every(({ status }) => status === 200))
    clock.advance(hourMs)
    requireFound(await small.ask(urgent))
  })

  it('that others used up is waited for, a minute and then two where Bitbucket names no time', async () => {
    const used = await start({ questionsPerHour: 2 }, 60)
    const known = toKnown('https://bitbucket.org/ann/full')
    assert.deepEqual(await used.ask(known), { kind: 'limited', retryAt: new Date(clock.now() + minuteMs) })
    clock.advance(minuteMs)
    assert.deepEqual(await used.ask(known), { kind: 'limited', retryAt: new Date(clock.now() + 2 * minuteMs) })
    clock.advance(2 * hourMs)
  })
})

describe('a login at Bitbucket', () => {
  it('is sent as a token or as an address with one, and raises the hour', async () => {
    const sent: (string | undefined)[] = []
    host.fail({
      answer: 'cut',
      matches({ headers }) {
        sent.push(headers.authorization)
        return false
      },
    })
    for (const token of ['access-token', 'ann@x.example:api-token']) {
      const member = createBitbucketClient({ fetch, tokens: [token], apiUrl: `${host.url}/2.0`, clock })
      const known = Array.from({ length: 20 }, () => toKnown('https://bitbucket.org/ann/full'))
      assert.ok((await member.fetchRepositories(known)).every(({ kind }) => kind === 'found'))
    }
    const basic = `Basic ${Buffer.from('ann@x.example:api-token').toString('base64')}`
    assert.deepEqual([...new Set(sent)], ['Bearer access-token', basic])
  })
})

describe('a Bitbucket that fails', () => {
  const known = toKnown('https://bitbucket.org/ann/full')

  async function reasonFor(fault: Parameters<typeof host.fail>[0]) {
    host.fail(fault)
    const outcome = await ask(known)
    return outcome?.kind === 'failed' ? outcome.reason : outcome?.kind
  }

  it('leaves what is known as it is', async () => {
    const commits = ({ path }: { path: string }) => path.includes('/commits/')
    const watchers = ({ path }: { path: string }) => path.endsWith('/watchers')
    assert.equal(await reasonFor({ answer: { status: 502 } }), 'GET /repositories/{workspace}/{repo_slug} answered 502')
    assert.match(String(await reasonFor({ answer: { status: 200, body: { uuid: 'x' } } })), /its schema does not allow/)
    assert.match(String(await reasonFor({ answer: { status: 200, body: '<html>' } })), /not JSON/)
    assert.match(String(await reasonFor({ answer: { status: 200, body: {} }, matches: watchers })), /its schema does not allow/)
    assert.match(String(await reasonFor({ answer: { status: 404 }, matches: watchers })), /watchers answered 404/)
    assert.match(String(await reasonFor({ answer: { status: 500 }, matches: commits })), /answered 500/)
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: 'x'.repeat(9 * 2 ** 20) }, matches: commits })),
      /larger than/,
    )
    assert.match(String(await reasonFor({ answer: 'cut' })), /the connection failed/)
  })

  it('is not followed to another host for the next page', async () => {
    const body = { next: 'https://evil.example/2.0/', values: [{ hash: 'a'.repeat(40), date: '2026-02-10T10:00:00+00:00' }] }
    const reason = await reasonFor({ answer: { status: 200, body }, matches: ({ path }) => path.includes('/commits/') })
    assert.equal(reason, 'The next page lies on another host')
  })
})
