import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { createTestClock, dayMs, minuteMs } from '../../test/hosts/clock.ts'
import { createTestFetch } from '../../test/hosts/fetch.ts'
import { createForgejoRules, type ForgejoOptions } from '../../test/hosts/forgejo.ts'
import { requireFound, toKnown } from '../../test/hosts/known.ts'
import { type SimulatedHost, startHost } from '../../test/hosts/server.ts'
import { createWorld, type WorldRepository } from '../../test/hosts/world.ts'
import type { KnownRepository } from '../hosts/facts.ts'
import type { HostAccess } from '../hosts/paced-api.ts'
import { createForgejoClient } from './client.ts'

const clock = createTestClock('2026-02-11T12:00:00Z')
const world = createWorld(clock)
const sharedFetch = createTestFetch()
const hosts: SimulatedHost[] = []
const fetches = new Set([sharedFetch])

async function start(options?: ForgejoOptions, fetch = sharedFetch, access: Partial<HostAccess> = {}) {
  const started = await startHost({ world, rules: createForgejoRules(world, options) })
  hosts.push(started)
  fetches.add(fetch)
  const startedClient = createForgejoClient({
    ...access,
    fetch,
    webUrl: 'https://codeberg.org',
    apiUrl: `${started.url}/api/v1`,
    clock,
  })
  return {
    host: started,
    ask: async (known: KnownRepository) => (await startedClient.fetchRepositories([known]))[0],
    client: startedClient,
  }
}

const { host, ask, client } = await start()

after(async () => {
  await Promise.all([...fetches].map((one) => one.close()))
  await Promise.all(hosts.map((one) => one.close()))
})

beforeEach(() => host.forget())

const urlOf = (repository: WorldRepository) => `https://codeberg.org/${repository.path}`
const thisWeek = Date.parse('2026-02-09T00:00:00Z')
const lastWeek = Date.parse('2026-02-02T00:00:00Z')

