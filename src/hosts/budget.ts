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

/** When `Retry-After` allows the next request, which is a number of seconds or a date; undefined without a usable one. */
export function toRetryAt(headers: Headers, now: number): Date | undefined {
  const value = headers.get('retry-after')
  const seconds = toCount(value)
  if (seconds !== undefined) return new Date(now + seconds * 1000)
  const at = value === null ? Number.NaN : Date.parse(value)
  return Number.isNaN(at) ? undefined : new Date(at)
}

function toCount(text: string | null): number | undefined {
  return text !== null && /^\d{1,12}$/.test(text.trim()) ? Number(text) : undefined
}
