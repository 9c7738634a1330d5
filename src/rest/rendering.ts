import { pageHeaders } from '../http/layout.ts'
import type { Content, Message } from '../http/stored-response.ts'
import { browsablePage } from './browsable.ts'
import type { Answer } from './endpoint.ts'
import { type Exchange, toAllow } from './exchange.ts'
import { renderJson } from './json.ts'
import type { Format } from './negotiation.ts'

/** The body in `format`, with the headers that belong to it. */
export function renderContent(
  exchange: Exchange,
  format: Format,
  status: number,
  answer: Pick<Answer, 'body' | 'pages'>,
): Content {
  const headers = {
    Allow: toAllow(exchange),
    Vary: 'Accept, Accept-Encoding, Authorization, Cookie',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag, Location, RateLimit, RateLimit-Policy, Retry-After',
    // A stored copy may be used again only after asking whether it is still the newest.
    'Cache-Control': status === 200 ? `${exchange.actor ? 'private' : 'public'}, max-age=0, must-revalidate` : 'no-store',
  }
  return format.name === 'json'
    ? {
        type: 'application/json',
        body: renderJson(answer.body, format.indent),
        headers: { ...headers, 'X-Content-Type-Options': 'nosniff' },
      }
    : {
        type: 'text/html; charset=utf-8',
        body: String(browsablePage(exchange, status, answer)),
        headers: { ...headers, ...pageHeaders },
      }
}

/** 204: done, and nothing is left to show. */
export function emptyMessage(exchange: Exchange): Message {
  const { headers } = renderContent(exchange, { name: 'json', indent: 0 }, 204, { body: null })
  return { status: 204, headers: Object.entries(headers).flat(), body: undefined }
}

/** An answer that is not worth keeping. */
export function toMessage(status: number, { type, body, headers }: Content): Message {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const lines = {
    'Content-Type': type,
    'Content-Length': String(bytes.length),
    ...headers,
    ...(status === 503 && { 'Retry-After': '5' }),
  }
  return { status, headers: Object.entries(lines).flat(), body: bytes }
}

/** A redirect to `location`, a path with its query, encoded. */
export function redirectMessage(location: string, status: 301 | 303 | 308 = 301): Message {
  return {
    status,
    headers: [
      'Content-Type',
      'text/html; charset=utf-8',
      'Content-Length',
      '0',
      'Location',
      location,
      'Access-Control-Allow-Origin',
      '*',
    ],
    body: undefined,
  }
}

/** Lets scripts of any site read, and write with a token: the answer to the question that a browser asks first. */
export const preflightMessage: Message = {
  status: 204,
  headers: Object.entries({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': 'GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS',
    // A script that holds a token may use it; cookies are never sent to an address that allows every origin.
    'Access-Control-Allow-Headers':
      'Accept, Authorization, Cache-Control, Content-Type, If-Match, If-Modified-Since, If-None-Match',
    'Access-Control-Max-Age': '86400',
  }).flat(),
  body: undefined,
}
