import { isIP } from 'node:net'

import { Type } from 'typebox'
import { Value } from 'typebox/value'

import { findRefreshProblems, parseList, type RefreshConfig, refreshVariables, toRefreshConfig } from './config-refresh.ts'

const editPolicies = ['open', 'trusted'] as const
const signUps = ['open', 'github', 'closed'] as const

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

function quota(value: number, description: string) {
  return Type.Integer({ default: value, minimum: 1, maximum: 1_000_000_000_000, description })
}

/** Every environment variable that Packgrid reads, with its default and its meaning; the README shows the same table. */
export const Environment = Type.Object({
  PORT: Type.Integer({ default: 8000, minimum: 0, maximum: 65_535, description: 'port to listen on; 0 takes a free one' }),
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'address to listen on' }),
  PUBLIC_URL: Type.String({ default: '', description: 'origin that readers use, for links: https://packages.example' }),
  SITE_TITLE: Type.String({ default: 'Packgrid', minLength: 1, maxLength: 60, description: 'name of the directory' }),
  FRAMEWORK_TITLE: Type.String({ default: 'Django', minLength: 1, maxLength: 60, description: 'what its packages are for' }),
  TIME_ZONE: Type.String({ default: 'America/New_York', description: 'IANA time zone of the datetimes in the API' }),
  DATABASE_URL: Type.String({ default: '', description: 'postgres://… for PostgreSQL 15 or newer; empty: embedded' }),
  DATABASE_CONNECTIONS: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1_000,
    description: 'connections to PostgreSQL, a third of them for searching',
  }),
  PACKGRID_DATA: Type.String({ default: './data', minLength: 1, description: 'directory of the embedded database' }),
  CACHE_MB: Type.Integer({
    default: 64,
    minimum: 0,
    maximum: 65_536,
    description: 'memory for finished answers; 0 turns the cache off',
  }),
  EDIT_POLICY: Type.Enum([...editPolicies], {
    default: 'open',
    description: 'open: who signs up may edit; trusted: only whom somebody makes editor',
  }),
  SIGN_UP: Type.Enum([...signUps], {
    default: 'open',
    description: 'who may make an account: open (anybody), github (by GitHub only), closed',
  }),
  GITHUB_CLIENT_ID: Type.String({ default: '', description: 'of the OAuth app, to sign in with GitHub' }),
  GITHUB_CLIENT_SECRET: Type.String({ default: '', description: 'of the OAuth app' }),
  GITHUB_URL: Type.String({ default: 'https://github.com', description: 'where people sign in at GitHub' }),
  GITHUB_API_URL: Type.String({ default: 'https://api.github.com', description: 'the API of GitHub' }),
  SESSION_SECRET: Type.String({
    default: '',
    description: 'signs cookies, 32 characters or more; empty: one kept in the database',
  }),
  TRUSTED_PROXIES: Type.String({
    default: '',
    description: 'proxies whose X-Forwarded-For counts: addresses, networks, loopback, uniquelocal',
  }),
  RATE_LIMIT_ADDRESS: quota(1_200_000, 'cost a minute for an address without credentials'),
  RATE_LIMIT_ACCOUNT: quota(6_000_000, 'cost a minute for an account'),
  RATE_LIMIT_NEW_ACCOUNT: quota(120_000, 'cost a minute for an account that signed up less than a day ago'),
  RATE_COST_READ: quota(10, 'cost of an answer that must be made; a ready one costs 1, a 304 nothing'),
  RATE_COST_WRITE: quota(1_000, 'cost of a write'),
  LOG_LEVEL: Type.Enum([...logLevels], { default: 'info', description: logLevels.join(', ') }),
  ...refreshVariables,
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
  /** Addresses, networks and names of networks. */
  trustedProxies: readonly string[]
  accounts: AccountsConfig
  limits: LimitsConfig
  logLevel: (typeof logLevels)[number]
  refresh: RefreshConfig
}

export interface AccountsConfig {
  editPolicy: (typeof editPolicies)[number]
  signUp: (typeof signUps)[number]
  sessionSecret: string | undefined
  github: { clientId: string; clientSecret: string; url: string; apiUrl: string } | undefined
}

/** Budgets of a minute, and what things cost. */
export interface LimitsConfig {
  quotas: { address: number; account: number; 'new-account': number; refused: number }
  costs: { read: number; write: number }
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
    trustedProxies: parseList(values.TRUSTED_PROXIES),
    accounts: {
      editPolicy: values.EDIT_POLICY,
      signUp: values.SIGN_UP,
      sessionSecret: values.SESSION_SECRET || undefined,
      github: values.GITHUB_CLIENT_ID
        ? {
            clientId: values.GITHUB_CLIENT_ID,
            clientSecret: values.GITHUB_CLIENT_SECRET,
            url: new URL(values.GITHUB_URL).origin,
            apiUrl: values.GITHUB_API_URL.replace(/\/$/, ''),
          }
        : undefined,
    },
    limits: {
      quotas: {
        address: values.RATE_LIMIT_ADDRESS,
        account: values.RATE_LIMIT_ACCOUNT,
        'new-account': values.RATE_LIMIT_NEW_ACCOUNT,
        // Wrong credentials are a matter of counting: nobody needs more in a minute, whatever they cost.
        refused: 60,
      },
      costs: { read: values.RATE_COST_READ, write: values.RATE_COST_WRITE },
    },
    logLevel: values.LOG_LEVEL,
    refresh: toRefreshConfig(values),
  }
}

/** What the schema cannot say. */
function findProblems(given: Record<string, string | undefined>): string[] {
  const { PUBLIC_URL, TIME_ZONE, DATABASE_URL } = given
  const problems = [...findAccountProblems(given), ...findRefreshProblems(given)]
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

function findAccountProblems(given: Record<string, string | undefined>): string[] {
  const problems: string[] = []
  if (Boolean(given['GITHUB_CLIENT_ID']) !== Boolean(given['GITHUB_CLIENT_SECRET'])) {
    problems.push('GITHUB_CLIENT_ID: needs GITHUB_CLIENT_SECRET, and the other way round')
  }
  for (const name of ['GITHUB_URL', 'GITHUB_API_URL']) {
    const url = given[name]
    if (url && !/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
      problems.push(`${name}: must be http(s)://…, not ${JSON.stringify(url)}`)
    }
  }
  if (given['SESSION_SECRET'] && given['SESSION_SECRET'].length < 32) {
    problems.push('SESSION_SECRET: must have 32 characters or more')
  }
  const wrongProxy = parseList(given['TRUSTED_PROXIES'] ?? '').find((item) => !isNetwork(item))
  if (wrongProxy !== undefined) {
    problems.push(
      `TRUSTED_PROXIES: must be addresses, networks such as 10.0.0.0/8, loopback, linklocal or uniquelocal, not ${JSON.stringify(wrongProxy)}`,
    )
  }
  return problems
}

function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  return (
    version > 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)))
  )
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
