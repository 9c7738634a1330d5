import { type Kysely, sql } from 'kysely'

const packageColumns =
  'id, category_id, title, slug, repo_url, repo_description, repo_watchers, repo_forks, participants, last_commit_at, archived_at, ' +
  'pypi_url, pypi_downloads, pypi_classifiers, pypi_license, pypi_licenses, pypi_requires_python, latest_release_id, deprecated_at, ' +
  'deprecated_by, replaced_by_id, gone_at, pypi_status'

const documentColumns =
  'category_id, names, short_title, short_slug, repo_key, status, is_maintained, licences, python_versions, watchers, weight, ' +
  'popularity, grids, text_hash'
const qualified = (alias: string) => documentColumns.replaceAll(/\w+/g, `${alias}.$&`)

/** Ids of the rows that a statement added, removed or changed in `columns`. */
const changedIds = (columns: string) => `
  if tg_op = 'INSERT' then select array_agg(id) into ids from new_rows;
  elsif tg_op = 'DELETE' then select array_agg(id) into ids from old_rows;
  else
    select array_agg(distinct id) into ids from (
      (select ${columns} from new_rows except select ${columns} from old_rows) union all
      (select ${columns} from old_rows except select ${columns} from new_rows)) as changed;
  end if;`

/** What documents should be, with what tells whether their words have changed. */
export const hashedSource = `create view hashed_search_source as
  select *, md5(concat_ws(e'\\n', title, slug, description, category, participants, grids))::uuid as text_hash from search_source`

/**
 * Statement triggers that keep the search index. Each works on all rows of its statement at once, so that an import costs about as much as
 * the rows themselves.
 *
 * Writers at the same time: a document is locked first and then made from what is committed or own by then, so the last one to write it
 * has seen all others. Only a record that is being added to a category or grid, while another writer renames that, has no document yet to
 * lock; the two wait for each other by an advisory lock.
 */
