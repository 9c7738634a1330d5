import { type Kysely, sql } from 'kysely'

import { createRecorder, noiseArray } from './0004-revisions.ts'
import { hashedSource } from './0006-search-triggers.ts'
import { selectSource, weightFacts, weightPoints } from './0006-search.ts'

/*
 * What every edit sets off, in fewer and cheaper statements (docs/decisions/0041-round-trips.md). A trigger function keeps the plan that it made
 * for one row, so old and new rows of the index meet in a full join, which PostgreSQL never makes by comparing each with each.
 */

/** The columns of a package that its document is made from. */
const packageColumns = [
  'category_id',
  'title',
  'slug',
  'repo_url',
  'repo_description',
  'repo_watchers',
  'repo_forks',
  'participants',
  'last_commit_at',
  'archived_at',
  'pypi_url',
  'pypi_downloads',
  'pypi_classifiers',
  'pypi_license',
  'pypi_licenses',
  'pypi_requires_python',
  'latest_release_id',
  'deprecated_at',
  'deprecated_by',
  'replaced_by_id',
  'gone_at',
  'pypi_status',
]

/** What a document holds, but for the words. */
const documentColumns = [
  'category_id',
  'names',
  'short_title',
  'short_slug',
  'repo_key',
  'status',
  'is_maintained',
  'licences',
  'python_versions',
  'watchers',
  'weight',
  'popularity',
  'grids',
  'users',
  'released_at',
  'text_hash',
]

const columnsOf = (row: string, columns: readonly string[]) => columns.map((column) => `${row}.${column}`).join(', ')

const statements = [
  // PostgreSQL makes a plan for a function in SQL at every call, unless it can put it in place of the call.
  `create or replace function package_weight_points(${weightFacts}) returns integer[] language plpgsql immutable parallel safe as $$
  begin return ${weightPoints}; end $$`,

  // What a hit shows, and what would have to be looked for in other tables.
  'alter table search_document add users integer not null default 0, add released_at timestamptz',
  `create or replace view search_source as ${selectSource(', users::integer, released_at', ', 0, null')}`,
  'drop view hashed_search_source',
  hashedSource,
  `update search_document as document set users = source.users, released_at = source.released_at
    from search_source as source where source.item_type = document.item_type and source.record_id = document.record_id`,

  `create or replace function index_documents(kind text, ids bigint[]) returns void language plpgsql
  -- The planner thinks a plan of its own for every kind and list the better one, though making it takes longer than running it.
  set plan_cache_mode = force_generic_plan as $$
  begin
    if ids is null or ids = '{}' then return; end if;
    perform from search_document where item_type = kind and record_id = any(ids) order by record_id for update;
    insert into search_document as document (item_type, record_id, ${documentColumns.join(', ')}, vector)
    select item_type, record_id, ${columnsOf('source', documentColumns)},
      case when earlier.text_hash = source.text_hash then earlier.vector else search_vector(
        source.title, source.slug, source.description, source.category, source.participants, source.grids) end
    from (select * from hashed_search_source where item_type = kind and record_id = any(ids) offset 0) as source
      left join search_document as earlier using (item_type, record_id)
    on conflict (item_type, record_id) do update
    set (${documentColumns.join(', ')}, vector, modified_at) = row(${columnsOf('excluded', documentColumns)}, excluded.vector, clock_timestamp())
    where (${columnsOf('document', documentColumns)}) is distinct from (${columnsOf('excluded', documentColumns)});
  end $$`,
  `create function forget_documents(kind text, ids bigint[]) returns void language plpgsql as $$
  begin
    perform from search_document where item_type = kind and record_id = any(ids) order by record_id for update;
    delete from search_document where item_type = kind and record_id = any(ids);
  end $$`,

  `create or replace function index_changed_packages() returns trigger language plpgsql as $$
  declare
    ids bigint[];
    entered_categories bigint[];
  begin
    if tg_op = 'INSERT' then
      select array_agg(id), array_agg(category_id) into ids, entered_categories from new_rows;
    elsif tg_op = 'DELETE' then
      perform forget_documents('package', array(select id from old_rows));
    else
      select array_agg(id), array_agg(new_rows.category_id) filter (where new_rows.category_id <> old_rows.category_id)
      into ids, entered_categories
      from new_rows full join old_rows using (id)
      where (${columnsOf('new_rows', packageColumns)}) is distinct from (${columnsOf('old_rows', packageColumns)});
    end if;
    if entered_categories is not null then perform lock_for_search('category', entered_categories, false); end if;
    perform index_documents('package', ids);
    return null;
  end $$`,

  `create or replace function index_changed_grids() returns trigger language plpgsql as $$
  declare ids bigint[];
  begin
    if tg_op = 'INSERT' then
      select array_agg(id) into ids from new_rows;
    elsif tg_op = 'DELETE' then
      perform forget_documents('grid', array(select id from old_rows));
    else
      select array_agg(id) into ids from new_rows full join old_rows using (id)
      where (new_rows.title, new_rows.slug, new_rows.description) is distinct from (old_rows.title, old_rows.slug, old_rows.description);
      perform lock_for_search('grid', ids, true);
      perform index_documents('package', array(select distinct package_id from grid_package where grid_id = any(ids)));
    end if;
    perform index_documents('grid', ids);
    return null;
  end $$`,

  `create or replace function index_after_truncate() returns trigger language plpgsql as $$
  begin
    perform forget_documents('package', array(
      select record_id from search_document where item_type = 'package' and not exists (select from package where id = record_id)));
    perform forget_documents('grid', array(
      select record_id from search_document where item_type = 'grid' and not exists (select from grid where id = record_id)));
    perform index_documents('package', array(select id from package));
    perform index_documents('grid', array(select id from grid));
    return null;
  end $$`,

  createRecorder(
    'updated',
    `select ordinality, before, after, row
    from (
      select to_jsonb(old_row) as old_row, to_jsonb(new_row) as row, row_number() over () as ordinality
      from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
      where old_row is distinct from new_row
    ) as updated, lateral (
      select jsonb_object_agg(key, old_row -> key) as before, jsonb_object_agg(key, value) as after from jsonb_each(row)
      where value is distinct from old_row -> key and key <> all (${noiseArray})
        -- What hosts say is no edit, but for a new address.
        and (key = 'repo_url' or way <> 'refresh')
    ) as columns
    where after is not null`,
  ),
  'drop function changed_columns(jsonb, jsonb)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
