export interface ScoreInputs {
  stars: number
  /** Milliseconds since 1970; null without any known commit. */
  lastCommitAt: number | null
  /** Null: unknown, which counts as no. */
  supportsPython3: boolean | null
}

const lowest = -500

/**
 * How alive and liked a package is: its stars, less a tenth of them for every three months without a commit, less three tenths (at most
 * 1,000) without Python 3. The reference's formula (reference.md §5.1), months being whole calendar months in UTC.
 */
export function toScore({ stars, lastCommitAt, supportsPython3 }: ScoreInputs, now: number): number {
  const steps = lastCommitAt === null ? 1 : Math.floor(countMonths(lastCommitAt, now) / 3)
  const inactivity = (steps * stars) / 10
  // 0.3 × stars without the error of a binary fraction.
  const python2 = supportsPython3 === true ? 0 : Math.min((3 * stars) / 10, 1_000)
  return Math.max(lowest, Math.trunc(stars - inactivity - python2)) + 0
}

function countMonths(from: number, to: number): number {
  const start = new Date(from)
  const end = new Date(to)
  return Math.max(0, (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth())
}
