import { Type } from 'typebox'
import { Value } from 'typebox/value'

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const editPolicies = ['open', 'trusted'] as const

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
  EDIT_POLICY: Type.Enum([...editPolicies], {
    default: 'open',
    description: 'who may add and edit: open (every account), trusted (accounts with the role editor)',
  }),
  LOG_LEVEL: Type.Enum([...logLevels], { default: 'info', description: logLevels.join(', ') }),
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
  editPolicy: (typeof editPolicies)[number]
  logLevel: (typeof logLevels)[number]
}

export type DatabaseConfig = { engine: 'postgres'; url: string; connections: number } | { engine: 'embedded'; directory: string }

/** The environment is wrong; the message lists every problem, one a line. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** Reads the settings from `environment` (`process.env` unless told). @throws ConfigError naming every bad variable. */
export function parseConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given: Record<string, string | undefined> = Object.fromEntries(
    Object.keys(Environment.properties).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  )
  const values = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const problems = Value.Errors(Environment, values).map(({ instancePath, message }) => {
    const name = instancePath.slice(1)
    return `${name}: ${message}, not ${JSON.stringify(given[name])}`
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
    editPolicy: values.EDIT_POLICY,
    logLevel: values.LOG_LEVEL,
  }
}

/** What the schema cannot say. */
function findProblems({ PUBLIC_URL, TIME_ZONE, DATABASE_URL }: Record<string, string | undefined>): string[] {
  const problems: string[] = []
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
