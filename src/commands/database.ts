import { sql } from 'kysely'

import type { Config } from '../config.ts'
import { connect, type Connection } from '../db/connect.ts'
import { DirectoryInUseError } from '../db/lock.ts'
import { migrate } from '../db/migrate.ts'
import { Refusal, toMessage } from './refusal.ts'

/** A slow statement of a stranger's request ends after this time; a migration and an import may take as long as they need. */
const requestTimeoutMs = 5_000

const oldestServer = 15

/** The database of the configuration, its schema up to date, and the migrations that ran for it. @throws Refusal */
export async function openDatabase(config: Config): Promise<{ connection: Connection; migrations: string[] }> {
  const connection = await open(config)
  try {
    await requireServer(connection, config)
    return { connection, migrations: await migrateAllowed(connection) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** The same for a server: statements are limited in time. */
export async function openDatabaseForRequests(config: Config): Promise<Connection> {
  const { connection } = await openDatabase(config)
  if (config.database.engine === 'embedded') return connection
  await connection.close()
  return connect(config.database, { timeZone: config.timeZone, statementTimeoutMs: requestTimeoutMs })
}

async function open({ database, timeZone }: Config): Promise<Connection> {
  try {
    return await connect(database, { timeZone })
  } catch (error) {
    const isOutside = error instanceof Error && ('code' in error || 'errcode' in error)
    if (database.engine === 'postgres' || error instanceof DirectoryInUseError || !isOutside) throw error
    throw new Refusal(
      `The directory ${database.directory} cannot hold the embedded database: ${error.message}. Choose another with PACKGRID_DATA.`,
    )
  }
}

async function requireServer({ db }: Connection, { database }: Config): Promise<void> {
  if (database.engine === 'embedded') return
  const version = await findServerVersion(db).catch((error: unknown) => {
    throw new Refusal(`PostgreSQL cannot be reached: ${toMessage(error)}. Start it, or correct DATABASE_URL.`)
  })
  if (version < oldestServer) {
    throw new Refusal(`PostgreSQL ${version} is too old: use ${oldestServer} or newer, or another server with DATABASE_URL.`)
  }
}

async function findServerVersion(db: Connection['db']): Promise<number> {
  const { rows } = await sql<{
    version: number
  }>`select current_setting('server_version_num')::integer / 10000 as version`.execute(db)
  return rows[0]?.version ?? 0
}

async function migrateAllowed({ db }: Connection): Promise<string[]> {
  try {
    return await migrate(db)
  } catch (error) {
    const insufficientPrivilege = '42501'
    if (!(error instanceof Error && 'code' in error && error.code === insufficientPrivilege)) throw error
    throw new Refusal(`The database user may not change the schema: ${error.message}. Make it the owner of the database.`)
  }
}