describe('a repository on Codeberg', () => {
  it('has stars, not watchers, and all that the host says, for two questions', async () => {
    const repository = world.addRepository('codeberg', 'Ann/full', { stars: 33, forks: 4, commitEveryDays: 2 })
    const { facts, validators } = requireFound(await ask(toKnown(`${urlOf(repository)}.git`)))
    const { history } = repository
    assert.deepEqual(
      { ...facts, commitsByWeek: [...(facts.commitsByWeek ?? [])] },
      {
        id: String(repository.id),
        url: urlOf(repository),
        description: repository.description,
        watchers: 33,
        forks: 4,
        isArchived: false,
        archivedAt: undefined,
        lastCommitAt: new Date(history.list({ until: clock.now(), limit: 1 })[0]?.at ?? 0).toISOString().replace(/\.\d+/, ''),
        commitsByWeek: [
          ['2026-02-02', history.count({ since: lastWeek, until: thisWeek - 1 })],
          ['2026-02-09', history.count({ since: thisWeek, until: clock.now() })],
        ],
        commitsMethod: 'all',
        commitCount: history.count({ until: clock.now() }),
      },
    )
    assert.deepEqual([host.received.length, validators], [2, {}])
  })

  it('is counted to the last commit although the host hands out fewer a page than it is asked for', async () => {
    const small = await start({ maxResponseItems: 7 })
    const repository = world.addRepository('codeberg', 'Ann/clamped', { commitEveryDays: 0.25 })
    const { facts } = requireFound(await small.ask(toKnown(urlOf(repository))))
    assert.deepEqual(
      [...(facts.commitsByWeek?.values() ?? [])],
      [
        repository.history.count({ since: lastWeek, until: thisWeek - 1 }),
        repository.history.count({ since: thisWeek, until: clock.now() }),
      ],
    )
  })

  it('is counted to the end of its pages where the host does not link them', async () => {
    const unlinked = await start({ maxResponseItems: 4, hasLinks: false })
    const repository = world.addRepository('codeberg', 'Ann/unlinked', {
      createdAt: '2026-02-05T00:00:00Z',
      commitEveryDays: 0.5,
      contributors: ['ann'],
    })
    const { facts } = requireFound(await unlinked.ask(toKnown(urlOf(repository))))
    const count = repository.history.count({ until: clock.now() })
    assert.deepEqual([facts.commitCount, facts.participants], [count, ['ann']])
    assert.equal(unlinked.host.received.length, 1 + Math.ceil(count / 4))
  })

  it('has a year of weeks when its history is wanted', async () => {
    const repository = world.addRepository('codeberg', 'Ann/year', { commitEveryDays: 2 })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository), { wantsHistory: true })))
    const counts = [...(facts.commitsByWeek?.values() ?? [])]
    assert.equal(counts.length, 52)
    const since = Date.parse('2025-02-17T00:00:00Z')
    assert.equal(
      counts.reduce((sum, count) => sum + count, 0),
      repository.history.count({ since, until: clock.now() }),
    )
  })

  it('has the same number of commits on Gitea, which would count those of a span', async () => {
    const gitea = await start({ hasDateRange: true })
    const repository = world.addRepository('codeberg', 'Ann/gitea', { commitEveryDays: 3 })
    const { facts } = requireFound(await gitea.ask(toKnown(urlOf(repository))))
    assert.equal(facts.commitCount, repository.history.count({ until: clock.now() }))
  })

  it('counts commits once that share a second, or that move to the next page while it is read', async () => {
    const repository = world.addRepository('codeberg', 'Ann/bulk', { lastCommitAt: '2025-01-01T00:00:00Z' })
    for (let n = 0; n < 120; n++) repository.history.push({ at: clock.now() - dayMs })
    host.fail({
      answer: 'cut',
      matches({ query }) {
        if (query.get('page') === '2') repository.history.push({ at: clock.now() })
        return false
      },
    })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.equal(facts.commitsByWeek?.get('2026-02-09'), 120)
  })

  it('names its authors only where all of its commits were read', async () => {
    const small = world.addRepository('codeberg', 'Ann/small', {
      createdAt: '2026-02-01T00:00:00Z',
      commitEveryDays: 1,
      contributors: ['ann', 'bo'],
    })
    const large = world.addRepository('codeberg', 'Ann/large', { commitEveryDays: 1 })
    assert.deepEqual(requireFound(await ask(toKnown(urlOf(small)))).facts.participants?.toSorted(), ['ann', 'bo'])
    assert.ok(!('participants' in requireFound(await ask(toKnown(urlOf(large)))).facts))
  })

  it('says since when it is archived', async () => {
    const repository = world.addRepository('codeberg', 'Ann/archived', { archivedAt: '2025-03-04T05:06:07Z' })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.isArchived, facts.archivedAt], [true, '2025-03-04T05:06:07.000Z'])
  })

  it('without a commit has none, and that is known, whether the host says so or answers 409', async () => {
    const repository = world.addRepository('codeberg', 'Ann/empty', { commitEveryDays: Number.POSITIVE_INFINITY })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.commitCount, facts.lastCommitAt, host.received.length], [0, null, 1])
    const other = world.addRepository('codeberg', 'Ann/emptied')
    host.fail({
      answer: { status: 409, body: { message: 'Git Repository is empty.' } },
      matches: ({ path }) => path.endsWith('/commits'),
    })
    const emptied = requireFound(await ask(toKnown(urlOf(other)))).facts
    assert.deepEqual([emptied.commitCount, emptied.lastCommitAt, [...(emptied.commitsByWeek?.values() ?? [])]], [0, null, [0, 0]])
  })

  it('is followed by its id through a rename, and nobody who takes its name is', async () => {
    const repository = world.addRepository('codeberg', 'Ann/before', { stars: 5 })
    const known = toKnown(urlOf(repository), { id: String(repository.id) })
    world.rename(repository, 'Bo/after')
    world.addRepository('codeberg', 'Ann/before', { stars: 99 })
    const { facts } = requireFound(await ask(known))
    assert.deepEqual([facts.url, facts.watchers], ['https://codeberg.org/Bo/after', 5])
  })

  it('is found by a name that it had, when it was never fetched', async () => {
    const repository = world.addRepository('codeberg', 'Ann/was')
    world.rename(repository, 'Ann/is')
    assert.equal(requireFound(await ask(toKnown('https://codeberg.org/Ann/was'))).facts.url, 'https://codeberg.org/Ann/is')
  })

  it('that is deleted, private or another one is missing', async () => {
    const repository = world.addRepository('codeberg', 'Ann/gone')
    repository.isDeleted = true
    assert.equal((await ask(toKnown(urlOf(repository), { id: String(repository.id) })))?.kind, 'missing')
    assert.equal((await ask(toKnown('https://codeberg.org/Ann/never')))?.kind, 'missing')
    assert.equal((await ask(toKnown('https://codeberg.org/Ann')))?.kind, 'missing')
  })

  it('is asked for over one connection, a question a second', async () => {
    const repositories = Array.from({ length: 5 }, (_, n) =>
      world.addRepository('codeberg', `Ann/calm${n}`, { commitEveryDays: 30 }),
    )
    const before = clock.now()
    await client.fetchRepositories(repositories.map((repository) => toKnown(urlOf(repository))))
    assert.equal(host.mostInFlight, 1)
    assert.ok(clock.now() - before >= (host.received.length - 1) * 1000)
  })
})

