import { Presets, SingleBar } from 'cli-progress'

import type { Config } from '../config.ts'
import { importFiles, type ImportProgress } from '../import/import.ts'
import { toSummary } from '../import/summary.ts'
import { openDatabase } from './database.ts'

/** Imports files into the database, showing progress to a person at a terminal. */
export async function importCatalogue(config: Config, files: readonly string[]): Promise<void> {
  const { connection } = await openDatabase(config)
  const bar = process.stderr.isTTY ? createBar() : undefined
  try {
    const counts = await importFiles(connection.db, files, { onProgress: (progress) => showProgress(bar, progress) })
    bar?.stop()
    console.log(toSummary(counts))
  } finally {
    bar?.stop()
    await connection.close()
  }
}

function createBar(): SingleBar {
  const bar = new SingleBar({ format: '{bar} {share} {records} records', hideCursor: true }, Presets.rect)
  bar.start(1, 0, { share: '', records: 0 })
  return bar
}

/** Without a known size the bar stays empty and only the records count up. */
function showProgress(bar: SingleBar | undefined, { bytes, totalBytes, records }: ImportProgress): void {
  const share = totalBytes === undefined ? '' : `${Math.floor((bytes / Math.max(totalBytes, 1)) * 100)}%`
  bar?.setTotal(totalBytes || 1)
  bar?.update(totalBytes === undefined ? 0 : bytes, { share, records })
}
