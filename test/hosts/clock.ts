import type { Clock } from '../../src/hosts/clock.ts'

export interface TestClock extends Clock {
  /** Moves the time, given as milliseconds from now or as a date. */
  advance(to: number | Date): void
  /** What was slept, in order. */
  readonly sleeps: readonly number[]
}

/** A clock that stands until it is moved; who sleeps on it moves it, and wakes at once. */
export function createTestClock(start = '2026-02-11T12:00:00Z'): TestClock {
  let now = Date.parse(start)
  const sleeps: number[] = []
  return {
    now: () => now,
    async sleep(ms) {
      sleeps.push(ms)
      now += ms
    },
    advance(to) {
      now = typeof to === 'number' ? now + to : to.getTime()
    },
    sleeps,
  }
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs
export const weekMs = 7 * dayMs
