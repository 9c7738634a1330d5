import type { OutgoingHttpHeaders } from 'node:http'

import type { TestAnswer, TestServer } from './server.ts'

/** Keeps cookies and sends forms as a browser does, without following redirects. */
export interface Browser {
  get(path: string): Promise<TestAnswer>
  submit(path: string, fields: Record<string, string>, headers?: OutgoingHttpHeaders): Promise<TestAnswer>
  /** The value of a cookie; empty without it. */
  cookie(name: string): string
  setCookie(name: string, value: string): void
}

/** @param origin the origin of the pages that send forms: the server's own unless told; null: none is said. */
export function createBrowser(server: Pick<TestServer, 'origin' | 'send'>, origin: string | null = server.origin): Browser {
  const cookies = new Map<string, string>()

  async function send(method: string, path: string, headers: OutgoingHttpHeaders, body?: string): Promise<TestAnswer> {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await server.send(method, path, { ...(cookie && { cookie }), ...headers }, body)
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /; max-age=0/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }

  return {
    get: (path) => send('GET', path, {}),
    submit: (path, fields, headers = {}) =>
      send(
        'POST',
        path,
        { 'content-type': 'application/x-www-form-urlencoded', ...(origin !== null && { origin }), ...headers },
        new URLSearchParams(fields).toString(),
      ),
    cookie: (name) => cookies.get(name) ?? '',
    setCookie: (name, value) => void cookies.set(name, value),
  }
}
