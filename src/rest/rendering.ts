import { pageHeaders } from '../http/layout.ts'
import type { Content, Message } from '../http/stored-response.ts'
import { browsablePage } from './browsable.ts'
import type { Answer } from './endpoint.ts'
import { allowedMethods, type Exchange } from './exchange.ts'
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
    Allow: allowedMethods,
    Vary: 'Accept, Accept-Encoding',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag',
    // A stored copy may be used again only after asking whether it is still the newest.
    'Cache-Control': status === 200 ? 'public, max-age=0, must-revalidate' : 'no-store',
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

/** 301 to `location`, a path with its query, encoded. */
export function redirectMessage(location: string): Message {
  return {
    status: 301,
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

/** Lets scripts of any site read: the answer to the question that a browser asks first. */
export const preflightMessage: Message = {
  status: 204,
  headers: Object.entries({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Methods': allowedMethods,
    'Access-Control-Allow-Headers': 'Accept, If-None-Match, If-Modified-Since, Cache-Control',
    'Access-Control-Max-Age': '86400',
  }).flat(),
  body: undefined,
}
