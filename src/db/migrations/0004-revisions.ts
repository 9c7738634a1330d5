import { type Kysely, sql } from 'kysely'

/**
 * What was changed, by whom and by which way, written by triggers in the writer's own transaction, whoever the writer is.
 *
 * A revision is what one transaction did to one package, grid or category; its changes are the rows. The settings of the transaction say
 * more: `packgrid.account` and `packgrid.via` who writes, `packgrid.subject` (`grid:66`) to which record rows belong that could belong to
 * several, `packgrid.reverts` the revision that is taken back.
 */

/** Columns that change without anybody having edited anything. */
export const noise = ['modified_at', 'modified_by', 'last_fetched_at', 'last_error', 'last_error_at', 'error_count', 'score']
export const noiseArray = `'{${noise.join()}}'::text[]`

/** By table, the record to which its rows belong unless the writer says otherwise. */
export const subjects: Record<string, readonly [subject: string, column: string]> = {
  package: ['package', 'id'],
  release: ['package', 'package_id'],
  example: ['package', 'package_id'],
  grid_package: ['package', 'package_id'],
  grid: ['grid', 'id'],
  feature: ['grid', 'grid_id'],
  element: ['grid', 'grid_id'],
  category: ['category', 'id'],
}

/** Not edits of the catalogue, and nobody's business; kept only when they vanish with their package, for the day on which it comes back. */
const personal = ['favourite', 'usage', 'flag']

const statements = [
  `create sequence change_set_id`,
  `create table revision (
    id bigint generated always as identity primary key,
    change_set bigint not null,
    at timestamptz not null default clock_timestamp(),
    account_id bigint,
    via varchar(20) not null,
    subject varchar(20) not null check (subject in ('package', 'grid', 'category')),
    subject_id bigint not null,
    reverts_id bigint,
    unique (change_set, subject, subject_id)
  )`,
  `create index revision_account_id_idx on revision (account_id, id) where account_id is not null`,
  `create index revision_at_idx on revision (at)`,
  `create index revision_subject_idx on revision (subject_id, subject, id)`,
  `create table revision_change (
    id bigint generated always as identity primary key,
    revision_id bigint not null references revision on delete cascade,
    table_name varchar(20) not null,
    row_id bigint not null,
    action varchar(10) not null check (action in ('insert', 'update', 'delete')),
    package_id bigint,
    grid_id bigint,
    before jsonb,
    after jsonb
  )`,
  `create index revision_change_revision_id_idx on revision_change (revision_id)`,
  `create index revision_change_package_id_idx on revision_change (package_id, revision_id) where package_id is not null`,
  `create index revision_change_grid_id_idx on revision_change (grid_id, revision_id) where grid_id is not null`,
  `create index revision_change_tombstone_idx on revision_change (table_name, (before ->> 'slug'), id)
    where action = 'delete' and table_name in ('package', 'grid', 'category')`,

  // The first change of a transaction gives it its number.
  `create function current_change_set() returns bigint language plpgsql as $$
  declare
    number text := nullif(current_setting('packgrid.change_set', true), '');
  begin
    if number is null then number := set_config('packgrid.change_set', nextval('change_set_id')::text, true); end if;
    return number::bigint;
  end $$`,

  // The columns of a row that differ from those of another. What hosts say is no edit, but for a new address.
  `create function changed_columns(one jsonb, other jsonb) returns jsonb language plpgsql stable as $$
    begin return (
      select jsonb_object_agg(key, value) from jsonb_each(one)
      where value is distinct from other -> key and key <> all (${noiseArray})
        and (key = 'repo_url' or current_setting('packgrid.via', true) is distinct from 'refresh'));
    end $$`,

  // One function for each way in which rows change: they differ only in where before and after come from.
  createRecorder(
    'inserted',
    `select ordinality, null::jsonb, jsonb_strip_nulls(row) - ${noiseArray}, row
    from (select to_jsonb(new_row) as row, row_number() over () as ordinality from new_rows as new_row) as inserted`,
  ),
  createRecorder(
    'deleted',
    `select ordinality, row, null::jsonb, row
    from (select to_jsonb(old_row) as row, row_number() over () as ordinality from old_rows as old_row) as deleted`,
  ),
  createRecorder(
    'updated',
    `select ordinality, before, after, row
    from (
      select ordinality, changed_columns(old_row, row) as before, changed_columns(row, old_row) as after, row
      from (
        select to_jsonb(old_row) as old_row, to_jsonb(new_row) as row, row_number() over () as ordinality
        from old_rows as old_row join new_rows as new_row on new_row.id = old_row.id
        where old_row is distinct from new_row
      ) as updated
      -- Works the columns out once.
      offset 0
    ) as changed
    where after is not null`,
  ),
  ...Object.entries(subjects).flatMap(([table, subject]) => [
    createTrigger(table, 'insert', 'new table as new_rows', `record_inserted('${subject.join(`', '`)}')`),
    createTrigger(table, 'update', 'old table as old_rows new table as new_rows', `record_updated('${subject.join(`', '`)}')`),
    createTrigger(table, 'delete', 'old table as old_rows', `record_deleted('${subject.join(`', '`)}')`),
  ]),
  createRecorder(
    'lost',
    `select ordinality, row, null::jsonb, row
    from (
      select to_jsonb(old_row) as row, row_number() over () as ordinality from old_rows as old_row
      where not exists (select from package where id = old_row.package_id)
    ) as lost`,
  ),
  ...personal.map((table) => createTrigger(table, 'delete', 'old table as old_rows', `record_lost('package', 'package_id')`)),

  // What happened stays, whoever asks. Only the operator may let old revisions go: set packgrid.retention = 'on'.
  `create function keep_revisions() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new is not distinct from old then return new; end if;
    if tg_op = 'DELETE' and current_setting('packgrid.retention', true) = 'on' then return old; end if;
    raise exception 'revisions are kept as they are';
  end $$`,
  ...['revision', 'revision_change'].flatMap((table) => [
    `create trigger ${table}_kept before update or delete on ${table} for each row execute function keep_revisions()`,
    `create trigger ${table}_truncated before truncate on ${table} for each statement execute function keep_revisions()`,
  ]),

  // Features, cells and examples take part in what is shown of their grid or package.
  `create function notify_part_changed() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then
      perform notify_changed(tg_argv[0] || ':' || (to_jsonb(old) ->> tg_argv[1]), tg_argv[2]);
    end if;
    if tg_op <> 'DELETE' then
      perform notify_changed(tg_argv[0] || ':' || (to_jsonb(new) ->> tg_argv[1]), tg_argv[2]);
    end if;
    return null;
  end $$`,
  ...[
    ['feature', 'grid', 'grid_id', 'grids'],
    ['element', 'grid', 'grid_id', 'grids'],
    ['example', 'package', 'package_id', 'packages'],
  ].map(
    ([table, ...names]) => `create trigger ${table}_changed after insert or update or delete on ${table}
    for each row execute function notify_part_changed('${names.join(`', '`)}')`,
  ),

  // An address once given out leads to the record for ever.
  `create table slug_history (
    subject varchar(20) not null check (subject in ('package', 'grid')),
    slug varchar(50) not null,
    record_id bigint not null,
    at timestamptz not null default now(),
    primary key (subject, slug)
  )`,
  `create function remember_slug() returns trigger language plpgsql as $$
  begin
    insert into slug_history (subject, slug, record_id) values (tg_table_name, old.slug, old.id)
    on conflict (subject, slug) do update set record_id = excluded.record_id, at = excluded.at;
    return null;
  end $$`,
  ...['package', 'grid'].map(
    (table) => `create trigger ${table}_slug_remembered after update of slug on ${table}
    for each row when (old.slug <> new.slug) execute function remember_slug()`,
  ),

  // Hosts do not tell addresses apart by the case of their letters.
  `drop index package_repo_url_key`,
  `create unique index package_repo_url_key on package (lower(repo_url)) where repo_url <> ''`,
]

