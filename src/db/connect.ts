import { join } from 'node:path'

import { PGlite, type PGliteOptions } from '@electric-sql/pglite'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { Kysely, PGliteDialect, PostgresDialect, type RawBuilder, sql } from 'kysely'
import { Pool, types } from 'pg'

import type { DatabaseConfig } from '../config.ts'
import { type ChangeFeed, type ChangeListener, openEmbeddedFeed, openPostgresFeed } from './changes.ts'
import { lockDirectory } from './lock.ts'
import { createPreparer } from './prepared.ts'
import type { DB } from './tables.ts'

export type Database = Kysely<DB>

/** What lies behind a connection, for a library that speaks to the engine itself. */
type Origin = { engine: 'postgres'; url: string } | { engine: 'embedded'; pglite: PGlite }

export interface Connection {
  db: Database
  /** The same database for searches: read only, each statement within `searchTimeoutMs`. On PostgreSQL it has connections of its own. */
  searchDb: Database
  origin: Origin
  /** Tells `listener` what any writer changes from now on. */
  watch(listener: ChangeListener): Promise<ChangeFeed>
  close(): Promise<void>
}

export interface ConnectOptions {
  /** Time zone of the session: timestamps are read as text in it. */
  timeZone: string
  /** Longest a statement may run; 0 for no limit (PostgreSQL only: the embedded database cannot interrupt itself). */
  statementTimeoutMs?: number
}

/** A statement of a search runs no longer (PostgreSQL only). */
export const searchTimeoutMs = 2_000

/** Opens the database that `config` names, with the same JavaScript values from both engines. */
export function connect(config: DatabaseConfig, options: ConnectOptions): Promise<Connection> {
  return config.engine === 'postgres' ? connectPostgres(config, options) : connectEmbedded(config.directory, options)
}

async function connectPostgres(
  { url, connections }: { url: string; connections: number },
  { timeZone, statementTimeoutMs = 0 }: ConnectOptions,
): Promise<Connection> {
  // However many search, others are served.
  const searching = Math.ceil(connections / 3)
  const db = openPool(url, Math.max(1, connections - searching), {
    TimeZone: timeZone,
    statement_timeout: String(statementTimeoutMs),
  })
  const searchDb = openPool(url, searching, {
    ...searchSettings,
    TimeZone: timeZone,
    statement_timeout: String(searchTimeoutMs),
    default_transaction_read_only: 'on',
    // Planning takes as long as most of these statements, whose plans depend little on what is looked for.
    plan_cache_mode: 'force_generic_plan',
  })
  return {
    db,
    searchDb,
    origin: { engine: 'postgres', url },
    watch: async (listener) => openPostgresFeed(url, listener),
    close: async () => void (await Promise.all([db.destroy(), searchDb.destroy()])),
  }
}

/** What helps a search: what it reads is in memory, asking for it ahead only costs, and words that mean nothing are no news. */
const searchSettings = { random_page_cost: '1.1', effective_io_concurrency: '0', client_min_messages: 'warning' }

/** A connection keeps its plans, and making one takes longer than most answers. */
const idleMs = 300_000

function openPool(url: string, max: number, settings: Readonly<Record<string, string>>): Database {
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: 'packgrid',
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    idleTimeoutMillis: idleMs,
    types: { getTypeParser: (oid, format) => valueParsers[oid] ?? types.getTypeParser(oid, format) },
  })
  // An idle connection may be cut at any time; the pool opens another when it needs one.
  pool.on('error', () => {})
  const prepare = createPreparer()
  pool.on('connect', (client) => {
    // Nor may one be lost between the statements of a transaction: the next of them is told. The pool listens to idle ones only.
    client.on('error', () => {})
    prepare(client)
  })
  const dialect = new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      // Compiling to machine code takes longer than any statement of ours.
      await connection.executeQuery(setSettings({ ...settings, jit: 'off' }).compile(db))
    },
  })
  const db = new Kysely<DB>({ dialect })
  return db
}

function setSettings(settings: Readonly<Record<string, string>>): RawBuilder<unknown> {
  return sql`select ${sql.join(Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, false)`))}`
}

async function connectEmbedded(directory: string, options: ConnectOptions): Promise<Connection> {
  const unlock = lockDirectory(directory)
  try {
    const connection = await openEmbedded({ dataDir: join(directory, 'database') }, options)
    return {
      ...connection,
      async close() {
        await connection.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Opens PGlite on a directory, or in memory from a dump: no lock is taken. */
export async function openEmbedded(
  source: PGliteOptions,
  { timeZone }: ConnectOptions,
): Promise<Connection & { pglite: PGlite }> {
  const pglite = await PGlite.create({ ...source, extensions: { pg_trgm }, parsers: valueParsers })
  const db = new Kysely<DB>({ dialect: new PGliteDialect({ pglite }) })
  await setSettings({ ...searchSettings, TimeZone: timeZone }).execute(db)
  return {
    pglite,
    db,
    searchDb: db,
    origin: { engine: 'embedded', pglite },
    watch: (listener) => openEmbeddedFeed(pglite, listener),
    async close() {
      await db.destroy()
      // Kysely closes only what it has used.
      if (!pglite.closed) await pglite.close()
    },
  }
}

/**
 * By type oid: int8 becomes a number (no id comes near 2⁵³), timestamptz stays text, because a Date would lose the microseconds
 * that the API shows.
 */
const valueParsers: Record<number, (text: string) => string | number> = {
  [types.builtins.INT8]: Number,
  [types.builtins.TIMESTAMPTZ]: (text) => text,
}
