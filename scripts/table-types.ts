import { generate, PostgresDialect } from 'kysely-codegen'

import type { Database } from '../src/db/connect.ts'

/** TypeScript types of the tables in a migrated database. */
export function generateTableTypes(db: Database): Promise<string> {
  return generate({
    db,
    dialect: new PostgresDialect(),
    outFile: null,
    excludePattern: 'kysely_*',
    typeMapping: { timestamptz: 'string', int8: 'number' },
  })
}
