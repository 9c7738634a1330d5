const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** 1970-01-05 was a Monday. */
const firstMondayMs = 4 * dayMs

/** The week that a moment falls into, named by its Monday in UTC: `2026-02-09`. No local clock takes part, so daylight saving cannot move a commit. */
export function toWeek(time: Date): string {
  const start = time.getTime() - ((((time.getTime() - firstMondayMs) % weekMs) + weekMs) % weekMs)
  return new Date(start).toISOString().slice(0, 10)
}

/** The last `count` weeks, the running one included, oldest first. */
export function listWeeks(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, index) => toWeek(new Date(now.getTime() - (count - 1 - index) * weekMs)))
}

/** The first moment of a week: `2026-02-09T00:00:00Z`. */
export function toWeekStart(week: string): string {
  return `${week}T00:00:00Z`
}

/** How many of `times` (ISO 8601, any offset) fall into each of `weeks`; a week without commits is a known zero. Other times are left out. */
export function countByWeek(times: Iterable<string>, weeks: readonly string[]): Map<string, number> {
  const counts = new Map(weeks.map((week) => [week, 0]))
  for (const time of times) {
    const week = toWeek(new Date(time))
    const count = counts.get(week)
    if (count !== undefined) counts.set(week, count + 1)
  }
  return counts
}

/** The last second of a week: `2026-02-15T23:59:59Z`, for hosts that take both ends of a span as part of it. */
export function toWeekEnd(week: string): string {
  return new Date(Date.parse(toWeekStart(week)) + weekMs - 1000).toISOString().replace('.000Z', 'Z')
}
