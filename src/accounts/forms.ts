import type { FastifyReply, FastifyRequest } from 'fastify'

import { toSitePath } from '../http/form-routes.ts'
import type { Html } from '../http/html.ts'
import { pageHeaders } from '../http/layout.ts'

/** The forms about accounts are small. */
export const formOptions = { bodyLimit: 16_384, schema: { hide: true } }

/** A field of the form that a request brings; empty when it is not there. */
export function fieldOf(request: FastifyRequest, name: string): string {
  return request.body instanceof URLSearchParams ? (request.body.get(name) ?? '') : ''
}

/** A page about one's account: for nobody else, and not to be kept. */
export function sendPage(reply: FastifyReply, status: number, page: Html): FastifyReply {
  return reply
    .code(status)
    .headers({ ...pageHeaders, 'Cache-Control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(String(page))
}

/** Sends a browser on with GET, with `cookies` to set. */
export function redirectTo(reply: FastifyReply, location: string, cookies: readonly string[] = []): FastifyReply {
  if (cookies.length > 0) reply.header('Set-Cookie', [...cookies])
  return reply.header('Cache-Control', 'no-store').redirect(location, 303)
}

/** `next` if it is a path of this site, else `/account/`: a link to our sign-in must not lead elsewhere. */
export function toLocalPath(next: string | undefined): string {
  return toSitePath(next) ?? '/account/'
}
