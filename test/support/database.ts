import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'

import { type Connection, connect, openEmbedded } from '../../src/db/connect.ts'
import { type Content, fillDatabase } from './content.ts'

export const timeZone = 'America/New_York'

/** A server on which tests may create databases; without it they run on the embedded database. */
export const testServerUrl = process.env['TEST_DATABASE_URL']

/** The run that global-setup.ts prepared databases for; none when a file is run alone without it. */
export const testRun = {
  get id(): string | undefined {
    return process.env['PACKGRID_TEST_RUN']
  },
  set id(id: string | undefined) {
    process.env['PACKGRID_TEST_RUN'] = id
  },
}

export const contents: readonly Content[] = ['empty', 'sample']
export const dumpPath = (content: Content) => join(tmpdir(), `packgrid-test-${testRun.id}`, `${content}.tar`)
export const templateName = (content: Content) => `packgrid_template_${testRun.id}_${content}`

export interface TestDatabase extends Connection, AsyncDisposable {
  /** For other processes and connections; undefined on the embedded database, which has one process. */
  url: string | undefined
}

/** A fresh database of the tested engine: migrated and empty, or with the sample catalogue. */
export function createTestDatabase(content: Content = 'empty'): Promise<TestDatabase> {
  return testServerUrl ? createPostgresDatabase(testServerUrl, content) : createEmbeddedDatabase(content)
}

async function createEmbeddedDatabase(content: Content): Promise<TestDatabase> {
  const source = testRun.id ? { loadDataDir: new Blob([await readFile(dumpPath(content))]) } : {}
  const connection = await openEmbedded({ dataDir: 'memory://', ...source }, { timeZone })
  if (!testRun.id) await fillDatabase(connection, content)
  return { ...connection, url: undefined, [Symbol.asyncDispose]: () => connection.close() }
}

async function createPostgresDatabase(serverUrl: string, content: Content): Promise<TestDatabase> {
  const name = `packgrid_test_${randomUUID().replaceAll('-', '')}`
  await runOnServer(serverUrl, `create database ${name}${testRun.id ? ` template ${templateName(content)}` : ''}`)
  const url = withDatabase(serverUrl, name)
  const connection = await connect({ engine: 'postgres', url, connections: 12 }, { timeZone, statementTimeoutMs: 30_000 })
  if (!testRun.id) await fillDatabase(connection, content)
  return {
    ...connection,
    url,
    async [Symbol.asyncDispose]() {
      await connection.close()
      await runOnServer(serverUrl, `drop database ${name} with (force)`)
    },
  }
}

export async function runOnServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
