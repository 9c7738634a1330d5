/** @typedef {import('./index.js').ClientOptions} ClientOptions */

/**
 * A client of the API: one function for each method, typed by the addresses of the OpenAPI document.
 * @param {ClientOptions} options
 */
export function createClient({ baseUrl, token, fetch = globalThis.fetch }) {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

  async function send(method, address, { path = {}, query = {}, body, ifMatch, signal } = {}) {
    const headers = { Accept: 'application/json' }
    if (token !== undefined) headers.Authorization = `Token ${token}`
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    if (ifMatch !== undefined) headers['If-Match'] = ifMatch
    const response = await fetch(toUrl(baseUrl, address, path, query), {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
    const content = isJson ? JSON.parse(text) : undefined
    const { status } = response
    if (!response.ok) return { ok: false, status, error: content, response }
    return { ok: true, status, data: content, etag: response.headers.get('etag') ?? undefined, response }
  }

  /** Goes through a list from page to page, each record once. */
  async function* list(address, { query = {}, ...options } = {}) {
    let cursor = ''
    while (cursor !== undefined) {
      const answer = await send('GET', address, { ...options, query: { limit: 200, ...query, cursor } })
      if (!answer.ok) throw new ApiError(answer)
      yield* answer.data.results
      cursor = answer.data.next === null ? undefined : (new URL(answer.data.next).searchParams.get('cursor') ?? undefined)
    }
  }

  const callers = methods.map((method) => [method, (address, options) => send(method, address, options)])
  return { ...Object.fromEntries(callers), list }
}

/** A list could not be read to its end. */
export class ApiError extends Error {
  name = 'ApiError'

  constructor({ status, error }) {
    super(`${status} ${JSON.stringify(error)}`)
    this.status = status
    this.error = error
  }
}

function toUrl(baseUrl, address, path, query) {
  const filled = address.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(path[name] ?? '')))
  const url = new URL(filled, baseUrl)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value))
  }
  return url
}
