import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { dayMs } from './clock.ts'
import { createHistory } from './history.ts'

const start = Date.parse('2020-01-01T00:00:00Z')
const now = Date.parse('2026-02-11T12:00:00Z')

describe('a simulated history', () => {
  it('counts what it lists, in every span, with pushed commits and after a rewrite', () => {
    const day = fc.integer({ min: 0, max: 2400 })
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.array(day, { maxLength: 5 }),
        day,
        day,
        fc.boolean(),
        (seed, pushes, from, to, isRewritten) => {
          const history = createHistory({ seed, start, everyMs: 3.7 * dayMs, end: start + 2000 * dayMs, authors: ['ann', 'bo'] })
          for (const push of pushes) history.push({ at: start + push * dayMs })
          if (isRewritten) history.rewrite(start + 300 * dayMs)
          const span = { since: start + from * dayMs, until: start + to * dayMs }
          const listed = history.list({ ...span, limit: 10_000 })
          assert.equal(listed.length, history.count(span))
          assert.ok(listed.every(({ at }) => at >= span.since && at <= span.until))
          assert.deepEqual(
            listed.map(({ at }) => at),
            listed.map(({ at }) => at).toSorted((a, b) => b - a),
          )
          assert.deepEqual(history.list({ ...span, offset: 7, limit: 5 }), listed.slice(7, 12))
          assert.equal(new Set(listed.map(({ hash }) => hash)).size, listed.length)
        },
      ),
    )
  })

  it('holds millions of commits in no memory', () => {
    const history = createHistory({ seed: 1, start, everyMs: 60_000, authors: ['ann'] })
    assert.equal(Math.round(history.count({ until: now }) / 1e5), 32)
    assert.equal(history.list({ until: now, offset: 3_000_000, limit: 100 }).length, 100)
  })

  it('has no commit when it is empty', () => {
    const history = createHistory({ seed: 1, start, everyMs: Number.POSITIVE_INFINITY, authors: ['ann'] })
    assert.equal(history.count({ until: now }), 0)
    assert.deepEqual(history.list({ until: now, limit: 10 }), [])
  })
})
