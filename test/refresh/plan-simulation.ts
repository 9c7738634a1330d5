import { isWorthACall, toFillHorizon, toNextDueAt, toPeriodMs } from '../../src/refresh/plan.ts'

export interface PlanSimulationOptions {
  packages: number
  batchSize: number
  days: number
  /** How long one call takes; calls are made one after the other. */
  callMs: number
  /** From which day to which the host does not answer. */
  downDays?: readonly [from: number, to: number]
  maxAgeMs?: number
}

export interface PlanSimulation {
  calls: number
  /** On the last day. */
  lastDayCalls: number
  /** Most calls in one hour, after the first day. */
  busiestHour: number
  /** Greatest age of an answer on the last day. */
  oldestMs: number
  /** How many packages were ever asked about. */
  repositories: number
}

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Days of the plan on a clock of its own, minute by minute, without a database: who is due, which calls are made, how old answers get. */
export function simulatePlan(options: PlanSimulationOptions): PlanSimulation {
  const { packages, batchSize, days, callMs, downDays = [0, 0], maxAgeMs = dayMs } = options
  const periodMs = toPeriodMs({ maxAgeMs, changesADay: 0, viewsADay: 0 })
  const start = Date.UTC(2026, 1, 11)
  const answeredAt = new Float64Array(packages).fill(Number.NEGATIVE_INFINITY)
  /** Who is due in which minute; everybody at first. */
  const due = new Map<number, number[]>([[0, Array.from({ length: packages }, (_, id) => id)]])
  const hours = new Map<number, number>()
  let waiting: number[] = []
  let waitingSince: number | undefined
  let calls = 0
  let oldestMs = 0

  const minuteOf = (at: number) => Math.ceil((at - start) / minuteMs)
  const lastMinute = days * 24 * 60
  for (let minute = 0; minute < lastMinute; minute++) {
    const now = start + minute * minuteMs
    const arrived = due.get(minute) ?? []
    due.delete(minute)
    if (arrived.length > 0) waitingSince ??= now
    waiting = waiting.concat(arrived)
    const isDown = minute >= downDays[0] * 24 * 60 && minute < downDays[1] * 24 * 60
    for (let spent = isDown ? minuteMs : 0; spent + callMs <= minuteMs; spent += callMs) {
      if (!isWorthACall({ due: waiting.length, oldestDueAt: waitingSince }, batchSize, now, maxAgeMs)) break
      const batch = waiting.splice(0, batchSize)
      fill(batch, minute)
      waitingSince = waiting.length > 0 ? now : undefined
      calls++
      const hour = Math.floor(minute / 60)
      hours.set(hour, (hours.get(hour) ?? 0) + 1)
      for (const id of batch) {
        if (minute >= lastMinute - 24 * 60) oldestMs = Math.max(oldestMs, now - (answeredAt[id] ?? 0))
        answeredAt[id] = now
        const next = minuteOf(toNextDueAt(id + 1, now, periodMs))
        due.set(next, [...(due.get(next) ?? []), id])
      }
    }
  }

  function fill(batch: number[], minute: number): void {
    const horizon = minuteOf(toFillHorizon(start + minute * minuteMs, maxAgeMs))
    for (let ahead = minute + 1; ahead <= horizon && batch.length < batchSize; ahead++) {
      const soon = due.get(ahead)
      if (soon) batch.push(...soon.splice(0, batchSize - batch.length))
    }
  }

  const end = start + lastMinute * minuteMs
  for (const at of answeredAt) oldestMs = Math.max(oldestMs, end - at)
  const countFrom = (from: number) => [...hours].reduce((sum, [hour, count]) => (hour >= from ? sum + count : sum), 0)
  return {
    calls,
    lastDayCalls: countFrom((days - 1) * 24),
    busiestHour: Math.max(...[...hours].filter(([hour]) => hour >= 24).map(([, count]) => count)),
    oldestMs,
    repositories: answeredAt.filter(Number.isFinite).length,
  }
}
