import { isIP, type LookupFunction } from 'node:net'

import { Agent, fetch, type Response } from 'undici'

import { createPublicLookup, isPublicAddress, PrivateAddressError } from './addresses.ts'
import { readLimited } from './body.ts'
import { toBudget } from './budget.ts'
import { HostError, NoAnswerError } from './errors.ts'
import type { Call } from './facts.ts'

export interface HostFetchOptions {
  /** Hosts that may lie at private addresses, as `name` or `name:port`: the operator's word. */
  allowHosts: readonly string[]
  /** Where the operators of a host reach us: an address of a page or of a mailbox. */
  contact: string
  /** For a request from the look-up to the last byte. */
  timeoutMs?: number
  /** Of a body, once decompressed. */
  maxBytes?: number
  maxRedirects?: number
  lookup?: LookupFunction
  /** Hears of every request, redirects too. */
  onCall?: (call: Call) => void
}

export interface HostRequest {
  url: string
  /** Its name in the ledger: `GET /repos/{owner}/{repo}`. */
  operation: string
  method?: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  /** Headers that hold a credential: sent neither to another origin nor, but to an allowed host, without TLS. */
  secretHeaders?: Readonly<Record<string, string>>
  body?: string
  maxBytes?: number
  timeoutMs?: number
  /** What an answer costs of the host's budget; 1 unless told, and 0 for a 304. */
  toPoints?: (answer: HostAnswer) => number
  /** Takes the body of a 200 piece by piece, for one too large to be held; the answer's text is empty then. */
  onChunk?: (chunk: Uint8Array) => void
}

export interface HostAnswer {
  status: number
  headers: Headers
  /** Decompressed. */
  text: string
  /** The address that answered. */
  url: string
  /** Where the question belongs from now on: set when redirects led here and all of them were permanent (301, 308). */
  movedTo: string | undefined
}

export interface HostFetch {
  /** @throws HostError when there is no answer, or it is too slow, too large, or lies where nothing may be fetched from. */
  (request: HostRequest): Promise<HostAnswer>
  close(): Promise<void>
}

interface Hop {
  url: URL
  method: 'GET' | 'POST'
}

/**
 * A `fetch` for addresses that strangers choose: http and https only, nothing from private addresses – also not after a redirect or a second
 * answer of the name server –, with limits on time, size and redirects. Statuses are answers, not errors.
 */
export function createHostFetch(options: HostFetchOptions): HostFetch {
  const { allowHosts, contact, timeoutMs = 20_000, maxBytes = 8 * 2 ** 20, maxRedirects = 3, lookup, onCall } = options
  const allowed = new Set(allowHosts.map((host) => host.toLowerCase()))
  const isAllowed = ({ hostname, host }: URL) => allowed.has(hostname) || allowed.has(host)
  const limits = { connections: 16, keepAliveTimeout: 10_000, maxHeaderSize: 32_768 }
  const publicAgent = new Agent({ ...limits, connect: { lookup: createPublicLookup(lookup) } })
  const privateAgent = new Agent({ ...limits, connect: lookup ? { lookup } : {} })
  const userAgent = `Packgrid (+${contact})`

  async function ask(request: HostRequest, { url, method }: Hop, signal: AbortSignal): Promise<Response> {
    requireFetchable(url, isAllowed(url))
    const isTrusted = url.origin === URL.parse(request.url)?.origin && (url.protocol === 'https:' || isAllowed(url))
    return fetch(url, {
      method,
      headers: { 'user-agent': userAgent, ...request.headers, ...(isTrusted ? request.secretHeaders : {}) },
      ...(method === 'POST' && request.body !== undefined ? { body: request.body } : {}),
      redirect: 'manual',
      dispatcher: isAllowed(url) ? privateAgent : publicAgent,
      signal,
    })
  }

  async function hostFetch(request: HostRequest): Promise<HostAnswer> {
    const signal = AbortSignal.timeout(request.timeoutMs ?? timeoutMs)
    const method = request.method ?? 'GET'
    let url = parseUrl(request.url)
    let isPermanent = true
    for (let redirects = 0; ; redirects++) {
      const answer = await askOnce(request, { url, method }, signal)
      const target = toRedirect(answer, { url, method })
      if (!target) return { ...answer, movedTo: redirects > 0 && isPermanent ? answer.url : undefined }
      if (redirects >= maxRedirects) throw new HostError(`${request.operation} was redirected more than ${maxRedirects} times`)
      isPermanent &&= answer.status === 301 || answer.status === 308
      url = target
    }
  }

  async function askOnce(request: HostRequest, hop: Hop, signal: AbortSignal): Promise<HostAnswer> {
    const { host } = hop.url
    const { operation } = request
    const book = (call: Pick<Call, 'status' | 'points' | 'remaining' | 'resetAt'>) => onCall?.({ host, operation, ...call })
    let response: Response | undefined
    try {
      response = await ask(request, hop, signal)
      const onChunk = response.status === 200 ? request.onChunk : undefined
      const text = await readLimited(response.body, request.maxBytes ?? maxBytes, onChunk)
      const headers = new Headers([...response.headers])
      const answer = { status: response.status, headers, text, url: hop.url.href, movedTo: undefined }
      const points = answer.status === 304 ? 0 : (request.toPoints?.(answer) ?? 1)
      book({ status: answer.status, points, ...toBudget(headers) })
      return answer
    } catch (error) {
      const failure = toHostError(error, signal, `${operation} at ${host}`)
      if (!failure) throw error
      if (!(error instanceof UnfetchableError)) {
        book({ status: response?.status ?? 'network error', points: 1, remaining: undefined, resetAt: undefined })
      }
      throw failure
    }
  }

  return Object.assign(hostFetch, {
    close: async () => {
      await Promise.all([publicAgent.destroy(), privateAgent.destroy()])
    },
  })
}

/** The address is none that may be asked, so that no request was made. */
class UnfetchableError extends HostError {}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url) throw new UnfetchableError('the address is no URL')
  return url
}

function requireFetchable(url: URL, isAllowed: boolean): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new UnfetchableError('the address is neither http nor https')
  if (url.username || url.password) throw new UnfetchableError('the address holds a credential')
  // The socket looks no IP address up, so it is checked here.
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (!isAllowed && isIP(literal) && !isPublicAddress(literal)) throw new UnfetchableError('the address is not public')
}

/** Where to go on. A question with a body is not sent twice, but for the statuses that say so. */
function toRedirect({ status, headers }: HostAnswer, { url, method }: Hop): URL | null {
  const isRedirect = status === 307 || status === 308 || (method === 'GET' && (status === 301 || status === 302))
  const location = headers.get('location')
  return isRedirect && location !== null ? URL.parse(location, url.href) : null
}

/** Why there is no answer, in words that hold nothing of the request; undefined for a bug. */
function toHostError(error: unknown, signal: AbortSignal, question: string): HostError | undefined {
  if (error instanceof HostError) return new HostError(`${question}: ${error.message}`)
  if (signal.aborted) return new NoAnswerError(`${question}: no answer in time`)
  if (!(error instanceof TypeError) || !(error.cause instanceof Error)) return undefined
  const { cause } = error
  if (cause instanceof PrivateAddressError) return new HostError(`${question}: the address is not public`)
  const code = 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : ''
  return new NoAnswerError(`${question}: the connection failed${code}`)
}
