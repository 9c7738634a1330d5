import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

export interface GitHubOptions {
  clientId: string
  clientSecret: string
  /** Where people sign in, and where the API is: another pair for GitHub Enterprise. */
  url: string
  apiUrl: string
  fetch: typeof fetch
}

const TokenAnswer = Type.Object({ access_token: Type.String({ minLength: 1 }) })
const GitHubUser = Type.Object({ id: Type.Integer({ minimum: 1 }), login: Type.String({ minLength: 1 }) })
export type GitHubUser = Static<typeof GitHubUser>

const timeoutMs = 10_000

/** GitHub does not do as its documentation says, or cannot be reached. */
class GitHubError extends Error {
  override name = 'GitHubError'
}

/** Trades the code of a finished sign-in for an access token. @throws GitHubError */
export async function fetchAccessToken(
  { fetch, url, clientId, clientSecret }: GitHubOptions,
  { code, codeVerifier, redirectUri }: { code: string; codeVerifier: string; redirectUri: string },
): Promise<string> {
  const response = await fetch(`${url}/login/oauth/access_token`, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams({
      client_id: clientId,
      client_secret: clientSecret,
      code,
      code_verifier: codeVerifier,
      redirect_uri: redirectUri,
    }),
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  return (await parseAnswer(TokenAnswer, response)).access_token
}

/** Who the access token speaks for. @throws GitHubError */
export async function fetchGitHubUser({ fetch, apiUrl }: GitHubOptions, accessToken: string): Promise<GitHubUser> {
  const response = await fetch(`${apiUrl}/user`, {
    headers: { Accept: 'application/vnd.github+json', Authorization: `Bearer ${accessToken}`, 'User-Agent': 'Packgrid' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  return parseAnswer(GitHubUser, response)
}

async function parseAnswer<Schema extends typeof TokenAnswer | typeof GitHubUser>(
  schema: Schema,
  response: Response,
): Promise<Static<Schema>> {
  const answer: unknown = await response.json().catch(() => undefined)
  if (!response.ok || !Value.Check(schema, answer)) throw new GitHubError(`GitHub answers ${response.status} to a sign-in.`)
  return answer
}
