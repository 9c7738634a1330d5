import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'

import { dayMs, weekMs } from '../../test/hosts/clock.ts'
import { startGitlab, urlOf } from '../../test/hosts/gitlab-client.ts'
import { requireFound, toKnown } from '../../test/hosts/known.ts'

const { clock, world, host, client, ask, learn, close } = await startGitlab({ hiddenCode: new Set(['group/hidden']) })

after(close)

beforeEach(() => host.forget())

const askedPaths = () => host.received.map(({ method, url }) => `${method} ${url.split('?')[0]}`)

describe('a GitLab project', () => {
  it('has what GitLab says of it: stars, forks, commits by week, their number, the names of all contributors', async () => {
    const contributors = Array.from({ length: 230 }, (_, n) => `Dev ${n}`)
    const repository = world.addRepository('gitlab', 'group/sub/full', { stars: 12, forks: 3, commitEveryDays: 1, contributors })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    const { history } = repository
    const [head] = history.list({ until: clock.now(), limit: 1 })
    assert.deepEqual(
      [facts.id, facts.url, facts.watchers, facts.forks, facts.isArchived],
      [String(repository.id), urlOf(repository), 12, 3, false],
    )
    assert.deepEqual([facts.participants, facts.commitCount], [contributors, history.count({ until: clock.now() })])
    assert.equal(Date.parse(facts.lastCommitAt ?? ''), head?.at)
    assert.deepEqual(
      [...(facts.commitsByWeek ?? [])],
      [
        ['2026-02-02', history.count({ since: Date.parse('2026-02-02'), until: Date.parse('2026-02-09') - 1 })],
        ['2026-02-09', history.count({ since: Date.parse('2026-02-09'), until: clock.now() })],
      ],
    )
  })

  it('has a year of weeks when its history is wanted, over several pages, and never more than that', async () => {
    const repository = world.addRepository('gitlab', 'group/busy', { commitEveryDays: 0.5 })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository), { wantsHistory: true })))
    const weeks = [...(facts.commitsByWeek ?? [])]
    assert.equal(weeks.length, 52)
    const since = Date.parse('2025-02-17T00:00:00Z')
    assert.equal(
      weeks.reduce((sum, [, count]) => sum + count, 0),
      repository.history.count({ since, until: clock.now() }),
    )
    assert.equal(askedPaths().filter((path) => path.endsWith('/repository/commits')).length, 8)
  })

  it('that did not change costs a share of one question for thirty, and one that is answered 304', async () => {
    const repositories = Array.from({ length: 30 }, (_, n) =>
      world.addRepository('gitlab', `many/p${n}`, { lastCommitAt: '2025-01-01T00:00:00Z' }),
    )
    const first = await client.fetchRepositories(repositories.map((repository) => toKnown(urlOf(repository))))
    const known = first.map((outcome) => {
      const { facts, validators } = requireFound(outcome)
      return toKnown(facts.url, { id: facts.id, validators, lastCommitAt: facts.lastCommitAt ?? undefined })
    })
    host.forget()
    const second = await client.fetchRepositories(known)
    assert.ok(
      second.every(({ kind }) => kind === 'unchanged'),
      JSON.stringify(second),
    )
    assert.equal(host.received.length, 31)
    assert.equal(host.received.filter(({ status }) => status === 304).length, 30)
    assert.equal(host.mostInFlight, 1)
  })

  it('that only gained a star is not asked for its history again', async () => {
    const repository = world.addRepository('gitlab', 'group/starred', { stars: 1 })
    const known = await learn(repository)
    repository.stars = 2
    const { facts } = requireFound(await ask(known))
    assert.deepEqual([facts.watchers, 'commitCount' in facts, 'commitsByWeek' in facts], [2, false, false])
    assert.equal(host.received.length, 2)
  })

  it('is asked for commits and contributors when there is a new commit', async () => {
    const repository = world.addRepository('gitlab', 'group/pushed', { lastCommitAt: '2026-01-01T00:00:00Z' })
    const known = await learn(repository)
    repository.history.push({ at: clock.now() - 1000 })
    const { facts } = requireFound(await ask(known))
    assert.equal(facts.commitCount, repository.history.count({ until: clock.now() }))
    assert.equal(facts.commitsByWeek?.get('2026-02-09'), 1)
  })

  it('that nobody pushed to for long keeps its last commit, without a question', async () => {
    const repository = world.addRepository('gitlab', 'group/old', { lastCommitAt: '2025-06-01T00:00:00Z' })
    const first = requireFound(await ask(toKnown(urlOf(repository))))
    assert.equal(Date.parse(first.facts.lastCommitAt ?? ''), repository.history.list({ until: clock.now(), limit: 1 })[0]?.at)
    const known = toKnown(urlOf(repository), {
      id: first.facts.id,
      validators: { head: first.validators['head'] ?? '' },
      lastCommitAt: first.facts.lastCommitAt ?? undefined,
    })
    host.forget()
    const { facts } = requireFound(await ask(known))
    assert.ok(!('lastCommitAt' in facts))
    assert.deepEqual([...(facts.commitsByWeek?.values() ?? [])], [0, 0])
    assert.equal(host.received.length, 2)
  })

  it('whose newest commits were rewritten away says which is the last one now', async () => {
    const repository = world.addRepository('gitlab', 'group/rewritten', { lastCommitAt: '2025-12-01T00:00:00Z' })
    repository.history.push({ at: clock.now() - dayMs })
    const known = await learn(repository)
    const listed = [{ id: 'a'.repeat(40), committed_date: '2025-11-30T10:00:00.000+00:00', author_name: 'ann' }]
    host.fail({ answer: { status: 200, body: [] }, matches: ({ query }) => query.has('since') })
    host.fail({ answer: { status: 200, body: listed }, matches: ({ query }) => query.get('per_page') === '1' })
    host.fail({ answer: { status: 200, body: { count: 7 } }, matches: ({ path }) => path.endsWith('/sequence') })
    const { facts } = requireFound(await ask(known))
    assert.deepEqual([facts.lastCommitAt, facts.commitCount], ['2025-11-30T10:00:00.000+00:00', 7])
  })

  it('is followed by its id through a rename, and nobody who takes its name is', async () => {
    const repository = world.addRepository('gitlab', 'group/before', { stars: 5 })
    const known = await learn(repository)
    world.rename(repository, 'other/after')
    world.addRepository('gitlab', 'group/before', { stars: 99 })
    const { facts } = requireFound(await ask(known))
    assert.deepEqual([facts.url, facts.watchers], ['https://gitlab.com/other/after', 5])
  })

  it('is found by a name that it had, when it was never fetched', async () => {
    const repository = world.addRepository('gitlab', 'group/was')
    world.rename(repository, 'group/is')
    const { facts } = requireFound(await ask(toKnown('https://gitlab.com/group/was')))
    assert.equal(facts.url, 'https://gitlab.com/group/is')
  })

  it('that is deleted or private is missing, and the others of its batch are not', async () => {
    const gone = world.addRepository('gitlab', 'group/gone')
    const kept = world.addRepository('gitlab', 'group/kept')
    const known = [await learn(gone), await learn(kept)]
    gone.isPrivate = true
    const outcomes = await client.fetchRepositories([
      ...known,
      toKnown('https://gitlab.com/group/never'),
      toKnown('https://gitlab.com/lonely'),
    ])
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['missing', 'unchanged', 'missing', 'missing'],
    )
  })

  it('that is archived says so, to visitors too', async () => {
    const repository = world.addRepository('gitlab', 'group/archived', { archivedAt: '2025-05-05T00:00:00Z' })
    assert.equal(requireFound(await ask(toKnown(urlOf(repository)))).facts.isArchived, true)
  })

  it('without a commit has none, and that is known', async () => {
    const repository = world.addRepository('gitlab', 'group/empty', { commitEveryDays: Number.POSITIVE_INFINITY })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.lastCommitAt, facts.commitCount, [...(facts.commitsByWeek?.values() ?? [])]], [null, 0, [0, 0]])
  })

  it('whose code is hidden says nothing of commits, and nothing is forgotten', async () => {
    world.addRepository('gitlab', 'group/hidden', { stars: 4 })
    const { facts } = requireFound(await ask(toKnown('https://gitlab.com/group/hidden')))
    assert.equal(facts.watchers, 4)
    assert.ok(!('lastCommitAt' in facts) && !('commitsByWeek' in facts) && !('participants' in facts))
  })

  it('keeps its number of commits and its contributors where the server has no such answer', async () => {
    const repository = world.addRepository('gitlab', 'group/oldserver')
    host.fail({
      answer: { status: 404, body: { error: '404 Not Found' } },
      matches: ({ path }) => /sequence|contributors/.test(path),
      times: 2,
    })
    const { facts } = requireFound(await ask(toKnown(urlOf(repository))))
    assert.deepEqual([facts.commitCount, facts.participants], [undefined, undefined])
  })

  it('is counted week by week, by moments in UTC', async () => {
    const repository = world.addRepository('gitlab', 'group/weekly', { lastCommitAt: '2025-01-01T00:00:00Z' })
    repository.history.push({ at: Date.parse('2026-02-08T23:59:59Z') })
    repository.history.push({ at: Date.parse('2026-02-09T00:00:00Z') })
    const known = await learn(repository)
    clock.advance(weekMs)
    const { facts } = requireFound(await ask(known))
    assert.deepEqual(
      [...(facts.commitsByWeek ?? [])],
      [
        ['2026-02-09', 1],
        ['2026-02-16', 0],
      ],
    )
  })
})
