import { listWeeks } from '../hosts/weeks.ts'

/** Weeks that the catalogue shows. */
const shownWeeks = 52

/** From which week to which a package's commits are known without a gap; both named by their Mondays. */
export interface Coverage {
  since: string
  until: string
}

/** Whether all weeks are to be asked for: none are known, the oldest shown one is not, or too long has passed for the latest two to connect. */
export function wantsHistory(coverage: Coverage | undefined, now: number): boolean {
  const weeks = listWeeks(new Date(now), shownWeeks)
  return !coverage || coverage.since > (weeks[0] ?? '') || coverage.until < (weeks.at(-2) ?? '')
}

/** What is known once `weeks` have been answered: what was known, if they connect to it, and they. */
export function extendCoverage(coverage: Coverage | undefined, weeks: readonly string[]): Coverage | undefined {
  const since = weeks.reduce<string | undefined>((least, week) => (least === undefined || week < least ? week : least), undefined)
  const until = weeks.reduce<string | undefined>((most, week) => (most === undefined || week > most ? week : most), undefined)
  if (since === undefined || until === undefined) return coverage
  const connects = coverage && since <= nextWeek(coverage.until) && until >= coverage.since
  return connects
    ? { since: since < coverage.since ? since : coverage.since, until: until > coverage.until ? until : coverage.until }
    : { since, until }
}

function nextWeek(week: string): string {
  return new Date(Date.parse(`${week}T00:00:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10)
}

/**
 * Commits of each of the last 52 weeks, the oldest first; undefined while the oldest of them are not known. A week after the last known
 * one counts as none yet, so that the series moves on by itself.
 */
export function toShownWeeks(
  commits: ReadonlyMap<string, number>,
  coverage: Coverage | undefined,
  now: number,
): number[] | undefined {
  const weeks = listWeeks(new Date(now), shownWeeks)
  if (!coverage || coverage.since > (weeks[0] ?? '')) return undefined
  return weeks.map((week) => commits.get(week) ?? 0)
}
