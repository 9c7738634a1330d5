import { type Static, Type } from 'typebox'

/** Longest promise that can be made. */
const maxRefreshMs = 30 * 86_400_000
const refreshModes = ['on', 'apart', 'off'] as const

/** The environment variables that concern refreshing. */
export const refreshVariables = {
  REFRESH: Type.Enum(['', ...refreshModes], {
    default: '',
    description: 'on: ask hosts for facts in the server; apart: packgrid work does; off. Empty: on with a GITHUB_TOKEN, else off',
  }),
  REFRESH_MAX_AGE: Type.String({ default: '24h', description: 'no fact is older, while its host answers: 90m, 24h, 7d' }),
  REFRESH_CONTACT: Type.String({ default: '', description: 'page or mail address for operators of hosts; empty: PUBLIC_URL' }),
  GITHUB_TOKEN: Type.String({ default: '', description: 'tokens for GitHub, separated by commas; without one it is not asked' }),
  GITHUB_WEBHOOK_SECRET: Type.String({
    default: '',
    description: 'secret of webhooks to /webhooks/github/; empty: none are taken',
  }),
  GITLAB_TOKEN: Type.String({ default: '', description: 'token for gitlab.com; it answers without one, too' }),
  BITBUCKET_TOKEN: Type.String({
    default: '',
    description: 'access token for bitbucket.org: 1,000 questions an hour in place of 60',
  }),
  GITLAB_HOSTS: Type.String({ default: '', description: 'other GitLab servers to ask, separated by commas' }),
  FORGEJO_HOSTS: Type.String({ default: '', description: 'Forgejo servers to ask beside codeberg.org, separated by commas' }),
  PYPI_URL: Type.String({ default: 'https://pypi.org', description: 'the package index' }),
  DOWNLOADS: Type.Enum(['clickpy', 'off'], { default: 'clickpy', description: 'where download counts come from' }),
  ALLOW_HOSTS: Type.String({ default: '', description: 'hosts that may lie at private addresses, separated by commas' }),
}

/** What an operator decides about asking the world outside. */
export interface RefreshConfig {
  /** Rounds run in the server, in processes of their own (`packgrid work`), or not at all. */
  mode: 'on' | 'apart' | 'off'
  /** The promise: no answer is older. */
  maxAgeMs: number
  /** Where the operators of a host reach us. */
  contact: string
  githubTokens: readonly string[]
  githubApiUrl: string
  /** Signs what GitHub sends; without it nothing is taken from there. */
  githubWebhookSecret: string | undefined
  gitlabToken: string | undefined
  bitbucketToken: string | undefined
  /** Self-managed servers that are asked beside the public ones. */
  gitlabHosts: readonly string[]
  forgejoHosts: readonly string[]
  pypiUrl: string
  /** Downloads are asked of ClickPy. */
  hasDownloads: boolean
  /** Hosts that may lie at private addresses. */
  allowHosts: readonly string[]
}

type Values = Static<Type.TObject<typeof refreshVariables>> & { GITHUB_API_URL: string; PUBLIC_URL: string }

/** The settings that checked `values` come to. */
export function toRefreshConfig(values: Values): RefreshConfig {
  const githubTokens = parseList(values.GITHUB_TOKEN)
  return {
    mode: values.REFRESH || (githubTokens.length > 0 ? 'on' : 'off'),
    maxAgeMs: parseDuration(values.REFRESH_MAX_AGE) ?? 0,
    contact: values.REFRESH_CONTACT || values.PUBLIC_URL || 'no contact given',
    githubTokens,
    githubApiUrl: new URL(values.GITHUB_API_URL).href.replace(/\/$/, ''),
    githubWebhookSecret: values.GITHUB_WEBHOOK_SECRET || undefined,
    gitlabToken: values.GITLAB_TOKEN || undefined,
    bitbucketToken: values.BITBUCKET_TOKEN || undefined,
    gitlabHosts: parseList(values.GITLAB_HOSTS),
    forgejoHosts: parseList(values.FORGEJO_HOSTS),
    pypiUrl: new URL(values.PYPI_URL).href.replace(/\/$/, ''),
    hasDownloads: values.DOWNLOADS === 'clickpy',
    allowHosts: parseList(values.ALLOW_HOSTS),
  }
}

/** Milliseconds of `90m`, `24h` or `7d`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit]
  return unitMs === undefined ? undefined : Number(count) * unitMs
}

/** What the schema cannot say. */
export function findRefreshProblems(given: Record<string, string | undefined>): string[] {
  const problems: string[] = []
  const { REFRESH_MAX_AGE: age } = given
  const ageMs = age ? parseDuration(age) : undefined
  if (age && (ageMs === undefined || ageMs < 3_600_000 || ageMs > maxRefreshMs)) {
    problems.push(`REFRESH_MAX_AGE: must be a time from 1h to 30d such as 24h, not ${JSON.stringify(age)}`)
  }
  const url = given['PYPI_URL']
  if (url && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    problems.push(`PYPI_URL: must be http(s)://…, not ${JSON.stringify(url)}`)
  }
  for (const name of ['GITLAB_HOSTS', 'FORGEJO_HOSTS', 'ALLOW_HOSTS']) {
    const wrong = parseList(given[name] ?? '').find((host) => !/^[a-z0-9.-]+(:\d{1,5})?$/.test(host))
    if (wrong !== undefined) problems.push(`${name}: must be host names such as git.example, not ${JSON.stringify(wrong)}`)
  }
  return problems
}

/** The items of a list with commas. */
export function parseList(text: string): string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