const statements = [
  `create function index_documents(kind text, ids bigint[]) returns void language plpgsql
  -- The planner thinks a plan of its own for every kind and list the better one, though making it takes longer than running it.
  set plan_cache_mode = force_generic_plan as $$
  begin
    if ids is null or ids = '{}' then return; end if;
    perform from search_document where item_type = kind and record_id = any(ids) order by record_id for update;
    delete from search_document where item_type = kind and record_id = any(ids)
      and not exists (select from package where kind = 'package' and id = record_id)
      and not exists (select from grid where kind = 'grid' and id = record_id);
    -- Made once, in one pass, whatever the planner thinks of the number of rows.
    with source as materialized (select * from hashed_search_source where item_type = kind and record_id = any(ids)),
    updated as (
      update search_document as document
      set (${documentColumns}, vector, modified_at) = row(${qualified('source')},
        case when document.text_hash = source.text_hash then document.vector else search_vector(
          source.title, source.slug, source.description, source.category, source.participants, source.grids) end,
        clock_timestamp())
      from source
      where document.item_type = kind and document.record_id = source.record_id
        and (${qualified('document')}) is distinct from (${qualified('source')}))
    insert into search_document (item_type, record_id, ${documentColumns}, vector)
    select item_type, record_id, ${documentColumns}, search_vector(title, slug, description, category, participants, grids)
    from source
    where not exists (select from search_document where item_type = kind and record_id = source.record_id);
  end $$`,
  hashedSource,

  `create function lock_for_search(kind text, record_ids bigint[], is_renamed boolean) returns void language plpgsql as $$
  declare record_id bigint;
  begin
    foreach record_id in array array(select distinct id from unnest(record_ids) as id where id is not null order by id) loop
      if is_renamed then perform pg_advisory_xact_lock(hashtext('packgrid search ' || kind), hashint8(record_id));
      else perform pg_advisory_xact_lock_shared(hashtext('packgrid search ' || kind), hashint8(record_id)); end if;
    end loop;
  end $$`,

  `create function index_changed_packages() returns trigger language plpgsql as $$
  declare ids bigint[];
  begin
    ${changedIds(packageColumns)}
    if tg_op <> 'DELETE' then
      perform lock_for_search('category', array(select distinct category_id from new_rows where id = any(ids) and not exists (
        select from search_document as document
        where item_type = 'package' and record_id = new_rows.id and document.category_id = new_rows.category_id)), false);
    end if;
    perform index_documents('package', ids);
    return null;
  end $$`,

  `create function index_renamed_categories() returns trigger language plpgsql as $$
  declare ids bigint[];
  begin
    ids := array(select id from new_rows join old_rows using (id) where new_rows.title <> old_rows.title);
    perform lock_for_search('category', ids, true);
    perform index_documents('package', array(select id from package where category_id = any(ids)));
    return null;
  end $$`,

  `create function index_changed_grids() returns trigger language plpgsql as $$
  declare ids bigint[];
  begin
    ${changedIds('id, title, slug, description')}
    if tg_op = 'UPDATE' then
      perform lock_for_search('grid', ids, true);
      perform index_documents('package', array(select distinct package_id from grid_package where grid_id = any(ids)));
    end if;
    perform index_documents('grid', ids);
    return null;
  end $$`,

  `create function index_changed_memberships() returns trigger language plpgsql as $$
  declare
    packages bigint[] := '{}';
    grids bigint[] := '{}';
  begin
    if tg_op <> 'INSERT' then
      packages := array(select distinct package_id from old_rows);
      grids := array(select distinct grid_id from old_rows);
    end if;
    if tg_op <> 'DELETE' then
      packages := packages || array(select distinct package_id from new_rows);
      grids := grids || array(select distinct grid_id from new_rows);
    end if;
    perform lock_for_search('grid', grids, false);
    -- Most documents that an import writes know their grids already.
    perform index_documents('package', array(
      select record_id from search_document as document
      where item_type = 'package' and record_id = any(packages) and document.grids <> package_grids(record_id)));
    perform index_documents('grid', grids);
    return null;
  end $$`,

  `create function index_dated_releases() returns trigger language plpgsql as $$
  begin
    perform index_documents('package', array(
      select package_id from new_rows join old_rows using (id, package_id)
      where new_rows.released_at is distinct from old_rows.released_at));
    return null;
  end $$`,

  // A hit shows how many use a package; whoever writes \`usage\` tells nobody else so far.
  `create function index_changed_usage() returns trigger language plpgsql as $$
  declare packages bigint[] := '{}';
  begin
    if tg_op <> 'INSERT' then packages := array(select distinct package_id from old_rows); end if;
    if tg_op <> 'DELETE' then packages := packages || array(select distinct package_id from new_rows); end if;
    perform index_documents('package', packages);
    perform notify_changed('search');
    perform notify_changed('package:' || id) from unnest(packages) as id;
    return null;
  end $$`,

  `create function index_after_truncate() returns trigger language plpgsql as $$
  begin
    perform index_documents('package', array(select record_id from search_document where item_type = 'package'));
    perform index_documents('grid', array(select record_id from search_document where item_type = 'grid'));
    return null;
  end $$`,

  // Documents whose facts depend on the time of day; true when any has changed.
  `create function refresh_search_weights() returns boolean language plpgsql as $$
  declare ids bigint[];
  begin
    ids := array(
      select record_id from search_document as document join search_source as source using (item_type, record_id)
      where document.weight <> source.weight or document.is_maintained <> source.is_maintained
      order by record_id);
    perform index_documents('package', ids);
    if ids <> '{}' then perform notify_changed('search', 'search-weights'); end if;
    return ids <> '{}';
  end $$`,

  ...onRows('package', 'index_changed_packages'),
  ...onRows('grid', 'index_changed_grids'),
  ...onRows('grid_package', 'index_changed_memberships'),
  ...onRows('usage', 'index_changed_usage'),
  ...onRows('category', 'index_renamed_categories', ['update']),
  ...onRows('release', 'index_dated_releases', ['update']),
  ...['package', 'grid', 'grid_package', 'usage'].map(
    (table) => `create trigger ${table}_truncated_search after truncate on ${table}
      for each statement execute function index_after_truncate()`,
  ),

  // What is in the catalogue already.
  `select index_documents('package', array(select id from package order by id)), index_documents('grid', array(select id from grid order by id))`,
]

/** A trigger that sees the rows of its statement serves one event only. */
function onRows(table: string, execute: string, events: readonly string[] = ['insert', 'update', 'delete']): string[] {
  const rows: Record<string, string> = {
    insert: 'new table as new_rows',
    update: 'old table as old_rows new table as new_rows',
    delete: 'old table as old_rows',
  }
  return events.map(
    (event) => `create trigger ${table}_search_${event} after ${event} on ${table}
      referencing ${rows[event]} for each statement execute function ${execute}()`,
  )
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
