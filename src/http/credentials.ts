import type { IncomingHttpHeaders } from 'node:http'

/** Holds the id of the session of a signed-in reader; over https browsers send it as `__Secure-packgrid_session`. */
export const sessionCookie = 'packgrid_session'

/** Whether the request says who sends it: what it gets is then for nobody else. */
export function hasCredentials(headers: IncomingHttpHeaders): boolean {
  return headers.authorization !== undefined || hasSessionCookie(headers)
}

export function hasSessionCookie({ cookie }: IncomingHttpHeaders): boolean {
  return cookie !== undefined && cookie.includes(`${sessionCookie}=`)
}
