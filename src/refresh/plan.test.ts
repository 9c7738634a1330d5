import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { simulatePlan } from '../../test/refresh/plan-simulation.ts'
import { isWorthACall, toChangesADay, toNextDueAt, toPeriodMs, toRetryAt } from './plan.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const quiet = { maxAgeMs: dayMs, changesADay: 0, viewsADay: 0 }

describe('the plan', () => {
  it('asks more often about what changes often or is looked at much, but never more than four times as often', () => {
    assert.equal(toPeriodMs(quiet), 21 * hourMs)
    assert.equal(toPeriodMs({ ...quiet, changesADay: 1 }), 10.5 * hourMs)
    assert.equal(toPeriodMs({ ...quiet, viewsADay: 100 }), 10.5 * hourMs)
    assert.equal(toPeriodMs({ ...quiet, changesADay: 50, viewsADay: 1e6 }), 5.25 * hourMs)
  })

  it('lets nobody be due later than the promise, nor again at once', () => {
    for (let id = 1; id < 2_000; id++) {
      const now = Date.UTC(2026, 1, 11) + id * 977_777
      const wait = toNextDueAt(id, now, toPeriodMs(quiet)) - now
      assert.ok(wait >= 1.5 * hourMs && wait <= 22.5 * hourMs, `${id}: ${wait / hourMs} h`)
    }
  })

  it('gives every hour its share, even after everything was asked for in one moment', () => {
    const now = Date.UTC(2026, 1, 11)
    const hours = Array.from({ length: 23 }, () => 0)
    for (let id = 1; id <= 21_000; id++) {
      const hour = Math.floor((toNextDueAt(id, now, toPeriodMs(quiet)) - now) / hourMs)
      hours[hour] = (hours[hour] ?? 0) + 1
    }
    const full = hours.slice(2, 22)
    assert.ok(Math.max(...full) <= 1_050 && Math.min(...full) >= 950, hours.join())
  })

  it('asks again soon after a failure and then ever later, up to the usual pace', () => {
    const waits = Array.from({ length: 10 }, (_, failures) => toRetryAt(7, 0, failures + 1, 21 * hourMs) / hourMs)
    assert.ok((waits[0] ?? 1) < 0.5)
    assert.ok(waits.slice(0, 6).every((wait, n) => n === 0 || wait > (waits[n - 1] ?? 0)))
    assert.ok(waits.every((wait) => wait <= 22.5))
  })

  it('waits for company, not for ever', () => {
    const now = dayMs
    assert.ok(isWorthACall({ due: 25, oldestDueAt: now }, 25, now, dayMs))
    assert.ok(!isWorthACall({ due: 24, oldestDueAt: now - 60_000 }, 25, now, dayMs))
    assert.ok(isWorthACall({ due: 1, oldestDueAt: now - 600_000 }, 25, now, dayMs))
    assert.ok(!isWorthACall({ due: 0, oldestDueAt: undefined }, 25, now, dayMs))
  })

  it('learns how often something changes and forgets it over a week', () => {
    let rate = 0
    for (let day = 0; day < 30; day++) rate = toChangesADay(rate, true, dayMs)
    assert.ok(rate > 0.95 && rate < 1.05, String(rate))
    for (let day = 0; day < 14; day++) rate = toChangesADay(rate, false, dayMs)
    assert.ok(rate < 0.2, String(rate))
  })

  it('keeps the promise for 100,000 packages with one token, and lets nobody starve', () => {
    const { oldestMs, lastDayCalls, busiestHour, repositories } = simulatePlan({
      packages: 100_000,
      batchSize: 25,
      days: 4,
      callMs: 5_000,
    })
    assert.ok(oldestMs <= dayMs, `oldest answer: ${oldestMs / hourMs} h`)
    assert.equal(repositories, 100_000, 'everybody was asked')
    assert.ok(lastDayCalls <= 4_700, `${lastDayCalls} calls a day`)
    assert.ok(busiestHour <= 500, `${busiestHour} calls in the busiest hour`)
  })

  it('catches up after a day in which the host was down, and is spread again the day after', () => {
    const { oldestMs, lastDayCalls } = simulatePlan({ packages: 5_400, batchSize: 25, days: 6, callMs: 5_000, downDays: [2, 3] })
    assert.ok(oldestMs <= dayMs, `oldest answer in the end: ${oldestMs / hourMs} h`)
    assert.ok(lastDayCalls <= 300, `${lastDayCalls} calls a day`)
  })
})
