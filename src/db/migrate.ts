import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

import * as catalogue from './migrations/0001-catalogue.ts'
import * as surrogateKeys from './migrations/0002-surrogate-keys.ts'
import * as accounts from './migrations/0003-accounts.ts'
import * as revisions from './migrations/0004-revisions.ts'
import * as refresh from './migrations/0005-refresh.ts'
import * as searchTriggers from './migrations/0006-search-triggers.ts'
import * as search from './migrations/0006-search.ts'
import * as site from './migrations/0007-site.ts'
import * as profiles from './migrations/0008-profiles.ts'
import * as views from './migrations/0009-views.ts'
import * as announcements from './migrations/0010-announcements.ts'
import * as cheaperEdits from './migrations/0011-cheaper-edits.ts'
import * as heardChanges from './migrations/0012-heard-changes.ts'
import * as recordedColumns from './migrations/0013-recorded-columns.ts'
import * as nameWords from './migrations/0014-name-words.ts'

/** In the order of their names. Forward only: a migration that has been released is never edited. */
const migrations: Record<string, Migration> = {
  '0001-catalogue': catalogue,
  '0002-surrogate-keys': surrogateKeys,
  '0003-accounts': accounts,
  '0004-revisions': revisions,
  '0005-refresh': refresh,
  '0006-search': search,
  '0006-search-triggers': searchTriggers,
  '0007-site': site,
  '0008-profiles': profiles,
  '0009-views': views,
  '0010-announcements': announcements,
  '0011-cheaper-edits': cheaperEdits,
  '0012-heard-changes': heardChanges,
  '0013-recorded-columns': recordedColumns,
  '0014-name-words': nameWords,
}

/**
 * Brings the schema up to date in one transaction and returns the names of the migrations that ran. Kysely holds an advisory lock
 * meanwhile, so processes that start together do not race.
 */
export async function migrate<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw error
  return (results ?? []).filter((result) => result.status === 'Success').map((result) => result.migrationName)
}
