import type { Clock } from '../../src/hosts/clock.ts'
import { hourMs, minuteMs } from './clock.ts'

export interface HourlyBudget {
  readonly limit: number
  readonly remaining: number
  /** Milliseconds since 1970. */
  readonly resetAt: number
  /** All that was ever taken. */
  readonly taken: number
  take(points: number): void
  /** Leaves so many for this hour. */
  leave(points: number): void
}

/** A budget that is filled again an hour after the first question of each hour. */
export function createHourlyBudget(clock: Pick<Clock, 'now'>, limit: number): HourlyBudget {
  let used = 0
  let taken = 0
  let resetAt = 0
  const turn = () => {
    if (clock.now() < resetAt) return
    resetAt = Math.ceil((clock.now() + hourMs) / 1000) * 1000
    used = 0
  }
  return {
    limit,
    get remaining() {
      turn()
      return Math.max(0, limit - used)
    },
    get resetAt() {
      turn()
      return resetAt
    },
    get taken() {
      return taken
    },
    take(points) {
      turn()
      used += points
      taken += points
    },
    leave(points) {
      turn()
      used = limit - points
    },
  }
}

/** Counts points over the last minute, for limits that no header tells. */
export function createMinuteMeter(clock: Pick<Clock, 'now'>): { add(points: number): number } {
  let start = 0
  let sum = 0
  return {
    add(points) {
      if (clock.now() >= start + minuteMs) {
        start = clock.now()
        sum = 0
      }
      sum += points
      return sum
    },
  }
}
