import { parseInteger } from './integers.ts'
import type { Query } from './query.ts'

const defaultLimit = 20n
/** The one departure from the reference, which serves lists of any length. */
const maxLimit = 1_000n

export interface Page {
  limit: number
  /** May be beyond any list, hence a bigint. */
  offset: bigint
}

/** Reads `limit` and `offset`; what is not a usable number counts as absent. */
export function parsePage(query: Query): Page {
  const limit = parseInteger(query.get('limit'))
  const offset = parseInteger(query.get('offset'))
  return {
    limit: Number(limit === undefined || limit <= 0n ? defaultLimit : limit < maxLimit ? limit : maxLimit),
    offset: offset === undefined || offset < 0n ? 0n : offset,
  }
}

export interface PageLinks {
  next: string | null
  previous: string | null
}

/** Links to the neighbouring pages of the list at `url` (absolute, without its query). */
export function toPageLinks(url: string, query: Query, { limit, offset }: Page, count: number): PageLinks {
  const size = BigInt(limit)
  const link = (start: bigint | undefined) => `${url}?${query.with({ limit: String(limit), offset: start?.toString() })}`
  return {
    next: offset + size >= count ? null : link(offset + size),
    previous: offset <= 0n ? null : link(offset - size <= 0n ? undefined : offset - size),
  }
}
