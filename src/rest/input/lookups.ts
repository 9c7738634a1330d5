import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../../db/connect.ts'
import type { FieldContext } from './field.ts'

/** The ids of the records that have these ids (all digits) or slugs, by key. */
export async function findKeyIds(
  db: Database,
  table: 'category' | 'grid' | 'package',
  keys: readonly string[],
): Promise<Map<string, number>> {
  const ids = keys.filter((key) => /^\d{1,15}$/.test(key))
  const slugs = keys.filter((key) => !/^\d+$/.test(key) && !key.includes('\0'))
  const { rows } = await sql<{ id: number; slug: string }>`
    select id, slug from ${sql.table(table)} where id = any(${ids.map(Number)}::bigint[]) or slug = any(${slugs}::text[])`.execute(
    db,
  )
  const bySlug = new Map(rows.map(({ id, slug }) => [slug, id]))
  const known = new Set(rows.map(({ id }) => id))
  const found = keys.map((key): [string, number | undefined] =>
    /^\d+$/.test(key) ? [key, known.has(Number(key)) ? Number(key) : undefined] : [key, bySlug.get(key)],
  )
  return new Map(found.flatMap(([key, id]) => (id === undefined ? [] : [[key, id] as const])))
}

/** Whether a row other than the present one meets `condition`. */
export async function isTaken(
  { db, current }: Pick<FieldContext, 'db' | 'current'>,
  table: 'category' | 'grid' | 'package',
  condition: RawBuilder<unknown>,
): Promise<boolean> {
  const { rows } = await sql`
    select from ${sql.table(table)} where ${condition} and id <> ${current?.id ?? 0} limit 1`.execute(db)
  return rows.length > 0
}