/** A trigger function that writes down rows of `source`: order, before, after, and the whole row. Its arguments are the rows' subject. */
export function createRecorder(name: string, source: string): string {
  return `create or replace function record_${name}() returns trigger language plpgsql
  -- Times are written the same whoever writes; rows of a trigger are too few in the planner's eyes to be joined any other way.
  set timezone = 'UTC' set enable_nestloop = off as $$
  declare
    named text := nullif(current_setting('packgrid.subject', true), '');
    account bigint := nullif(current_setting('packgrid.account', true), '')::bigint;
    way text := coalesce(nullif(current_setting('packgrid.via', true), ''), 'sql');
    reverted bigint := nullif(current_setting('packgrid.reverts', true), '')::bigint;
    number bigint := current_change_set();
  begin
    with change (ordinality, before, after, row) as (${source}), subject as (
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
      lower(tg_op),
      (row ->> case tg_table_name when 'package' then 'id' else 'package_id' end)::bigint,
      (row ->> case tg_table_name when 'grid' then 'id' else 'grid_id' end)::bigint,
      before,
      after
    from subject join header on header.subject = subject.subject and header.subject_id = subject.subject_id
    order by ordinality;
    if found then perform notify_changed('revisions'); end if;
    return null;
  end $$`
}

export function createTrigger(table: string, operation: string, rows: string, call: string): string {
  // Releases come and go with the package index.
  const when = table === 'release' ? `when (current_setting('packgrid.via', true) is distinct from 'refresh')` : ''
  return `create trigger ${table}_${operation}_recorded after ${operation} on ${table}
    referencing ${rows} for each statement ${when} execute function ${call}`
}

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
