import type { ThrottledError } from '../http/limits.ts'
import type { Json } from './json.ts'

/** An answer other than success that the client can understand: a status and a JSON body. */
export class RestError extends Error {
  override name = 'RestError'
  readonly status: number
  readonly body: Json
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, body: Json, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body))
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** 401: who sends the request is unknown, or not who it claims to be. */
export const notAuthenticated = (detail = 'Authentication credentials were not provided.') =>
  new RestError(401, { detail }, { 'WWW-Authenticate': 'Token' })

/** 403: known, but not allowed to. */
export const permissionDenied = (detail = 'You do not have permission to perform this action.') => new RestError(403, { detail })

/** 409: the change would break what other records rely on. */
export const conflict = (detail: string) => new RestError(409, { detail })

/** The record has another slug now: the request belongs to the address with that one. */
export class MovedError extends Error {
  override name = 'MovedError'
  readonly slug: string

  constructor(slug: string) {
    super(`moved to ${slug}`)
    this.slug = slug
  }
}

/** 404: no such page. */
export const pageNotFound = () => new RestError(404, { detail: 'Not found.' })

/** 404: no record with that key. `noun` as the reference writes it: `Package`. */
export const recordNotFound = (noun: string) => new RestError(404, { detail: `No ${noun} matches the given query.` })

export const methodNotAllowed = (method: string) => new RestError(405, { detail: `Method "${method}" not allowed.` })

export const notAcceptable = () => new RestError(406, { detail: 'Could not satisfy the request Accept header.' })

export const throttled = ({ message, retryAfterS }: ThrottledError) =>
  new RestError(429, { detail: message }, { 'Retry-After': String(retryAfterS) })

/** A fault of ours or of the database; the log says which. */
export const faultError = (status: number) =>
  new RestError(status, { detail: faults[status] ?? 'Something went wrong on the server.' })

const faults: Record<number, string> = {
  400: 'The request could not be understood.',
  403: 'CSRF Failed: the request does not come from a page of this site.',
  413: 'The body of the request is too large.',
  414: 'The address of the request is too long.',
  415: 'Unsupported media type in request.',
  503: 'The database does not answer. Try again shortly.',
}

/** 400: what is wrong with each named parameter or field. */
export const invalidFields = (problems: Record<string, string[]>) => new RestError(400, problems)
