import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { checkRelations } from './checks.ts'
import { readLines } from './lines.ts'
import { parseLine } from './parse.ts'
import { type ImportCounts, saveStaged } from './save.ts'
import { findSources, type Source, unpack } from './sources.ts'
import { analyzeStagingTables, createStagingTables, type StagedLine, stageLines } from './staging.ts'

export interface ImportProgress {
  /** Read so far, before unpacking. */
  bytes: number
  /** Undefined when it cannot be known. */
  totalBytes: number | undefined
  records: number
}

export interface ImportOptions {
  /** What the path `-` stands for. */
  input?: AsyncIterable<Buffer>
  onProgress?: (progress: ImportProgress) => void
}

/**
 * Imports packages, grids and categories from files of one JSON object a line, plain or gzipped, in one transaction: all of them or, on
 * any error, nothing. Records are inserted or updated by id; a package is put in exactly the grids that it names. The order of files and
 * of lines does not matter.
 *
 * @throws ImportError for a line that is wrong by itself as soon as it is read; what depends on other lines or on the database is known
 * only at the end, and then the first such line is named.
 */
export async function importFiles(db: Database, paths: readonly string[], options: ImportOptions = {}): Promise<ImportCounts> {
  const sources = await findSources(paths, options.input ?? process.stdin)
  const counts = await db.transaction().execute(async (tx) => {
    await setAuthor(tx, { via: 'import' })
    await createStagingTables(tx)
    await stageSources(tx, sources, options.onProgress ?? (() => {}))
    await analyzeStagingTables(tx)
    await lockCatalogue(tx)
    await checkRelations(
      tx,
      sources.map(({ name }) => name),
    )
    return saveStaged(tx)
  })
  await mergeNewEntries(db)
  return counts
}

/** GIN indexes gather new rows in a list that every search reads whole; many at once are merged now, not when somebody searches. */
async function mergeNewEntries(db: Database): Promise<void> {
  await sql`select gin_clean_pending_list(indexrelid) from pg_index where indrelid = 'search_document'::regclass
    and (select amname from pg_class join pg_am on pg_am.oid = relam where pg_class.oid = indexrelid) = 'gin'`.execute(db)
}

/** A statement takes lines until either is reached, so that memory stays small whatever the file. */
const batch = { lines: 500, bytes: 2 ** 20 }

async function stageSources(
  tx: Database,
  sources: readonly Source[],
  onProgress: (progress: ImportProgress) => void,
): Promise<void> {
  const progress: ImportProgress = { bytes: 0, totalBytes: sumSizes(sources), records: 0 }
  let waiting: StagedLine[] = []
  let waitingLength = 0

  async function flush(): Promise<void> {
    await stageLines(tx, waiting)
    progress.records += waiting.length
    onProgress({ ...progress })
    waiting = []
    waitingLength = 0
  }

  for (const [file, source] of sources.entries()) {
    const bytes = tap(source.open(), (length) => (progress.bytes += length))
    for await (const line of readLines(unpack(bytes), source.name)) {
      waiting.push({ file, line: line.number, record: parseLine(line) })
      waitingLength += line.text.length
      if (waiting.length >= batch.lines || waitingLength >= batch.bytes) await flush()
    }
  }
  await flush()
}

function sumSizes(sources: readonly Source[]): number | undefined {
  return sources.reduce<number | undefined>(
    (total, { sizeBytes }) => (total === undefined || sizeBytes === undefined ? undefined : total + sizeBytes),
    0,
  )
}

async function* tap(bytes: AsyncIterable<Buffer>, onRead: (length: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of bytes) {
    onRead(chunk.length)
    yield chunk
  }
}

/**
 * Keeps every other writer out, not the readers, from the checks to the commit: what was checked stays true, two imports run one after
 * the other, and a person who edits meanwhile waits a moment instead of meeting a deadlock half-way.
 */
async function lockCatalogue(tx: Database): Promise<void> {
  await sql`lock table category, grid, package, release, grid_package in share row exclusive mode`.execute(tx)
}
