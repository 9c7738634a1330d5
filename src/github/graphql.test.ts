import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { hourMs, minuteMs } from '../../test/hosts/clock.ts'
import { kindsOf, startGithub } from '../../test/hosts/github-client.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

describe('the limits of GitHub', () => {
  it('stops in the middle of a batch when the budget is used up, and goes on after its reset', async () => {
    await using github = await startGithub({ reserve: 0, batchSize: 2 })
    const repositories = names.map((name) => github.world.addRepository('github', `ann/${name}`))
    github.rules.graphql.leave(2)
    const outcomes = await github.client.fetchRepositories(
      repositories.map(({ path }) => ({ ...github.known(`https://github.com/${path}`), wantsHistory: false })),
    )
    assert.deepEqual(kindsOf(outcomes), ['found', 'found', 'found', 'found', 'limited', 'limited', 'limited', 'limited'])
    const last = outcomes.at(-1)
    assert.equal(last?.kind === 'limited' && last.retryAt.getTime(), github.rules.graphql.resetAt)
    github.clock.advance(hourMs)
    assert.deepEqual(new Set(kindsOf(await github.refresh(...repositories))), new Set(['found']))
  })

  it('understands a refusal that arrives as 200', async () => {
    await using github = await startGithub({ reserve: 0 })
    const repository = github.world.addRepository('github', 'ann/forms')
    github.rules.graphql.leave(0)
    assert.deepEqual(await github.refresh(repository), [{ kind: 'limited', retryAt: new Date(github.rules.graphql.resetAt) }])
    github.clock.advance(hourMs)
    const secondary = { status: 200, body: { errors: [{ message: 'You have exceeded a secondary rate limit.' }] } }
    github.host.fail({ answer: secondary, times: 2 })
    assert.deepEqual(await github.refresh(repository), [{ kind: 'limited', retryAt: new Date(github.clock.now() + minuteMs) }])
    github.clock.advance(minuteMs)
    assert.deepEqual(await github.refresh(repository), [
      { kind: 'limited', retryAt: new Date(github.clock.now() + 2 * minuteMs) },
    ])
  })

  it('does not take the words of a description for a refusal', async () => {
    await using github = await startGithub()
    const description = 'Waits out the secondary rate limit, "RATE_LIMITED" or not'
    const repository = github.world.addRepository('github', 'ann/limits', { description })
    assert.deepEqual(kindsOf(await github.refresh(repository, 'https://github.com/ann/none')), ['found', 'missing'])
  })

  it('keeps a part of the budget for those who wait', async () => {
    await using github = await startGithub({ reserve: 100 })
    const repository = github.world.addRepository('github', 'ann/forms')
    github.rules.graphql.leave(101)
    await github.refresh(repository)
    assert.deepEqual(kindsOf(await github.refresh(repository)), ['limited'])
    const known = [github.known('https://github.com/ann/forms')]
    assert.deepEqual(kindsOf(await github.client.fetchRepositories(known, { isUrgent: true })), ['found'])
  })

  it('sleeps as long as a secondary limit says', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms')
    const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
    github.host.fail({ answer: { status: 403, headers: { 'retry-after': '75' }, body: { message } } })
    assert.deepEqual(await github.refresh(repository), [{ kind: 'limited', retryAt: new Date(github.clock.now() + 75_000) }])
    assert.deepEqual(kindsOf(await github.refresh(repository)), ['limited'])
    assert.equal(github.host.received.length, 1)
    github.clock.advance(75_000)
    assert.deepEqual(kindsOf(await github.refresh(repository)), ['found'])
  })

  it('takes another token when one is rejected, and names none', async () => {
    const rejected: number[] = []
    await using github = await startGithub({
      tokens: ['revoked-token', 'good-token'],
      onTokenRejected: (place) => rejected.push(place),
    })
    const repository = github.world.addRepository('github', 'ann/forms')
    assert.deepEqual(kindsOf(await github.refresh(repository)), ['found'])
    assert.deepEqual(rejected, [0])
    github.host.fail({ answer: { status: 401, body: { message: 'Bad credentials' } }, times: 2 })
    assert.deepEqual(await github.refresh(repository), [{ kind: 'failed', reason: 'GitHub rejected the token' }])
    assert.deepEqual(rejected, [0, 1])
  })

  it('says that it needs a token', async () => {
    await using github = await startGithub({ tokens: [] })
    assert.deepEqual(await github.refresh('https://github.com/ann/forms'), [
      { kind: 'failed', reason: 'GitHub is asked with a token, and none is configured' },
    ])
  })
})
