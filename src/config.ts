import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

/** Longest promise that can be made. */
const maxRefreshMs = 30 * 86_400_000
const refreshModes = ['on', 'apart', 'off'] as const

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Every environment variable that Packgrid reads, with its default and its meaning; the README shows the same table. */
export const Environment = Type.Object({
  PORT: Type.Integer({ default: 8000, minimum: 0, maximum: 65_535, description: 'port to listen on; 0 takes a free one' }),
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'address to listen on' }),
  PUBLIC_URL: Type.String({ default: '', description: 'origin that readers use, for links: https://packages.example' }),
  SITE_TITLE: Type.String({ default: 'Packgrid', minLength: 1, maxLength: 60, description: 'name of the directory' }),
  FRAMEWORK_TITLE: Type.String({ default: 'Django', minLength: 1, maxLength: 60, description: 'what its packages are for' }),
  TIME_ZONE: Type.String({ default: 'America/New_York', description: 'IANA time zone of the datetimes in the API' }),
  DATABASE_URL: Type.String({ default: '', description: 'postgres://… for PostgreSQL 15 or newer; empty: embedded' }),
  DATABASE_CONNECTIONS: Type.Integer({ default: 10, minimum: 1, maximum: 1_000, description: 'size of the PostgreSQL pool' }),
  PACKGRID_DATA: Type.String({ default: './data', minLength: 1, description: 'directory of the embedded database' }),
  CACHE_MB: Type.Integer({
    default: 64,
    minimum: 0,
    maximum: 65_536,
    description: 'memory for finished answers; 0 turns the cache off',
  }),
  LOG_LEVEL: Type.Enum([...logLevels], { default: 'info', description: logLevels.join(', ') }),
  REFRESH: Type.Enum(['', ...refreshModes], {
    default: '',
    description: 'on: ask hosts for facts in the server; apart: packgrid work does; off. Empty: on with a GITHUB_TOKEN, else off',
  }),
  REFRESH_MAX_AGE: Type.String({ default: '24h', description: 'no fact is older, while its host answers: 90m, 24h, 7d' }),
  REFRESH_CONTACT: Type.String({ default: '', description: 'page or mail address for operators of hosts; empty: PUBLIC_URL' }),
  GITHUB_TOKEN: Type.String({ default: '', description: 'tokens for GitHub, separated by commas; without one it is not asked' }),
  GITHUB_API_URL: Type.String({ default: 'https://api.github.com', description: "where GitHub's API lies" }),
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
})

export interface Config {
  port: number
  host: string
  /** Origin without a trailing slash; links are never made from the Host header. */
  publicUrl: string | undefined
  siteTitle: string
  frameworkTitle: string
  timeZone: string
  database: DatabaseConfig
  cacheBytes: number
  logLevel: (typeof logLevels)[number]
  refresh: RefreshConfig
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

export type DatabaseConfig = { engine: 'postgres'; url: string; connections: number } | { engine: 'embedded'; directory: string }

/** The environment is wrong; the message lists every problem, one a line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Their values are never shown. */
const secrets = new Set(['GITHUB_TOKEN', 'GITHUB_WEBHOOK_SECRET', 'GITLAB_TOKEN', 'BITBUCKET_TOKEN', 'DATABASE_URL'])

/** Reads the settings from `environment` (`process.env` unless told). @throws ConfigError naming every bad variable. */
export function parseConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given: Record<string, string | undefined> = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  )
  const values = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const problems = Value.Errors(Environment, values).map(({ instancePath, message }) => {
    const name = instancePath.slice(1)
    return secrets.has(name) ? `${name}: ${message}` : `${name}: ${message}, not ${JSON.stringify(given[name])}`
  })
  problems.push(...findProblems(given))
  if (problems.length > 0 || !Value.Check(Environment, values)) throw new ConfigError(problems.join('\n'))
  return {
    port: values.PORT,
    host: values.HOST,
    publicUrl: values.PUBLIC_URL === '' ? undefined : new URL(values.PUBLIC_URL).origin,
    siteTitle: values.SITE_TITLE,
    frameworkTitle: values.FRAMEWORK_TITLE,
    timeZone: values.TIME_ZONE,
    database: values.DATABASE_URL
      ? { engine: 'postgres', url: values.DATABASE_URL, connections: values.DATABASE_CONNECTIONS }
      : { engine: 'embedded', directory: values.PACKGRID_DATA },
    cacheBytes: values.CACHE_MB * 2 ** 20,
    logLevel: values.LOG_LEVEL,
    refresh: toRefreshConfig(values),
  }
}

