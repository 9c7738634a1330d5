import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'

import { runOnServer, testServerUrl, withDatabase } from '../test/support/database.ts'
import { cli, runCommand, spawnScript, waitForExit } from '../test/support/process.ts'
import { type CatalogueSize, renderCatalogue } from './catalogue.ts'
import { readUsage } from './usage.ts'

export type Engine = 'embedded' | 'PostgreSQL'

/** PostgreSQL takes part when TEST_DATABASE_URL names a server on which databases may be created. */
export const engines: readonly Engine[] = testServerUrl === undefined ? ['embedded'] : ['embedded', 'PostgreSQL']

/** One address asks for more in a bench than any budget allows. */
const unlimited = { RATE_LIMIT_ADDRESS: '1000000000' }

/** A database that exists as long as a bench needs it. */
export interface Place extends AsyncDisposable {
  engine: Engine
  /** The variables that lead a process to it. */
  environment: Record<string, string>
}

/** A new database with the schema and, if `size` is given, a generated catalogue. */
export async function createPlace(engine: Engine, size?: CatalogueSize): Promise<Place> {
  const place = engine === 'embedded' ? await createDirectory() : await createDatabase(testServerUrl ?? '')
  const { exitCode, stderr } = await runCommand(['migrate'], place.environment)
  if (exitCode !== 0) throw new Error(stderr)
  if (size) await importCatalogue(place, size)
  return place
}

async function createDirectory(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'packgrid-bench-'))
  return {
    engine: 'embedded',
    environment: { ...unlimited, PACKGRID_DATA: directory },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true }),
  }
}

async function createDatabase(serverUrl: string): Promise<Place> {
  const name = `packgrid_bench_${randomUUID().replaceAll('-', '')}`
  await runOnServer(serverUrl, `create database ${name}`)
  return {
    engine: 'PostgreSQL',
    environment: { ...unlimited, DATABASE_URL: withDatabase(serverUrl, name) },
    [Symbol.asyncDispose]: () => runOnServer(serverUrl, `drop database ${name} with (force)`),
  }
}

export interface ImportRun {
  seconds: number
  /** Of the importing process; a PostgreSQL server is another one. */
  peakMemoryBytes: number
}

/** Runs `packgrid import -` on a generated catalogue. */
export async function importCatalogue({ environment }: Place, size: CatalogueSize): Promise<ImportRun> {
  const startedAt = performance.now()
  const child = spawnScript(cli, ['import', '-'], environment)
  const ended = waitForExit(child)
  let peakMemoryBytes = 0
  const watch = setInterval(() => {
    // A process on its way out has no memory any more.
    if (child.exitCode === null) peakMemoryBytes = Math.max(peakMemoryBytes, readUsage(child.pid).peakMemoryBytes || 0)
  }, 20)
  Readable.from(renderCatalogue(size)).pipe(child.stdin)
  const { exitCode, stderr } = await ended
  clearInterval(watch)
  if (exitCode !== 0) throw new Error(stderr)
  return { seconds: (performance.now() - startedAt) / 1_000, peakMemoryBytes }
}
