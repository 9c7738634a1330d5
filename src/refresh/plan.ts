/** Shares of the promised maximum age. A period and its gap together leave a sixteenth for waiting in line. */
const periodShare = 7 / 8
const gapShare = 1 / 14
/** Who is due this soon may fill up a call that is made anyway; shorter than the gap of the shortest period, so that nobody is asked twice. */
const fillShare = 1 / 72
/** A call that is not full waits this long for others to fall due. */
const patienceShare = 1 / 144

/** How much faster than the base a package may be asked: each level halves the period. */
const maxLevel = 2

export interface Pace {
  /** The promise: nothing is older. */
  maxAgeMs: number
  changesADay: number
  /** How often people look at it. */
  viewsADay: number
}

/** How long a package rests between two looks: less for one that changes at nearly every look, or that many look at. */
export function toPeriodMs({ maxAgeMs, changesADay, viewsADay }: Pace): number {
  const level = Number(changesADay >= 1) + Number(changesADay >= 2.2) + Number(viewsADay >= 100)
  return (maxAgeMs * periodShare) / 2 ** Math.min(level, maxLevel)
}

/**
 * When a package that was answered at `now` is due again: the next time that its own place in the period comes round. The place depends
 * on the id alone, so that the packages stay spread over the day whatever bunches them once – a first start, an outage.
 */
export function toNextDueAt(packageId: number, now: number, periodMs: number): number {
  const place = toPlace(packageId) * periodMs
  const earliest = now + periodMs * gapShare
  return place + Math.ceil((earliest - place) / periodMs) * periodMs
}

/** Multiples of the golden ratio: any run of ids is spread evenly. */
function toPlace(packageId: number): number {
  return (packageId * 0.618_033_988_749_895) % 1
}

/** When to ask again after `failures` failures in a row: soon at first, then at the usual pace, which is where evidence of an end gathers. */
export function toRetryAt(packageId: number, now: number, failures: number, periodMs: number): number {
  const pauseMs = (periodMs / 64) * 2 ** Math.min(failures - 1, 6)
  return pauseMs >= periodMs ? toNextDueAt(packageId, now, periodMs) : now + pauseMs * (1 + toPlace(packageId) / 4)
}

/** What is gone is still looked for, once a week. */
export function toGoneRetryAt(packageId: number, now: number): number {
  return toNextDueAt(packageId, now, 7 * 24 * 3_600_000)
}

/** Until when something must be due to be taken along with a call that is made at `now`. */
export function toFillHorizon(now: number, maxAgeMs: number): number {
  return now + maxAgeMs * fillShare
}

export interface Waiting {
  /** How many are due. */
  due: number
  oldestDueAt: number | undefined
}

/** Whether a call is worth its price now: it is full, or somebody has waited long enough for company. */
export function isWorthACall({ due, oldestDueAt }: Waiting, batchSize: number, now: number, maxAgeMs: number): boolean {
  return due >= batchSize || (oldestDueAt !== undefined && oldestDueAt <= now - maxAgeMs * patienceShare)
}

/** Changes a day, forgetting over a week. */
export function toChangesADay(known: number, hasChanged: boolean, elapsedMs: number | undefined): number {
  if (elapsedMs === undefined || elapsedMs <= 0) return known
  const elapsedDays = elapsedMs / 86_400_000
  const kept = Math.exp(-elapsedDays / 7)
  return known * kept + (hasChanged ? (1 - kept) / elapsedDays : 0)
}
