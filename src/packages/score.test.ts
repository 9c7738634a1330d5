import assert from 'node:assert/strict'
import { it } from 'node:test'

import { toScore } from './score.ts'

const now = Date.UTC(2026, 10, 25)
const monthsAgo = (months: number) => Date.UTC(2026, 10 - months, 28)

for (const [stars, months, supportsPython3, score] of [
  [100, 0, true, 100],
  [100, 2, true, 100],
  [100, 3, true, 90],
  [100, 29, true, 10],
  [100, 30, true, 0],
  [100, 60, true, -100],
  [1_000, 24, false, -100],
  [7, 0, null, 4],
  [5_000, 0, null, 4_000],
  [100_000, 0, false, 99_000],
  [10_000, 200, true, -500],
  [1_000, undefined, true, 900],
  [1_000, undefined, null, 600],
  [0, 100, null, 0],
] as const) {
  it(`${stars} stars, ${months ?? 'no'} months since a commit, Python 3 ${supportsPython3}: ${score}`, () => {
    const lastCommitAt = months === undefined ? null : monthsAgo(months)
    assert.equal(toScore({ stars, lastCommitAt, supportsPython3 }, now), score)
  })
}
