import { hash } from 'node:crypto'

export interface Commit {
  hash: string
  /** Milliseconds since 1970. */
  at: number
  author: string
  isMerge: boolean
}

export interface Span {
  /** Inclusive; from the beginning unless told. */
  since?: number | undefined
  /** Inclusive, as the hosts have it. */
  until: number
}

/** The commits of a default branch, computed when asked for: a history of millions takes no memory. */
export interface CommitHistory {
  count(span: Span): number
  /** Newest first. */
  list(span: Span & { offset?: number; limit: number }): Commit[]
  /** Adds one commit, at its place in time. */
  push(commit: { at: number; author?: string; isMerge?: boolean }): void
  /** Force-pushes: every hash is another one, and what was older than `keepSince` is no more. */
  rewrite(keepSince?: number): void
}

export interface HistoryOptions {
  seed: number
  /** Time of the first commit. */
  start: number
  /** On average one commit in so many milliseconds, evenly enough; Infinity for none but the pushed ones. */
  everyMs: number
  /** Nothing but pushed commits from then on. */
  end?: number | undefined
  authors: readonly string[]
}

export function createHistory({ seed, start, everyMs, end = Number.POSITIVE_INFINITY, authors }: HistoryOptions): CommitHistory {
  let generation = 0
  let oldest = start
  const pushed: Commit[] = []

  // The k-th commit falls into the k-th interval, somewhere in its first nine tenths, so index and time lead to each other at once. As in
  // Git it has a second and no less.
  const timeOf = (k: number) => Math.ceil((start + k * everyMs + (mix(seed, k) / 2 ** 32) * 0.9 * everyMs) / 1000) * 1000
  /** How many of the rhythm's commits are not newer than `at`. */
  const countUntil = (at: number) => {
    if (everyMs === Number.POSITIVE_INFINITY || at < start) return 0
    const k = Math.floor((Math.min(at, end) - start) / everyMs)
    return timeOf(k) <= Math.min(at, end) ? k + 1 : k
  }
  const firstIndex = (since: number) => countUntil(Math.max(since, oldest) - 1)
  const isMergeOf = (k: number) => mix(seed + 1, k) % 6 === 0
  const commitOf = (k: number): Commit => ({
    hash: hash('sha1', `${seed}:${generation}:${k}`),
    at: timeOf(k),
    author: authors[mix(seed + 2, k) % authors.length] ?? 'nobody',
    isMerge: isMergeOf(k),
  })
  const pushedIn = ({ since = oldest, until }: Span) => pushed.filter(({ at }) => at >= since && at >= oldest && at <= until)

  return {
    count({ since = oldest, until }) {
      return Math.max(0, countUntil(until) - firstIndex(since)) + pushedIn({ since, until }).length
    },
    list({ since = oldest, until, offset = 0, limit }) {
      const extra = pushedIn({ since, until })
      const first = firstIndex(since)
      let k = countUntil(until) - 1
      const commits: Commit[] = []
      let skip = offset
      if (extra.length === 0) {
        k -= skip
        skip = 0
      }
      while (commits.length < limit && (k >= first || extra.length > 0)) {
        const [next] = extra
        const isExtra = next !== undefined && (k < first || next.at >= timeOf(k))
        if (skip > 0) skip--
        else commits.push(isExtra ? next : commitOf(k))
        if (isExtra) extra.shift()
        else k--
      }
      return commits
    },
    push({ at: time, author = authors[0] ?? 'nobody', isMerge = false }) {
      const at = Math.floor(time / 1000) * 1000
      pushed.push({ hash: hash('sha1', `${seed}:${generation}:pushed:${pushed.length}`), at, author, isMerge })
      pushed.sort((a, b) => b.at - a.at)
    },
    rewrite(keepSince = oldest) {
      generation++
      oldest = keepSince
      for (const commit of pushed) commit.hash = hash('sha1', `${commit.hash}:${generation}`)
    },
  }
}

/** A number below 2³² that looks random and is always the same for the same two. */
export function mix(seed: number, k: number): number {
  let x = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(k + 1, 0x85ebca6b)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}
