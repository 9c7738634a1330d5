import { type Kysely, sql } from 'kysely'

import { type Naming, selectSource, separators } from './0006-search.ts'

/*
 * The forms of a name that the search index holds are made of its words, which are found once for each name, as are the titles of a package's
 * grids (docs/decisions/0041-round-trips.md). The view says of every record what it said before.
 */

const functions = [
  // 'Django_OAuth-Toolkit' → 'django oauth toolkit'.
  `create function name_words(name text) returns text language sql immutable parallel safe as $$
    select translate(lower(name), ${separators}, repeat(' ', length(${separators}))) $$`,

  // As `name_key`: a name without words is its own key.
  `create function words_key(words text, name text) returns text language sql immutable parallel safe as $$
    select coalesce(nullif(replace(words, ' ', ''), ''), lower(name)) $$`,

  // As `short_name`.
  String.raw`create function words_short(words text, name text) returns text language sql immutable parallel safe as $$
    select coalesce(nullif(trim(regexp_replace(words, '^ *(django|dj\M) *(?=[^ ])', '')), ''), lower(name)) $$`,

  // As `name_key` of a short form, which has no separators but spaces unless it is the whole name.
  `create function short_key(short text, name text, key text) returns text language sql immutable parallel safe as $$
    select case when short = lower(name) then key else replace(short, ' ', '') end $$`,
]

const naming: Naming = {
  names: `array['4' || title_key, '4' || slug_key, '2' || short_key(short_title, package.title, title_key), '2' || short_key(short_slug, package.slug, slug_key)]
      || case when project = '' then '{}'::text[] else array['3' || project_key, '1' || short_key(short_project, project, project_key)] end`,
  parts: `
      name_words(package.title) as title_words, name_words(package.slug) as slug_words,
      (select coalesce(string_agg(grid.title, ' ' order by grid.id), '') from grid_package join grid on grid.id = grid_id
        where package_id = package.id) as grids,`,
  forms: `
    lateral (select name_words(project) as project_words offset 0) as project_parts,
    lateral (select
      words_key(title_words, package.title) as title_key, words_short(title_words, package.title) as short_title,
      words_key(slug_words, package.slug) as slug_key, words_short(slug_words, package.slug) as short_slug,
      words_key(project_words, project) as project_key, words_short(project_words, project) as short_project offset 0) as forms,`,
  grids: 'parts.grids',
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of functions) await sql.raw(statement).execute(db)
  await sql
    .raw(`create or replace view search_source as ${selectSource(', users::integer, released_at', ', 0, null', naming)}`)
    .execute(db)
}
