import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sql } from 'kysely'

import { importFiles, type ImportOptions } from '../../src/import/import.ts'
import type { ImportCounts } from '../../src/import/save.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'

const times = { created: '2020-01-01T10:00:00.123456Z', modified: '2020-01-02T10:00:00Z' }

/** The smallest whole catalogue; the second package is in no grid. */
export const category = { model: 'category', id: 1, title: 'App', slug: 'apps', ...times }
export const grid = { model: 'grid', id: 1, title: 'Forms', slug: 'forms', ...times }
export const pkg = {
  model: 'package',
  id: 1,
  title: 'One',
  slug: 'one',
  category: 1,
  grids: [1],
  last_updated: null,
  last_fetched: null,
  pypi_version: '1.0',
  documentation_url: null,
  repo_url: 'https://github.com/one/one',
  ...times,
}
export const other = { ...pkg, id: 2, title: 'Two', slug: 'two', grids: [], repo_url: 'https://github.com/two/two' }

export const toText = (...records: object[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('')

export interface Importing extends AsyncDisposable {
  database: TestDatabase
  directory: string
  /** Leaves nothing but the smallest catalogue. */
  reset(): Promise<void>
  /** Imports files with these names and contents, in this order. */
  importMany(files: Record<string, string | Buffer>, options?: ImportOptions): Promise<ImportCounts>
  /** Imports one file, `a.ndjson`. */
  importOne(content: string | Buffer, options?: ImportOptions): Promise<ImportCounts>
  /** Every row of the catalogue, each with the transaction that wrote it. */
  readAll(): Promise<unknown>
}

/** A database and a directory to import from. */
export async function createImporting(): Promise<Importing> {
  const directory = await mkdtemp(join(tmpdir(), 'packgrid-import-'))
  const database = await createTestDatabase()
  const importMany: Importing['importMany'] = async (files, options) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content)
    const paths = Object.keys(files).map((name) => join(directory, name))
    return importFiles(database.db, paths, options)
  }
  const importOne: Importing['importOne'] = (content, options) => importMany({ 'a.ndjson': content }, options)
  return {
    database,
    directory,
    importMany,
    importOne,
    async reset() {
      await sql`truncate category, grid, package cascade`.execute(database.db)
      await importOne(toText(category, grid, pkg, other))
    },
    async readAll() {
      const tables = ['category', 'grid', 'package', 'release', 'grid_package'].map((table) => sql.table(table))
      const rows = tables.map(
        (table) => sql`(select json_agg(json_build_array(xmin::text, one) order by id) from ${table} as one)`,
      )
      return (await sql`select json_build_array(${sql.join(rows)}) as tables`.execute(database.db)).rows
    },
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]()
      await rm(directory, { recursive: true })
    },
  }
}

export async function* inChunksOf(size: number, bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}
