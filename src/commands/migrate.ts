import type { Config } from '../config.ts'
import { openDatabase } from './database.ts'

/** Brings the schema up to date and says what ran. */
export async function migrate(config: Config): Promise<void> {
  const { connection, migrations } = await openDatabase(config)
  await connection.close()
  if (migrations.length === 0) console.log('The schema is up to date.')
  for (const migration of migrations) console.log(`Migrated: ${migration}`)
}
