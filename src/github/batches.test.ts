import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { factsOf, kindsOf, startGithub } from '../../test/hosts/github-client.ts'
import { toNodeId } from '../../test/hosts/github-graphql.ts'
import type { Fault } from '../../test/hosts/server.ts'
import type { WorldRepository } from '../../test/hosts/world.ts'

/** A repository as GraphQL tells of it, with or without its history. */
function toNode(repository: WorldRepository, totalCount: number | undefined): object {
  const none = { totalCount: 0 }
  const counts = { total: { totalCount }, lastWeek: none, thisWeek: none }
  return {
    id: toNodeId(repository),
    databaseId: repository.id,
    nameWithOwner: repository.path,
    url: `https://github.com/${repository.path}`,
    description: null,
    isArchived: false,
    archivedAt: null,
    stargazerCount: 5,
    forkCount: 0,
    defaultBranchRef: {
      target: totalCount === undefined ? null : { oid: 'c0ffee', committedDate: '2026-01-01T00:00:00Z', ...counts },
    },
  }
}

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

describe('a call to GitHub that is too much', () => {
  it('halves a call that is too much down to the giant that poisons it, and leaves its history out from then on', async () => {
    await using github = await startGithub()
    const repositories = names.map((name) => github.world.addRepository('github', `ann/${name}`, { isGiant: name === 'f' }))
    const outcomes = await github.refresh(...repositories)
    assert.deepEqual(new Set(kindsOf(outcomes)), new Set(['found']))
    assert.deepEqual(
      outcomes.map((outcome) => factsOf(outcome).commitCount === undefined),
      names.map((name) => name === 'f'),
    )
    github.host.forget()
    await github.refresh(...repositories)
    assert.deepEqual(
      github.host.received.map(({ method, status }) => [method, status]),
      [
        ['POST', 200],
        ['POST', 200],
        ['GET', 403],
      ],
      'in two calls, because the size grows back slowly; the giant’s contributors are too many to list',
    )
  })

  it('takes one 502 for an accident', async () => {
    await using github = await startGithub()
    const repository = github.world.addRepository('github', 'ann/forms')
    github.host.fail({ answer: { status: 502, body: '<html>' } })
    assert.notEqual(factsOf((await github.refresh(repository))[0]).commitCount, undefined)
  })

  it('believes what is answered beside errors: a history that failed alone is left out, and nothing else', async () => {
    await using github = await startGithub()
    const [first, second] = ['a', 'b'].map((name) => github.world.addRepository('github', `ann/${name}`))
    assert.ok(first && second)
    await github.refresh(first, second)
    const known = [toNode(first, undefined), toNode(second, 41)]
    const errors = [
      { message: 'Resource limits for this query exceeded.', path: ['known', 0, 'defaultBranchRef', 'target', 'total'] },
    ]
    github.host.fail({ answer: { status: 200, body: { data: { known }, errors } } })
    const [half, whole] = await github.refresh(first, second)
    assert.equal(factsOf(half).commitCount, undefined)
    assert.equal(factsOf(half).watchers, github.world.starsOf(first))
    assert.equal(factsOf(whole).commitCount, 41)
  })

  it('disbelieves an answer of another shape, for that repository only', async () => {
    await using github = await startGithub()
    const [first, second] = ['a', 'b'].map((name) => github.world.addRepository('github', `ann/${name}`))
    assert.ok(first && second)
    await github.refresh(first, second)
    github.host.fail({ answer: { status: 200, body: { data: { known: [{ id: 7 }, toNode(second, 41)] } } } })
    const [odd, good] = await github.refresh(first, second)
    assert.match(odd?.kind === 'failed' ? odd.reason : '', /^POST \/graphql answered what its schema does not allow/)
    assert.equal(factsOf(good).commitCount, 41)
  })

  it('asks a host that is down twice and not once for every repository', async () => {
    await using github = await startGithub()
    const repositories = names.map((name) => github.world.addRepository('github', `ann/${name}`))
    github.host.isDown = true
    assert.deepEqual(new Set(kindsOf(await github.refresh(...repositories))), new Set(['failed']))
    assert.equal(github.host.received.length, 2)
    github.host.isDown = false
    assert.deepEqual(new Set(kindsOf(await github.refresh(...repositories))), new Set(['found']))
  })

  it('halves a call with too many nodes, too', async () => {
    await using github = await startGithub()
    const repositories = names.map((name) => github.world.addRepository('github', `ann/${name}`))
    const errors = [{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: 'By the time this query traverses to …' }]
    github.host.fail({ answer: { status: 200, body: { data: null, errors } } })
    assert.deepEqual(new Set(kindsOf(await github.refresh(...repositories))), new Set(['found']))
  })

  it('never fails its caller and never mixes repositories up, whatever goes wrong', async () => {
    const garbage = [
      '<html>',
      '{"data":',
      '[]',
      '{"data":{"known":7}}',
      '{"data":{},"errors":[{"message":"?"}]}',
      '{"data":null}',
    ]
    const answers: Fault['answer'][] = [
      'cut',
      ...[500, 502, 504, 400, 404].map((status) => ({ status, body: '<html>' })),
      ...garbage.map((body) => ({ status: 200, body })),
    ]
    await using github = await startGithub()
    const repositories = names.map((name) => github.world.addRepository('github', `ann/${name}`, { isGiant: name === 'c' }))
    const fault = fc.record({ answer: fc.constantFrom(...answers), method: fc.constantFrom('GET', 'POST', 'POST', 'POST') })
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { maxLength: 12 }), async (script) => {
        for (const { answer, method } of script) github.host.fail({ answer, matches: (request) => request.method === method })
        const outcomes = await github.refresh(...repositories)
        assert.equal(outcomes.length, repositories.length)
        for (const [place, outcome] of outcomes.entries()) {
          if (outcome.kind === 'found') assert.equal(outcome.facts.url, `https://github.com/ann/${names[place]}`)
        }
      }),
      { numRuns: 40 },
    )
  })
})
