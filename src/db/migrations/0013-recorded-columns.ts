import { type Kysely, sql } from 'kysely'

import { createRecorder, createTrigger, noise, subjects } from './0004-revisions.ts'

/*
 * What changed of a row is found by comparing its columns, not two documents made of all of them (docs/decisions/0041-round-trips.md).
 */

export async function up(db: Kysely<unknown>): Promise<void> {
  await recordColumns(db)
  for (const [table, subject] of Object.entries(subjects)) {
    const call = `record_updated_${table}('${subject.join(`', '`)}')`
    await sql.raw(`drop trigger ${table}_update_recorded on ${table}`).execute(db)
    await sql.raw(createTrigger(table, 'update', 'old table as old_rows new table as new_rows', call)).execute(db)
  }
  await sql.raw('drop function record_updated()').execute(db)
}

/** Writes the functions that record what changed of a row. A migration that adds or removes a column of such a table calls it again. */
export async function recordColumns<Tables>(db: Kysely<Tables>): Promise<void> {
  for (const table of Object.keys(subjects)) {
    const { rows } = await sql<{ name: string }>`select attname as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and not attisdropped order by attnum`.execute(db)
    const names = rows.map(({ name }) => name)
    await sql.raw(createRecorder(`updated_${table}`, selectChanged(names))).execute(db)
  }
}

/** @param names all columns of the table */
function selectChanged(names: readonly string[]): string {
  const recorded = names.filter((name) => !noise.includes(name))
  const keys = names.filter((name) => ['id', 'package_id', 'grid_id'].includes(name))
  return `select ordinality, before, after, row
    from (
      select
        row_number() over () as ordinality,
        jsonb_build_object(${keys.map((name) => `'${name}', new_row.${name}`).join(', ')}) as row,
        array[${recorded
          .map(
            (name) =>
              `case when old_row.${name} is distinct from new_row.${name} then jsonb_build_array(old_row.${name}, new_row.${name}) end`,
          )
          .join(', ')}] as edits
      from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
    ) as updated, lateral (
      select jsonb_object_agg(key, edit -> 0) as before, jsonb_object_agg(key, edit -> 1) as after
      from unnest('{${recorded.join()}}'::text[], edits) as edited (key, edit)
      where edit is not null
        -- What hosts say is no edit, but for a new address.
        and (key = 'repo_url' or way <> 'refresh')
    ) as columns
    where after is not null`
}
