export interface Budget {
  /** Requests or points left until `resetAt`, where the host says so. */
  remaining: number | undefined
  resetAt: Date | undefined
}

/** What the headers say of the host's budget: `X-RateLimit-*` (GitHub, Forgejo) or `RateLimit-*` (GitLab), with the reset in seconds since 1970. */
export function toBudget(headers: Headers): Budget {
  const read = (name: string) => toCount(headers.get(`x-ratelimit-${name}`) ?? headers.get(`ratelimit-${name}`))
  const reset = read('reset')
  return { remaining: read('remaining'), resetAt: reset === undefined ? undefined : new Date(reset * 1000) }
}

const leastPauseMs = 1000
const mostPauseMs = 24 * 3_600_000

/**
 * When `Retry-After` allows the next request, which is a number of seconds or a date; undefined without a usable one. Never at once, which
 * would be a loop, and never after more than a day, whatever a host says.
 */
export function toRetryAt(headers: Headers, now: number): Date | undefined {
  const value = headers.get('retry-after')
  const seconds = toCount(value)
  const at = seconds === undefined ? Date.parse(value ?? '') : now + seconds * 1000
  return Number.isNaN(at) ? undefined : toPauseEnd(at, now)
}

/** `at`, if it is neither too soon nor too late to be believed. */
export function toPauseEnd(at: number, now: number): Date {
  return new Date(Math.min(Math.max(at, now + leastPauseMs), now + mostPauseMs))
}

/** Ten digits of seconds reach the year 2286; more would be a date that no database takes. */
function toCount(text: string | null): number | undefined {
  return text !== null && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined
}
