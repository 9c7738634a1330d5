import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { type Html, html } from './html.ts'
import { layoutPage, pageHeaders } from './layout.ts'
import { ThrottledError } from './limits.ts'
import { CrossOriginError } from './same-origin.ts'
import type { Site, Viewer } from './site.ts'

const pages: Record<number, { title: string; text: string }> = {
  400: { title: 'Bad request', text: 'The request could not be understood. If you typed the address, look at it once more.' },
  401: { title: 'Not known', text: 'The credentials of this request are not valid.' },
  403: { title: 'Not allowed', text: 'Your account may not do this. Ask a moderator if you think that it should.' },
  404: {
    title: 'Page not found',
    text: 'Nothing lives at this address. It may have been mistyped, or the page may have been removed.',
  },
  405: { title: 'Method not allowed', text: 'This address does not take that kind of request.' },
  409: { title: 'Not possible now', text: 'Something else has to change first.' },
  410: { title: 'Gone', text: 'What was here has been removed.' },
  413: { title: 'Too large', text: 'The request holds more than this address takes.' },
  414: { title: 'Address too long', text: 'The address of the request is longer than this site reads.' },
  429: { title: 'Too many requests', text: 'Please wait a moment before you try again.' },
  500: { title: 'Something went wrong', text: 'The fault is ours and has been logged. Trying again may help.' },
  503: { title: 'Out of service for a moment', text: 'The database does not answer. Please try again shortly.' },
}

/** Answers for what no route serves and for faults; every fault is logged once, here. */
export function setErrorPages(app: FastifyInstance, site: Site): void {
  app.setNotFoundHandler((_request, reply) => sendErrorPage(reply, site, 404))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = reportFault(error, request)
    if (status === 503) reply.header('Retry-After', '5')
    if (error instanceof ThrottledError) reply.header('Retry-After', String(error.retryAfterS))
    return sendErrorPage(reply, site, status, error instanceof CrossOriginError ? error.message : undefined)
  })
}

/** A page that says what is wrong and where else to go. @param reason in place of the usual text of the status */
export function sendErrorPage(
  reply: FastifyReply,
  site: Site,
  status: number,
  reason?: string | Html,
  viewer?: Viewer,
): FastifyReply {
  const { title, text } = pages[status] ?? { title: `Error ${status}`, text: 'The request was refused.' }
  const content = html`<main id="content" class="wrap" tabindex="-1"><div class="prose error-page">
<p class="code" aria-hidden="true">${status}</p>
<h1>${title}</h1>
<div class="lede">${reason ?? text}</div>
<form class="input-row" role="search" action="/search/" aria-label="Search from here"><label class="visually-hidden" for="error-q">Search packages and grids</label><input type="search" id="error-q" name="q" placeholder="Search packages and grids" maxlength="200"><button class="primary">Search</button></form>
<p>Or go to the <a href="/">home page</a>, the <a href="/packages/">packages</a>, the <a href="/grids/">grids</a> or the <a href="/api/docs/">API</a>.</p>
</div></main>`
  return reply
    .code(status)
    .headers(pageHeaders)
    .header('Cache-Control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(String(layoutPage(site, { title, breadcrumbs: [], content, viewer })))
}

/** Logs `error` unless the client caused it; the status to answer. */
export function reportFault(error: unknown, request: FastifyRequest): number {
  const status = error instanceof Error ? toFaultStatus(error) : 500
  if (status >= 500) request.log.error({ err: error, url: request.url }, 'request failed')
  return status
}

/** 503 when the database is out of reach or too slow, 4xx when Fastify refuses the request, 500 otherwise. */
function toFaultStatus(error: Error & { statusCode?: number }): number {
  if (error.statusCode !== undefined && error.statusCode < 500) return error.statusCode
  return isOutage(error) ? 503 : 500
}

/** Whether the database, or another host, is out of reach, or ended what was asked of it. */
export function isOutage(error: Error & { code?: string }): boolean {
  // SQLSTATE classes: connection exceptions, insufficient resources, operator intervention (also: statement timeout).
  const isUnavailable = /^(08|53|57)...$|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN|NOTFOUND)$/.test(
    error.code ?? '',
  )
  const isCut = /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/.test(
    error.message,
  )
  return isUnavailable || isCut
}
