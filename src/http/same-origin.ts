import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** A browser was led here by a page of somebody else, or does not say by which. */
export class CrossOriginError extends Error {
  override name = 'CrossOriginError'
  readonly statusCode = 403
}

/**
 * Refuses a write that a page of another site may have made a browser send with the reader's cookies. Browsers say where a request comes
 * from: all current ones by `Sec-Fetch-Site` (over https and on loopback) and, with every form and script that writes, by `Origin`, and
 * no page can change either. What says neither is refused too, unless it brings the token of the session, which only our own pages hold.
 * Call it for whoever is known by a cookie; requests with an API token need not be asked, for no browser adds that by itself.
 * @param origin the origin that readers use; the `Host` header counts as well, for sites that are reached by several names
 * @param csrf the token in the form, and the session's
 * @throws CrossOriginError
 */
export function requireSameOrigin(
  { headers }: IncomingMessage,
  origin: string,
  csrf?: { given: string | undefined; expected: string },
): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
  } else if (headers.origin !== undefined) {
    if (headers.origin === origin) return
    if (headers.host !== undefined && URL.parse(headers.origin)?.host === headers.host) return
  } else if (csrf?.given !== undefined && isSame(csrf.given, csrf.expected)) {
    return
  }
  throw new CrossOriginError('This form must be sent from a page of this site.')
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
