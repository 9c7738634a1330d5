import { fileURLToPath } from 'node:url'

import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { importFiles } from './import.ts'
import type { ImportCounts } from './save.ts'

/** The sample catalogue that comes with Packgrid. */
const sampleFiles = ['categories', 'grids', 'packages'].map((name) =>
  fileURLToPath(new URL(`../../catalogue/${name}.ndjson`, import.meta.url)),
)

/** Imports the sample into a catalogue that holds nothing at all; undefined where there is something. */
export async function importSampleIfEmpty(db: Database): Promise<ImportCounts | undefined> {
  const { rows } = await sql`
    select from category union all select from grid union all select from package limit 1`.execute(db)
  return rows.length === 0 ? importFiles(db, sampleFiles) : undefined
}