function toRefreshConfig(values: Static<typeof Environment>): RefreshConfig {
  const githubTokens = toList(values.GITHUB_TOKEN)
  return {
    mode: values.REFRESH || (githubTokens.length > 0 ? 'on' : 'off'),
    maxAgeMs: parseDuration(values.REFRESH_MAX_AGE) ?? 0,
    contact: values.REFRESH_CONTACT || values.PUBLIC_URL || 'no contact given',
    githubTokens,
    githubApiUrl: new URL(values.GITHUB_API_URL).href.replace(/\/$/, ''),
    githubWebhookSecret: values.GITHUB_WEBHOOK_SECRET || undefined,
    gitlabToken: values.GITLAB_TOKEN || undefined,
    bitbucketToken: values.BITBUCKET_TOKEN || undefined,
    gitlabHosts: toList(values.GITLAB_HOSTS),
    forgejoHosts: toList(values.FORGEJO_HOSTS),
    pypiUrl: new URL(values.PYPI_URL).href.replace(/\/$/, ''),
    hasDownloads: values.DOWNLOADS === 'clickpy',
    allowHosts: toList(values.ALLOW_HOSTS),
  }
}

function toList(text: string): string[] {
  return text.split(',').flatMap((item) => item.trim() || [])
}

/** Milliseconds of `90m`, `24h` or `7d`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit]
  return unitMs === undefined ? undefined : Number(count) * unitMs
}

/** What the schema cannot say. */
function findProblems(given: Record<string, string | undefined>): string[] {
  const { PUBLIC_URL, TIME_ZONE, DATABASE_URL } = given
  const problems = findRefreshProblems(given)
  if (PUBLIC_URL && !isOrigin(PUBLIC_URL)) {
    problems.push(`PUBLIC_URL: must be http(s)://host[:port] without a path, not ${JSON.stringify(PUBLIC_URL)}`)
  }
  if (TIME_ZONE && !isTimeZone(TIME_ZONE)) {
    problems.push(`TIME_ZONE: must be an IANA name such as Europe/Berlin, not ${JSON.stringify(TIME_ZONE)}`)
  }
  if (DATABASE_URL && !/^postgres(ql)?:$/.test(URL.parse(DATABASE_URL)?.protocol ?? '')) {
    // The value is not shown: it may hold a password.
    problems.push('DATABASE_URL: must begin with postgres:// or postgresql://')
  }
  return problems
}

function findRefreshProblems(given: Record<string, string | undefined>): string[] {
  const problems: string[] = []
  const { REFRESH_MAX_AGE: age } = given
  const ageMs = age ? parseDuration(age) : undefined
  if (age && (ageMs === undefined || ageMs < 3_600_000 || ageMs > maxRefreshMs)) {
    problems.push(`REFRESH_MAX_AGE: must be a time from 1h to 30d such as 24h, not ${JSON.stringify(age)}`)
  }
  for (const name of ['GITHUB_API_URL', 'PYPI_URL']) {
    const url = given[name]
    if (url && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      problems.push(`${name}: must be http(s)://…, not ${JSON.stringify(url)}`)
  }
  for (const name of ['GITLAB_HOSTS', 'FORGEJO_HOSTS', 'ALLOW_HOSTS']) {
    const wrong = toList(given[name] ?? '').find((host) => !/^[a-z0-9.-]+(:\d{1,5})?$/.test(host))
    if (wrong !== undefined) problems.push(`${name}: must be host names such as git.example, not ${JSON.stringify(wrong)}`)
  }
  return problems
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +02:00 mean the opposite in PostgreSQL, so only names pass.
    return /^[A-Za-z]/.test(new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone)
  } catch {
    return false
  }
}
