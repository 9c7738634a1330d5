import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { countByWeek, listWeeks, toWeek, toWeekStart } from './weeks.ts'

describe('weeks', () => {
  it('begin on Monday at midnight UTC', () => {
    assert.equal(toWeek(new Date('2026-02-08T23:59:59.999Z')), '2026-02-02')
    assert.equal(toWeek(new Date('2026-02-09T00:00:00Z')), '2026-02-09')
    assert.equal(toWeek(new Date('2026-02-15T23:59:59Z')), '2026-02-09')
  })

  it('are found before 1970 too, where broken clocks date commits', () => {
    assert.equal(toWeek(new Date('1970-01-01T00:00:00Z')), '1969-12-29')
    assert.equal(toWeek(new Date('1969-12-28T12:00:00Z')), '1969-12-22')
  })

  it('are listed oldest first across a year and across daylight saving, without gap or repetition', () => {
    const weeks = listWeeks(new Date('2026-03-30T00:30:00+02:00'), 52)
    assert.equal(weeks.length, 52)
    assert.equal(new Set(weeks).size, 52)
    assert.equal(weeks.at(-1), '2026-03-23')
    assert.equal(weeks[0], '2025-03-31')
  })

  it('count commits by their moment, whatever offset they are written in', () => {
    const weeks = listWeeks(new Date('2026-02-11T12:00:00Z'), 2)
    const counts = countByWeek(
      ['2026-02-09T01:00:00+02:00', '2026-02-08T22:00:00-05:00', '2026-02-11T00:00:00Z', '2026-01-01T00:00:00Z'],
      weeks,
    )
    assert.deepEqual(
      [...counts],
      [
        ['2026-02-02', 1],
        ['2026-02-09', 2],
      ],
    )
  })

  it('know a week without commits as zero', () => {
    assert.deepEqual([...countByWeek([], ['2026-02-09'])], [['2026-02-09', 0]])
  })

  it('have a first moment to ask hosts for', () => {
    assert.equal(toWeekStart('2026-02-09'), '2026-02-09T00:00:00Z')
  })
})
