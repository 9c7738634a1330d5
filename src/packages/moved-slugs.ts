import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'

/** The slug that the record has now which had `slug` before; addresses once given out lead there for ever. */
export async function findMovedSlug(db: Database, subject: 'package' | 'grid', slug: string): Promise<string | undefined> {
  const { rows } = await sql<{ slug: string }>`
    select record.slug from slug_history join ${sql.table(subject)} as record on record.id = record_id
    where subject = ${subject} and slug_history.slug = ${slug}`.execute(db)
  return rows[0]?.slug
}
