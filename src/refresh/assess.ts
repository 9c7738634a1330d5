import type { Outcome } from '../hosts/facts.ts'

type State = 'new' | 'fresh' | 'failing' | 'gone'

/** How things stand with asking for one package at one source. Times in milliseconds since 1970. */
export interface Standing {
  state: State
  /** Why it fails; null unless it does. */
  reason: string | null
  /** Failures of any kind since the last answer. */
  failures: number
  firstFailedAt: number | null
  /** Answers "there is no such thing" since the last one that found it. */
  missings: number
  missingSince: number | null
  goneAt: number | null
}

/** What it takes to call something gone: so many answers that it is missing, over so long. */
const goneAfter = { missings: 3, ms: 7 * 24 * 3_600_000 }

const good: Standing = {
  state: 'fresh',
  reason: null,
  failures: 0,
  firstFailedAt: null,
  missings: 0,
  missingSince: null,
  goneAt: null,
}

/**
 * How things stand after an answer. A single failure proves nothing; an outage of the host never makes anything gone; whatever was said
 * before ends with the first answer that finds it.
 */
export function assessOutcome(standing: Standing, outcome: Outcome<unknown>, now: number): Standing {
  if (outcome.kind === 'found' || outcome.kind === 'unchanged') return good
  if (outcome.kind === 'limited') return standing
  const failed = fail(standing, outcome.reason, now)
  return outcome.kind === 'missing' ? assessMissing(failed, now) : failed
}

function fail(standing: Standing, reason: string, now: number): Standing {
  const state = standing.state === 'gone' ? 'gone' : 'failing'
  // What is gone stays so for the reason that showed it.
  const shown = state === 'gone' ? standing.reason : reason
  return { ...standing, state, reason: shown, failures: standing.failures + 1, firstFailedAt: standing.firstFailedAt ?? now }
}

function assessMissing(standing: Standing, now: number): Standing {
  const missings = standing.missings + 1
  const missingSince = standing.missingSince ?? now
  const isGone = missings >= goneAfter.missings && now - missingSince >= goneAfter.ms
  return isGone
    ? { ...standing, missings, missingSince, state: 'gone', goneAt: standing.goneAt ?? now }
    : { ...standing, missings, missingSince }
}
