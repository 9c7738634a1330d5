import { HostError } from './errors.ts'
import type { HostAnswer } from './fetch.ts'

/** The target of a `Link` header (RFC 8288) with the relation `rel`; undefined without one. */
export function findLink(headers: Headers, rel: string): string | undefined {
  for (const [, target, parameters = ''] of (headers.get('link') ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const relations = /;\s*rel="?([^";,]+)"?/i.exec(parameters)?.[1]?.toLowerCase().split(/\s+/)
    if (relations?.includes(rel)) return target
  }
  return undefined
}

/** The address of the page after `answer`. @throws HostError for one of another origin: the token that is sent along is not for others. */
export function findNextPage(answer: Pick<HostAnswer, 'headers' | 'url'>): string | undefined {
  const link = findLink(answer.headers, 'next')
  return link === undefined ? undefined : requireSameOrigin(link, answer.url)
}

/** `address`, resolved against `url` and of the same origin. @throws HostError for any other. */
export function requireSameOrigin(address: string, url: string): string {
  const target = URL.parse(address, url)
  if (!target || target.origin !== URL.parse(url)?.origin) throw new HostError('The next page lies on another host')
  return target.href
}
