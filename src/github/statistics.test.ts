import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { dayMs, hourMs, minuteMs, weekMs } from '../../test/hosts/clock.ts'
import { factsOf, restCalls, startGithub } from '../../test/hosts/github-client.ts'
import { toActivity } from '../../test/hosts/github-rest.ts'
import { createHistory } from '../../test/hosts/history.ts'
import { listWeeks, toWeekEnd, toWeekStart } from '../hosts/weeks.ts'
import { toCommitsByWeek } from './statistics.ts'

describe('GitHub over REST', () => {
  it('asks over REST once for a repository that moved, and never for one that did not', async () => {
    await using github = await startGithub()
    const [still, moving] = ['still', 'moving'].map((name) =>
      github.world.addRepository('github', `ann/${name}`, { lastCommitAt: '2026-01-01T00:00:00Z' }),
    )
    assert.ok(still && moving)
    await github.refresh(still, moving)
    github.host.forget()
    github.clock.advance(dayMs)
    moving.history.push({ at: github.clock.now() - hourMs })
    moving.contributors = [...moving.contributors, 'newcomer']
    const [unmoved, moved] = await github.refresh(still, moving)
    assert.deepEqual(restCalls(github.host), [['/repos/ann/moving/contributors?per_page=100', 200]])
    assert.equal(factsOf(unmoved).participants, undefined)
    assert.deepEqual(factsOf(moved).participants, moving.contributors)
    github.host.forget()
    await github.refresh(still, moving)
    assert.deepEqual(restCalls(github.host), [])
  })

  it('asks nothing for a repository that was imported as it is, until it moves', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms')
    const lastCommitAt = factsOf((await github.refresh(repository))[0]).lastCommitAt?.replace('Z', '+00:00') ?? ''
    github.host.forget()
    const imported = { url: 'https://github.com/ann/forms', id: undefined, validators: {}, lastCommitAt, wantsHistory: true }
    const [outcome] = await github.client.fetchRepositories([imported])
    assert.equal(factsOf(outcome).participants, undefined)
    assert.deepEqual(restCalls(github.host), [])
    repository.history.push({ at: github.clock.now() })
    const validators = outcome?.kind === 'found' ? outcome.validators : {}
    const [moved] = await github.client.fetchRepositories([{ ...imported, validators }])
    assert.deepEqual(factsOf(moved).participants, repository.contributors)
  })

  it('pays nothing for contributors that did not change', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms', { lastCommitAt: '2026-01-01T00:00:00Z' })
    github.host.fail({
      answer: { status: 200, body: [], headers: { etag: '"same"' } },
      matches: ({ method }) => method === 'GET',
    })
    await github.refresh(repository)
    assert.equal(github.known('https://github.com/ann/forms').validators['etag'], '"same"')
    github.host.fail({ answer: { status: 304 }, matches: ({ headers }) => headers['if-none-match'] === '"same"' })
    repository.history.push({ at: github.clock.now() })
    assert.equal(factsOf((await github.refresh(repository))[0]).participants, undefined)
    assert.deepEqual([github.calls.at(-1)?.status, github.calls.at(-1)?.points], [304, 0])
  })

  it('gets the weeks of a giant from statistics that are made while it waits, merges left out', async () => {
    await using github = await startGithub({ statisticsDelayMs: 30_000 })
    const repository = github.world.addRepository('github', 'ann/giant', {
      isGiant: true,
      commitEveryDays: 0.2,
      lastCommitAt: '2026-02-10T00:00:00Z',
    })
    assert.equal(factsOf((await github.refresh(repository))[0]).commitsByWeek, undefined)
    github.clock.advance(minuteMs)
    assert.equal(factsOf((await github.refresh(repository))[0]).commitsByWeek, undefined)
    const facts = factsOf((await github.refresh(repository))[0])
    assert.equal(facts.commitsMethod, 'without merges')
    const week = { since: Date.parse('2026-01-26T00:00:00Z'), until: Date.parse('2026-02-01T23:59:59.999Z') }
    const commits = repository.history.list({ ...week, limit: 1000 }).filter(({ isMerge }) => !isMerge)
    assert.equal(facts.commitsByWeek?.get('2026-01-26'), commits.length)
    assert.equal(facts.commitsByWeek?.size, 52)
    assert.deepEqual(restCalls(github.host), [
      ['/repos/ann/giant/stats/commit_activity', 202],
      ['/repos/ann/giant/contributors?per_page=100', 403],
      ['/repos/ann/giant/stats/commit_activity', 200],
    ])
  })

  it('asks for statistics that are never made with growing pauses and at most five times, until the repository moves', async () => {
    await using github = await startGithub({ statisticsDelayMs: Number.POSITIVE_INFINITY })
    const repository = github.world.addRepository('github', 'ann/giant', { lastCommitAt: '2026-01-01T00:00:00Z' })
    await github.refresh(repository)
    repository.isGiant = true
    const askedAt: number[] = []
    const refreshEvery = async (ms: number, times: number) => {
      for (let n = 0; n < times; n++) {
        github.host.forget()
        await github.refresh(repository)
        if (restCalls(github.host).some(([url]) => url.endsWith('commit_activity'))) askedAt.push(github.clock.now())
        github.clock.advance(ms)
      }
    }
    await refreshEvery(minuteMs, 200)
    assert.deepEqual(
      askedAt.map((at, n) => (n === 0 ? 0 : Math.round((at - (askedAt[n - 1] ?? 0)) / minuteMs))),
      [0, 1, 4, 16, 64],
    )
    repository.history.push({ at: github.clock.now() })
    await refreshEvery(minuteMs, 2)
    assert.equal(askedAt.length, 6)
  })

  it('asks a giant for its history again after a week', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/giant', { isGiant: true })
    await github.refresh(repository)
    repository.isGiant = false
    assert.equal(factsOf((await github.refresh(repository))[0]).commitCount, undefined)
    github.clock.advance(weekMs)
    assert.notEqual(factsOf((await github.refresh(repository))[0]).commitCount, undefined)
    assert.equal(github.known('https://github.com/ann/giant').validators['noHistoryUntil'], undefined)
  })

  it('leaves contributors as they are when GitHub will not list them', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms', { lastCommitAt: '2026-01-01T00:00:00Z' })
    github.host.fail({
      answer: { status: 403, body: { message: 'too large to list contributors' } },
      matches: ({ method }) => method === 'GET',
    })
    assert.equal(factsOf((await github.refresh(repository))[0]).participants, undefined)
    await github.refresh(repository)
    assert.equal(restCalls(github.host).length, 1)
  })

  it('asks for contributors again when the first time failed', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms', { lastCommitAt: '2026-01-01T00:00:00Z' })
    github.host.fail({ answer: { status: 502 }, matches: ({ method }) => method === 'GET' })
    assert.equal(factsOf((await github.refresh(repository))[0]).participants, undefined)
    assert.deepEqual(factsOf((await github.refresh(repository))[0]).participants, repository.contributors)
  })

  it('takes a refusal of statistics for its answer', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/giant', { isGiant: true, lastCommitAt: '2026-01-01T00:00:00Z' })
    github.host.fail({ answer: { status: 422, body: {} }, matches: ({ path }) => path.endsWith('commit_activity') })
    for (let n = 0; n < 3; n++) assert.equal(factsOf((await github.refresh(repository))[0]).commitsByWeek, undefined)
    assert.deepEqual(
      restCalls(github.host).map(([, status]) => status),
      [422, 403],
    )
  })
})

describe('statistics by day', () => {
  it('make whole weeks from Monday, on every day of the week, that count each commit once', () => {
    for (let day = 0; day < 7; day++) {
      const now = Date.parse('2026-02-09T12:00:00Z') + day * dayMs
      const start = Date.parse('2024-01-01T00:00:00Z')
      const history = createHistory({ seed: day, start, everyMs: 5 * hourMs, authors: ['ann'] })
      const weeks = listWeeks(new Date(now), 52)
      const counted = toCommitsByWeek(toActivity(history, now), weeks)
      // On Sunday the 52 weeks of the statistics, which begin that day, hold only the end of the oldest.
      assert.deepEqual([...counted.keys()], day === 6 ? weeks.slice(1) : weeks)
      for (const [week, count] of counted) {
        const span = { since: Date.parse(toWeekStart(week)), until: Math.min(Date.parse(toWeekEnd(week)) + 999, now) }
        const commits = history.list({ ...span, limit: 1000 })
        assert.equal(count, commits.filter(({ isMerge }) => !isMerge).length, `${week} on day ${day}`)
      }
    }
  })
})
