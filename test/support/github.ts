import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

/** Somebody at the pretended GitHub. */
export interface GitHubPerson {
  id: number
  login: string
}

interface Visitor {
  person: GitHubPerson
  button?: string | undefined
}

export interface GitHubServer extends AsyncDisposable {
  url: string
  /** The environment that makes Packgrid use it. */
  environment: Record<string, string>
  /** Who comes to its sign-in page in a real browser, and the button that they press there; without one GitHub sends them back at once. */
  visitor: Visitor | undefined
  /** Lets `person` allow what the sign-in page of GitHub asks at `location`; where GitHub then sends the browser. */
  allow(location: string, person: GitHubPerson): string
}

interface Grant {
  person: GitHubPerson
  challenge: string
  redirectUri: string
}

/** The part of GitHub that a sign-in meets: it checks client, redirect address and PKCE as the real one does. */
export async function startGitHub(): Promise<GitHubServer> {
  const client = { id: 'client', secret: 'client-secret' }
  const grants = new Map<string, Grant>()
  const tokens = new Map<string, GitHubPerson>()

  function exchange(form: URLSearchParams): object {
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      form.get('client_id') === client.id &&
      form.get('client_secret') === client.secret &&
      form.get('redirect_uri') === grant?.redirectUri &&
      challenge === grant.challenge
    if (!grant || !isRight) return { error: 'bad_verification_code' }
    const token = `gho_${grants.size}_${tokens.size}`
    tokens.set(token, grant.person)
    return { access_token: token, scope: '', token_type: 'bearer' }
  }

  /** Where GitHub sends whoever allows what is asked at `location`. */
  function allow(location: string, person: GitHubPerson): string {
    const { searchParams, pathname } = new URL(location, 'https://github.example')
    if (pathname !== '/login/oauth/authorize' || searchParams.get('code_challenge_method') !== 'S256') throw new Error(location)
    const back = new URL(searchParams.get('redirect_uri') ?? '')
    const code = `code-${grants.size}-${tokens.size}`
    grants.set(code, { person, challenge: searchParams.get('code_challenge') ?? '', redirectUri: back.href })
    back.searchParams.set('code', code)
    back.searchParams.set('state', searchParams.get('state') ?? '')
    return back.href
  }

  function showSignIn(path: string, { person, button }: Visitor, response: ServerResponse): void {
    const back = allow(path, person)
    if (button === undefined) {
      response.writeHead(302, { location: back }).end()
      return
    }
    const fields = [...new URL(back).searchParams].map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end(
      `<link rel="icon" href="data:,"><form action="${back.split('?')[0]}">${fields.join('')}<button>${button}</button></form>`,
    )
  }

  const server = createServer(async (request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/login/oauth/authorize?') && gitHub.visitor) {
      showSignIn(path, gitHub.visitor, response)
      return
    }
    const person = tokens.get(request.headers.authorization?.replace('Bearer ', '') ?? '')
    const answer =
      path === '/login/oauth/access_token'
        ? exchange(new URLSearchParams(await readBody(request)))
        : path === '/api/user'
          ? person
          : undefined
    response.writeHead(answer ? 200 : 401, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer ?? { message: 'Bad credentials' }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const url = `http://127.0.0.1:${address.port}`

  const gitHub: GitHubServer = {
    url,
    visitor: undefined,
    environment: {
      GITHUB_CLIENT_ID: client.id,
      GITHUB_CLIENT_SECRET: client.secret,
      GITHUB_URL: url,
      GITHUB_API_URL: `${url}/api`,
    },
    allow(location, person) {
      const { pathname, search } = new URL(allow(location, person))
      return pathname + search
    },
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
  return gitHub
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
