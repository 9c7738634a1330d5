import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { dayMs, hourMs } from '../../test/hosts/clock.ts'
import { factsOf, kindsOf, restCalls, startGithub } from '../../test/hosts/github-client.ts'
import { toNodeId } from '../../test/hosts/github-graphql.ts'
import { listWeeks, toWeekEnd, toWeekStart } from '../hosts/weeks.ts'

describe('GitHub', () => {
  it('tells of a repository all that the catalogue shows', async () => {
    await using github = await startGithub()
    const { world, clock } = github
    const repository = world.addRepository('github', 'ann/forms', {
      description: 'Forms that fill themselves',
      stars: 120,
      starsPerDay: 0.5,
      forks: 7,
      archivedAt: '2026-01-02T03:04:05Z',
      contributors: ['ann', 'bo', 'renovate[bot]'],
      commitEveryDays: 1.3,
    })
    const [outcome] = await github.refresh('https://github.com/Ann/Forms.git')
    const { commitsByWeek = new Map<string, number>(), ...facts } = factsOf(outcome)
    const [head] = repository.history.list({ until: clock.now(), limit: 1 })
    assert.deepEqual(facts, {
      id: toNodeId(repository),
      url: 'https://github.com/ann/forms',
      description: 'Forms that fill themselves',
      watchers: world.starsOf(repository),
      forks: 7,
      isArchived: true,
      archivedAt: '2026-01-02T03:04:05Z',
      participants: ['ann', 'bo', 'renovate[bot]'],
      commitCount: repository.history.count({ until: clock.now() }),
      lastCommitAt: new Date(head?.at ?? 0).toISOString().replace(/\.\d+Z$/, 'Z'),
      commitsMethod: 'all',
    })
    const weeks = listWeeks(new Date(clock.now()), 52)
    const count = (week: string) =>
      repository.history.count({
        since: Date.parse(toWeekStart(week)),
        until: Math.min(Date.parse(toWeekEnd(week)) + 999, clock.now()),
      })
    assert.deepEqual(
      [...commitsByWeek],
      weeks.map((week) => [week, count(week)]),
    )
  })

  it('is followed by the repository’s id through a rename and a transfer, also when a stranger takes the old name', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms', { stars: 1 })
    await github.refresh(repository)
    github.world.rename(repository, 'forms-org/forms')
    github.world.addRepository('github', 'ann/forms', { stars: 2 })
    const facts = factsOf((await github.refresh('https://github.com/ann/forms'))[0])
    assert.deepEqual([facts.url, facts.watchers, facts.id], ['https://github.com/forms-org/forms', 1, toNodeId(repository)])
  })

  it('is followed by a name that it had before, while nobody else has that', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/old')
    github.world.rename(repository, 'ann/new')
    assert.equal(factsOf((await github.refresh('https://github.com/ann/old'))[0]).url, 'https://github.com/ann/new')
  })

  it('takes a repository for missing when it is deleted, private or unknown, and spoils no other of the batch', async () => {
    await using github = await startGithub()
    const [kept, deleted, hidden, blocked] = ['kept', 'deleted', 'hidden', 'blocked'].map((name) =>
      github.world.addRepository('github', `ann/${name}`),
    )
    assert.ok(kept && deleted && hidden && blocked)
    assert.deepEqual(kindsOf(await github.refresh(kept, deleted, hidden, blocked)), ['found', 'found', 'found', 'found'])
    deleted.isDeleted = true
    hidden.isPrivate = true
    blocked.isBlocked = true
    const outcomes = await github.refresh(
      deleted,
      hidden,
      kept,
      blocked,
      'https://github.com/ann/never',
      'https://github.com/ann',
    )
    assert.deepEqual(
      outcomes.map((outcome) => ('reason' in outcome ? [outcome.kind, outcome.reason] : [outcome.kind])),
      [
        ['missing', 'GitHub knows no public repository there'],
        ['missing', 'GitHub knows no public repository there'],
        ['found'],
        ['failed', 'GitHub refuses access to the repository'],
        ['missing', 'GitHub knows no public repository there'],
        ['failed', 'the address names no repository on GitHub'],
      ],
    )
    hidden.isPrivate = false
    assert.deepEqual(kindsOf(await github.refresh(hidden)), ['found'])
  })

  it('does not take a stranger for the repository whose name it has', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms')
    await github.refresh(repository)
    repository.isDeleted = true
    github.world.addRepository('github', 'ann/forms')
    assert.deepEqual(await github.refresh(repository), [{ kind: 'missing', reason: 'another repository has taken its name' }])
  })

  it('knows a repository again when GitHub changes the form of its ids', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms')
    await github.refresh(repository)
    const old = { ...github.known('https://github.com/ann/forms'), id: 'MDEwOlJlcG9zaXRvcnkx' }
    const [outcome] = await github.client.fetchRepositories([old])
    assert.equal(factsOf(outcome).id, old.id)
    const validators = outcome?.kind === 'found' ? outcome.validators : {}
    github.world.rename(repository, 'bo/forms')
    const [moved] = await github.client.fetchRepositories([{ ...old, validators }])
    assert.deepEqual([factsOf(moved).id, factsOf(moved).url], [old.id, 'https://github.com/bo/forms'])
  })

  it('knows an empty repository to have no commits, and asks nothing more of it', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/empty', { commitEveryDays: Number.POSITIVE_INFINITY })
    const facts = factsOf((await github.refresh(repository))[0])
    assert.deepEqual([facts.lastCommitAt, facts.commitCount, facts.participants, facts.commitsByWeek?.size], [null, 0, [], 52])
    assert.deepEqual(new Set(facts.commitsByWeek?.values()), new Set([0]))
    assert.deepEqual(restCalls(github.host), [])
  })

  it('replaces the latest two weeks by the whole count, so that a commit pushed late is neither lost nor doubled', async () => {
    await using github = await startGithub({ start: '2026-02-11T12:00:00Z' })
    const repository = github.world.addRepository('github', 'ann/forms', { lastCommitAt: '2026-01-01T00:00:00Z' })
    await github.refresh(repository)
    repository.history.push({ at: Date.parse('2026-02-08T23:59:59Z'), isMerge: true })
    repository.history.push({ at: Date.parse('2026-02-09T00:00:00Z') })
    const expected = [
      ['2026-02-02', 1],
      ['2026-02-09', 1],
    ]
    for (let round = 0; round < 2; round++) {
      assert.deepEqual([...(factsOf((await github.refresh(repository))[0]).commitsByWeek ?? [])], expected)
    }
    repository.history.rewrite(Date.parse('2026-02-09T00:00:00Z'))
    const facts = factsOf((await github.refresh(repository))[0])
    assert.deepEqual([...(facts.commitsByWeek ?? []), facts.commitCount], [['2026-02-02', 0], ['2026-02-09', 1], 1])
  })

  it('keeps every number of calls and points that a daily round of 600 repositories may take', async () => {
    await using github = await startGithub()
    const repositories = Array.from({ length: 600 }, (_, n) =>
      github.world.addRepository('github', `ann/r${n}`, { lastCommitAt: '2026-01-01T00:00:00Z' }),
    )
    const round = async () => {
      const batches = Array.from({ length: 20 }, (_, n) => repositories.slice(n * 30, n * 30 + 30))
      const outcomes = await Promise.all(batches.map((batch) => github.refresh(...batch)))
      return kindsOf(outcomes.flat())
    }
    assert.deepEqual(new Set(await round()), new Set(['found']))
    github.clock.advance(dayMs)
    for (const repository of repositories.slice(0, 60)) repository.history.push({ at: github.clock.now() - hourMs })
    github.host.forget()
    github.calls.length = 0
    assert.deepEqual(new Set(await round()), new Set(['found']))
    const graphql = github.calls.filter(({ operation }) => operation === 'POST /graphql')
    assert.deepEqual([graphql.length, graphql.reduce((sum, { points }) => sum + points, 0)], [20, 20])
    assert.equal(restCalls(github.host).length, 60)
    assert.ok(github.host.mostInFlight <= 2)
  })
})
