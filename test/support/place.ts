import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type Connection, connect, openEmbedded } from '../../src/db/connect.ts'
import { type Content, fillDatabase } from './content.ts'
import { createTestDatabase, dumpPath, testRun, testServerUrl, timeZone } from './database.ts'

/** A database of the tested engine that processes are led to, and that outlives them. */
export interface TestPlace extends AsyncDisposable {
  /** The variables that lead a process to it. */
  environment: Record<string, string>
  /** Opens it in this process; the embedded one only when no other process has it open. */
  open(): Promise<Connection>
}

export function createTestPlace(content: Content): Promise<TestPlace> {
  return testServerUrl ? createDatabasePlace(content) : createDirectoryPlace(content)
}

async function createDatabasePlace(content: Content): Promise<TestPlace> {
  const database = await createTestDatabase(content)
  const url = database.url ?? ''
  return {
    environment: { DATABASE_URL: url },
    open: () => connect({ engine: 'postgres', url, connections: 1 }, { timeZone }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** On the embedded database, whichever engine is tested. */
export async function createDirectoryPlace(content: Content): Promise<TestPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'packgrid-test-'))
  const source = testRun.id ? { loadDataDir: new Blob([await readFile(dumpPath(content))]) } : {}
  const connection = await openEmbedded({ dataDir: join(directory, 'database'), ...source }, { timeZone })
  if (!testRun.id) await fillDatabase(connection, content)
  await connection.close()
  return {
    environment: { PACKGRID_DATA: directory },
    open: () => connect({ engine: 'embedded', directory }, { timeZone }),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
