import { type Kysely, sql } from 'kysely'

/*
 * What every edit sets off, in fewer and cheaper statements (docs/decisions/0041-round-trips.md). A trigger function keeps the plan that it made
 * for one row, so old and new rows meet in a full join, which PostgreSQL never makes by comparing each with each.
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
  'text_hash',
]

/** Columns of a row that change without anybody having edited anything. */
const noise = ['modified_at', 'modified_by', 'last_fetched_at', 'last_error', 'last_error_at', 'error_count', 'score']

const columnsOf = (row: string, columns: readonly string[]) => columns.map((column) => `${row}.${column}`).join(', ')

const statements = [
  // PostgreSQL makes a plan for a function in SQL at every call, unless it can put it in place of the call.
  `create or replace function package_weight_points(
    deprecated_at timestamptz, description text, downloads integer, forks integer, last_commit_at timestamptz,
    last_released_at timestamptz, users bigint, watchers integer, at timestamptz
  ) returns integer[] language plpgsql immutable parallel safe as $$
  begin
    return array[
      case when deprecated_at is null then 20 else 0 end,
      case when trim(description) <> '' then 20 else 0 end,
      least(downloads / 1000, 20),
      least(forks, 20),
      case
        when last_commit_at > at - interval '2160 hours' then 20
        when last_commit_at > at - interval '4368 hours' then 10
        when last_commit_at > at - interval '8760 hours' then 5
        else 0 end,
      case when last_released_at > at - interval '8760 hours' then 20 else 0 end,
      least(users, 20)::integer,
      least(watchers, 20)];
  end $$`,

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

  `create or replace function record_updated() returns trigger language plpgsql
  -- Times are written the same whoever writes.
  set timezone = 'UTC' as $$
  declare
    named text := nullif(current_setting('packgrid.subject', true), '');
    account bigint := nullif(current_setting('packgrid.account', true), '')::bigint;
    way text := coalesce(nullif(current_setting('packgrid.via', true), ''), 'sql');
    reverted bigint := nullif(current_setting('packgrid.reverts', true), '')::bigint;
    number bigint := current_change_set();
  begin
    with change (ordinality, before, after, row) as (
      select ordinality, before, after, row
      from (
        select to_jsonb(old_row) as old_row, to_jsonb(new_row) as row, row_number() over () as ordinality
        from old_rows as old_row full join new_rows as new_row on new_row.id = old_row.id
        where old_row is distinct from new_row
      ) as updated, lateral (
        select jsonb_object_agg(key, old_row -> key) as before, jsonb_object_agg(key, value) as after from jsonb_each(row)
        where value is distinct from old_row -> key and key <> all ('{${noise.join()}}'::text[])
          -- What hosts say is no edit, but for a new address.
          and (key = 'repo_url' or way <> 'refresh')
      ) as columns
      where after is not null
    ), subject as (
      select
        change.*,
        coalesce(split_part(named, ':', 1), tg_argv[0]) as subject,
        coalesce(split_part(named, ':', 2), row ->> tg_argv[1])::bigint as subject_id
      from change
    ), header as (
      insert into revision (change_set, account_id, via, subject, subject_id, reverts_id)
      select distinct number, account, way, subject.subject, subject_id, reverted from subject
      -- Changes nothing, but returns the revision that this transaction has begun already.
      on conflict (change_set, subject, subject_id) do update set via = revision.via
      returning id, subject, subject_id
    )
    insert into revision_change (revision_id, table_name, row_id, action, package_id, grid_id, before, after)
    select
      header.id,
      tg_table_name,
      (row ->> 'id')::bigint,
      'update',
      (row ->> case tg_table_name when 'package' then 'id' else 'package_id' end)::bigint,
      (row ->> case tg_table_name when 'grid' then 'id' else 'grid_id' end)::bigint,
      before,
      after
    from subject full join header on header.subject = subject.subject and header.subject_id = subject.subject_id
    order by ordinality;
    if found then perform notify_changed('revisions'); end if;
    return null;
  end $$`,
  'drop function changed_columns(jsonb, jsonb)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
