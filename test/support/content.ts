import type { Connection } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { importSampleIfEmpty } from '../../src/import/sample.ts'

export type Content = 'empty' | 'sample'

/** Brings a new database to its schema, and to the sample catalogue if asked. */
export async function fillDatabase({ db }: Connection, content: Content): Promise<void> {
  await migrate(db)
  if (content === 'sample') await importSampleIfEmpty(db)
}