describe('a Forgejo server that fails', () => {
  const repository = world.addRepository('codeberg', 'Ann/faults')
  const known = toKnown(urlOf(repository), { id: String(repository.id) })

  async function reasonFor(fault: Parameters<typeof host.fail>[0]) {
    host.fail(fault)
    const outcome = await ask(known)
    return outcome?.kind === 'failed' ? outcome.reason : outcome?.kind
  }

  it('leaves what is known as it is', async () => {
    const commits = ({ path }: { path: string }) => path.endsWith('/commits')
    assert.equal(await reasonFor({ answer: { status: 502 } }), 'GET /repositories/{id} answered 502')
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: { id: 1, full_name: 'nothing else' } } })),
      /its schema does not allow/,
    )
    assert.equal(await reasonFor({ answer: { status: 200, body: '<html>' } }), 'GET /repositories/{id} answered what is not JSON')
    assert.equal(await reasonFor({ answer: { status: 500 }, matches: commits }), 'GET /repos/{owner}/{repo}/commits answered 500')
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: [{ sha: 'x' }] }, matches: commits })),
      /its schema does not allow/,
    )
    assert.match(
      String(await reasonFor({ answer: { status: 200, body: 'x'.repeat(9 * 2 ** 20) }, matches: commits })),
      /larger than/,
    )
    assert.match(String(await reasonFor({ answer: 'cut' })), /the connection failed/)
  })

  it('that gives the same page again and again is not read for ever', async () => {
    const page = [{ sha: 'a'.repeat(40), author: null, commit: { author: null, committer: { date: '2026-02-10T00:00:00Z' } } }]
    const answer = { status: 200, headers: { link: '<x>; rel="next"' }, body: page }
    host.fail({ answer, times: 100, matches: ({ path }) => path.endsWith('/commits') })
    const { facts } = requireFound(await ask(known))
    assert.equal(facts.commitsByWeek?.get('2026-02-09'), 1)
    assert.equal(host.received.length, 3)
  })

  it('that is silent is given up', async () => {
    const stuck = await start({}, createTestFetch({ timeoutMs: 50 }))
    stuck.host.fail({ answer: 'silence' })
    const outcome = await stuck.ask(known)
    assert.match(outcome?.kind === 'failed' ? outcome.reason : '', /no answer in time/)
  })

  it('is left alone until the time that it names', async () => {
    const calm = await start()
    calm.host.fail({ answer: { status: 429, headers: { 'retry-after': '300' } } })
    assert.deepEqual(await calm.ask(known), { kind: 'limited', retryAt: new Date(clock.now() + 5 * minuteMs) })
    clock.advance(5 * minuteMs)
    requireFound(await calm.ask(known))
  })

  it('that rejects the token is asked as a visitor from then on', async () => {
    const rejected: number[] = []
    const guarded = await start({ tokens: ['good'] }, sharedFetch, {
      tokens: ['stale'],
      onTokenRejected: (place) => rejected.push(place),
    })
    requireFound(await guarded.ask(known))
    assert.deepEqual([rejected, guarded.host.received.map(({ status }) => status)], [[0], [401, 200, 200]])
  })
})
