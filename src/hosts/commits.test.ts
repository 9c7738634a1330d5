import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as assertProperty, asyncProperty, integer, nat, record } from 'fast-check'

import { type CommitHistory, createHistory } from '../../test/hosts/history.ts'
import {
  type CommitPage,
  countWeeks,
  type ListedCommit,
  toCommitFacts,
  toEmptyFacts,
  toPublicName,
  toSince,
  walkCommits,
} from './commits.ts'
import { listWeeks } from './weeks.ts'

const weeks = ['2026-02-02', '2026-02-09']
const since = '2026-02-02T00:00:00Z'
const commit = (hash: string, at: string, author?: string): ListedCommit => ({ hash, at, author })
const first = [commit('e', '2026-02-11T10:00:00Z', 'ann'), commit('d', '2026-02-10T10:00:00Z', 'bo')]
const second = [commit('c', '2026-02-04T10:00:00Z', 'bo'), commit('b', '2026-02-02T00:00:00Z', 'cy')]
const third = [commit('a', '2026-02-01T23:59:59Z', 'cy')]

async function walk(pages: ListedCommit[][], maxPages = 10) {
  let read = 0
  async function* toPages() {
    for (const commits of pages) {
      read++
      yield { commits, isLast: false }
    }
  }
  return { ...(await walkCommits(toPages(), { since, maxPages })), read }
}

describe('a walk through commits', () => {
  it('ends on the first page that reaches back before the oldest week', async () => {
    const { read, isWhole, isCut, commits } = await walk([first, second, third, [commit('0', '2020-01-01T00:00:00Z')]])
    assert.deepEqual([read, isWhole, isCut, commits.length], [3, false, false, 5])
  })

  it('counts a commit once that stands on two pages', async () => {
    const { commits } = await walk([first, [...first.slice(1), ...second]])
    assert.deepEqual(
      commits.map(({ hash }) => hash),
      ['e', 'd', 'c', 'b'],
    )
  })

  it('ends on a page that brings nothing new, so that a host cannot keep it for ever', async () => {
    const { read, isWhole } = await walk([first, first, first])
    assert.deepEqual([read, isWhole], [2, true])
  })

  it('counts all commits that share one second', async () => {
    const at = '2026-02-10T10:00:00Z'
    const result = await walk([[commit('x', at), commit('y', at)], [commit('z', at)]])
    assert.equal(countWeeks(result, weeks).get('2026-02-09'), 3)
  })

  it('has read everything when its last page is the last there is, however old that is', async () => {
    async function* toOnlyPage() {
      yield { commits: [...first, ...third], isLast: true }
    }
    assert.equal((await walkCommits(toOnlyPage(), { since, maxPages: 1 })).isWhole, true)
  })

  it('that is cut leaves the week out in which it was cut', async () => {
    const result = await walk([first, second, third], 2)
    assert.equal(result.isCut, true)
    assert.deepEqual([...countWeeks(result, weeks)], [['2026-02-09', 2]])
  })

  it('knows the number of commits and their authors only when it has seen all', async () => {
    const whole = toCommitFacts(await walk([first, second]), weeks)
    assert.deepEqual(
      [whole.commitCount, whole.participants, whole.lastCommitAt],
      [4, ['bo', 'ann', 'cy'], '2026-02-11T10:00:00Z'],
    )
    assert.deepEqual(
      [...(whole.commitsByWeek ?? [])],
      [
        ['2026-02-02', 2],
        ['2026-02-09', 2],
      ],
    )
    const partial = toCommitFacts(await walk([first, second, third, []]), weeks)
    assert.ok(!('commitCount' in partial) && !('participants' in partial))
  })
})

describe('counts that replace one another', () => {
  it('never lose or double a commit, whenever one asks and however short the pages are', async () => {
    const start = Date.parse('2026-03-02T00:00:00Z')
    const step = record({ hours: nat(160), pushes: nat(4) })
    const steps = array(step, { minLength: 1, maxLength: 30 })
    await assertProperty(
      asyncProperty(steps, integer({ min: 1, max: 5 }), async (taken, perPage) => {
        const history = createHistory({ seed: 1, start, everyMs: Number.POSITIVE_INFINITY, authors: ['ann'] })
        const known = new Map<string, number>()
        let now = start
        for (const { hours, pushes } of taken) {
          now += hours * 3_600_000
          for (let push = 0; push < pushes; push++) history.push({ at: now - push * 1000 })
          const asked = listWeeks(new Date(now), 2)
          const read = await walkCommits(listPages(history, now, perPage), { since: toSince(asked), maxPages: 1000 })
          for (const [week, count] of countWeeks(read, asked)) known.set(week, count)
        }
        for (const [week, count] of known) {
          const monday = Date.parse(week)
          assert.equal(count, history.count({ since: monday, until: monday + 7 * 86_400_000 - 1 }))
        }
      }),
    )
  })
})

async function* listPages(history: CommitHistory, until: number, limit: number): AsyncGenerator<CommitPage> {
  for (let offset = 0, isLast = false; !isLast; offset += limit) {
    const listed = history.list({ since: 0, until, offset, limit: limit + 1 })
    isLast = listed.length <= limit
    const commits = listed.slice(0, limit).map(({ hash, at, author }) => commit(hash, new Date(at).toISOString(), author))
    yield { commits, isLast }
  }
}

describe('an empty repository', () => {
  it('is known to have no commit, in all weeks', () => {
    assert.deepEqual(toEmptyFacts(weeks), {
      lastCommitAt: null,
      commitsByWeek: new Map([
        ['2026-02-02', 0],
        ['2026-02-09', 0],
      ]),
      commitsMethod: 'all',
      commitCount: 0,
      participants: [],
    })
  })
})

describe('a name', () => {
  it('is shown without the mailbox beside it, and not at all when it is one', () => {
    assert.deepEqual(['Ann Ax <ann@x.example>', ' Bo ', 'cy@x.example', '<d@x.example>', '', null].map(toPublicName), [
      'Ann Ax',
      'Bo',
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })
})
