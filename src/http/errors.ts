import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { html } from './html.ts'
import { layoutPage, pageHeaders } from './layout.ts'
import { ThrottledError } from './limits.ts'
import { CrossOriginError } from './same-origin.ts'

const pages: Record<number, { title: string; text: string }> = {
  400: { title: 'Bad request', text: 'The request could not be understood.' },
  401: { title: 'Not signed in', text: 'The credentials of this request are not valid.' },
  403: { title: 'Not allowed', text: 'You may not do this.' },
  404: { title: 'Page not found', text: 'Nothing lives at this address. The API starts at /api/v4/.' },
  413: { title: 'Too large', text: 'The request has a larger body than the megabyte that is allowed.' },
  414: { title: 'Address too long', text: 'The address is longer than 12,288 characters.' },
  429: { title: 'Too many requests', text: 'You have asked for a lot in a short time. Please wait a moment.' },
  500: { title: 'Something went wrong', text: 'The fault is ours and has been logged.' },
  503: { title: 'Out of service for a moment', text: 'The database does not answer. Please try again shortly.' },
}

/** Answers for what no route serves and for faults; every fault is logged once, here. */
export function setErrorPages(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => sendErrorPage(reply, 404))
  app.setErrorHandler((error: FastifyError, request, reply) => answerFault(error, request, reply))
}

/** @param reason says more than the usual text of the status. */
export function sendErrorPage(reply: FastifyReply, status: number, reason?: string): FastifyReply {
  const { title, text } = pages[status] ?? { title: `Error ${status}`, text: 'The request was refused.' }
  const content = html`<main id="content" class="prose"><h1>${title}</h1><p>${reason ?? text}</p></main>`
  return reply
    .code(status)
    .headers(pageHeaders)
    .type('text/html; charset=utf-8')
    .send(String(layoutPage({ title, breadcrumbs: [], content })))
}

function answerFault(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = reportFault(error, request)
  if (status === 503) reply.header('Retry-After', '5')
  if (error instanceof ThrottledError) reply.header('Retry-After', String(error.retryAfterS))
  return sendErrorPage(reply, status, error instanceof CrossOriginError ? error.message : undefined)
}

/** Logs `error` unless the client caused it; the status to answer. */
export function reportFault(error: unknown, request: FastifyRequest): number {
  const status = error instanceof Error ? toFaultStatus(error) : 500
  if (status >= 500) request.log.error({ err: error, url: request.url }, 'request failed')
  return status
}

/** 503 when the database is out of reach or too slow, 4xx when Fastify refuses the request, 500 otherwise. */
function toFaultStatus(error: Error & { statusCode?: number; code?: string }): number {
  if (error.statusCode !== undefined && error.statusCode < 500) return error.statusCode
  // SQLSTATE classes: connection exceptions, insufficient resources, operator intervention (also: statement timeout).
  const isUnavailable = /^(08|53|57)...$|^E(CONNREFUSED|CONNRESET|PIPE|TIMEDOUT|HOSTUNREACH|AI_AGAIN|NOTFOUND)$/.test(
    error.code ?? '',
  )
  const isCut = /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/.test(
    error.message,
  )
  return isUnavailable || isCut ? 503 : 500
}
