import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { connect, openEmbedded } from '../../src/db/connect.ts'
import { fillDatabase } from './content.ts'
import { contents, dumpPath, runOnServer, templateName, testRun, testServerUrl, timeZone, withDatabase } from './database.ts'

/** Before all test files: one database of each content, which every file copies in a moment. */
export async function globalSetup(): Promise<void> {
  testRun.id = randomUUID().replaceAll('-', '')
  // Hundreds of processes load the same modules.
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), 'packgrid-test-modules')
  await mkdir(join(tmpdir(), `packgrid-test-${testRun.id}`))
  for (const content of contents) {
    await createDump(content)
    if (testServerUrl) await createTemplate(testServerUrl, content)
  }
}

export async function globalTeardown(): Promise<void> {
  await rm(join(tmpdir(), `packgrid-test-${testRun.id}`), { recursive: true, force: true })
  if (!testServerUrl) return
  for (const content of contents) await runOnServer(testServerUrl, `drop database if exists ${templateName(content)}`)
}

async function createDump(content: (typeof contents)[number]): Promise<void> {
  const connection = await openEmbedded({ dataDir: 'memory://' }, { timeZone })
  await fillDatabase(connection, content)
  const dump = await connection.pglite.dumpDataDir('none')
  await writeFile(dumpPath(content), Buffer.from(await dump.arrayBuffer()))
  await connection.close()
}

async function createTemplate(serverUrl: string, content: (typeof contents)[number]): Promise<void> {
  await runOnServer(serverUrl, `create database ${templateName(content)}`)
  const url = withDatabase(serverUrl, templateName(content))
  const connection = await connect({ engine: 'postgres', url, connections: 1 }, { timeZone })
  await fillDatabase(connection, content)
  await connection.close()
}
