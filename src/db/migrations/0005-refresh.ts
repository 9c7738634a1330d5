import { type Kysely, sql } from 'kysely'

/**
 * What is known of asking the world outside: one row of `refresh_state` for a package's repository and one for its project on the index.
 * Triggers make these rows follow the package, whoever writes it, so that a new or edited package is asked for at once.
 */
const statements = [
  `create table refresh_source (
    name text primary key,
    sleeping_until timestamptz,
    checked_at timestamptz,
    next_check_at timestamptz,
    cursor jsonb not null default '{}',
    remaining integer,
    resets_at timestamptz,
    measured_at timestamptz
  )`,
  `create table refresh_state (
    package_id bigint not null references package on delete cascade,
    subject text not null check (subject in ('repository', 'project')),
    source text not null,
    remote_id text,
    serial bigint,
    validators jsonb not null default '{}',
    state text not null default 'new' check (state in ('new', 'fresh', 'failing', 'gone')),
    reason text,
    failures integer not null default 0,
    first_failed_at timestamptz,
    missings integer not null default 0,
    missing_since timestamptz,
    gone_at timestamptz,
    asked_at timestamptz,
    fetched_at timestamptz,
    changed_at timestamptz,
    changes_a_day real not null default 0,
    fields jsonb not null default '{}',
    weeks_since date,
    weeks_until date,
    wanted_at timestamptz,
    next_due_at timestamptz not null default '-infinity',
    primary key (package_id, subject)
  )`,
  `create index refresh_state_due_idx on refresh_state (source, next_due_at)`,
  `create index refresh_state_wanted_idx on refresh_state (source, wanted_at) where wanted_at is not null`,
  `create index refresh_state_remote_id_idx on refresh_state (source, remote_id) where remote_id is not null`,
  `create table commit_week (
    package_id bigint not null references package on delete cascade,
    week date not null check (extract(isodow from week) = 1),
    commits integer not null check (commits > 0),
    includes_merges boolean not null,
    primary key (package_id, week)
  )`,
  `create table snapshot (
    package_id bigint not null references package on delete cascade,
    day date not null,
    stars integer not null,
    forks integer not null,
    downloads integer not null,
    score integer not null,
    primary key (package_id, day)
  )`,
  `create table refresh_receipt (
    id uuid primary key default gen_random_uuid(),
    package_id bigint not null references package on delete cascade,
    asker text not null,
    asked_at timestamptz not null,
    subjects text[] not null,
    results jsonb not null default '{}',
    finished_at timestamptz
  )`,
  `create unique index refresh_receipt_open_key on refresh_receipt (package_id) where finished_at is null`,
  `create index refresh_receipt_asker_idx on refresh_receipt (asker, asked_at)`,
  `create index refresh_receipt_asked_at_idx on refresh_receipt (asked_at)`,
  `create table webhook_delivery (
    id text primary key,
    signature text not null unique,
    received_at timestamptz not null
  )`,
  `create index webhook_delivery_received_at_idx on webhook_delivery (received_at)`,
  `create table upkeep (
    task text primary key,
    done_on date not null,
    done_at timestamptz not null,
    reason text
  )`,
  `create table call_ledger (
    host text not null,
    hour timestamptz not null,
    calls integer not null default 0,
    not_modified integer not null default 0,
    failed integer not null default 0,
    points integer not null default 0,
    primary key (host, hour)
  )`,
  `alter table release
    add column position integer not null default 0,
    add column is_yanked boolean not null default false,
    add column yanked_reason text,
    add column requires_python text`,
  `alter table package
    add column gone_at timestamptz,
    add column pypi_status text not null default 'active' check (pypi_status in ('active', 'archived', 'quarantined', 'deprecated')),
    add column pypi_status_reason text`,
  `create function to_source(url text) returns text language sql immutable as
    $$ select lower(substring(url from '^[Hh][Tt][Tt][Pp][Ss]?://(?:[^/?#@]*@)?(?:[Ww][Ww][Ww]\\.)?([^/?#@]+)')) $$`,
  // A new address means that nothing is known any more; one that a host told us itself (a rename) changes nothing but the address.
  `create function follow_refresh_state(followed bigint, kind text, new_source text) returns void language plpgsql as $$
  begin
    if new_source is null then
      delete from refresh_state where package_id = followed and subject = kind;
    elsif current_setting('packgrid.via', true) = 'refresh' then
      update refresh_state set source = new_source where package_id = followed and subject = kind and source <> new_source;
    else
      delete from refresh_state where package_id = followed and subject = kind;
      insert into refresh_state (package_id, subject, source) values (followed, kind, new_source);
      perform pg_notify('packgrid', 'refresh-due');
    end if;
  end $$`,
  `create function package_source_changed() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' or old.repo_url <> new.repo_url then
      perform follow_refresh_state(new.id, 'repository', to_source(new.repo_url));
    end if;
    if tg_op = 'INSERT' or old.pypi_url <> new.pypi_url then
      perform follow_refresh_state(new.id, 'project', case when new.pypi_url <> '' then 'pypi.org' end);
    end if;
    return null;
  end $$`,
  `create trigger package_source_changed after insert or update of repo_url, pypi_url on package
    for each row execute function package_source_changed()`,
  `insert into refresh_state (package_id, subject, source)
    select id, 'repository', to_source(repo_url) from package where to_source(repo_url) is not null`,
  `insert into refresh_state (package_id, subject, source) select id, 'project', 'pypi.org' from package where pypi_url <> ''`,
  // The API shows when a package was last fetched and why it fails, which changes without any change of the package itself.
  `create function notify_state_changed() returns trigger language plpgsql as $$
  begin
    perform notify_changed('package:' || new_state.package_id)
    from new_state join old_state using (package_id, subject)
    where (new_state.*) is distinct from (old_state.*);
    return null;
  end $$`,
  `create trigger refresh_state_changed after update on refresh_state
    referencing old table as old_state new table as new_state for each statement execute function notify_state_changed()`,
  `create function notify_index_checked() returns trigger language plpgsql as $$
  begin
    perform notify_changed('index-checks');
    return null;
  end $$`,
  `create trigger refresh_source_checked after insert or update of checked_at on refresh_source
    for each statement execute function notify_index_checked()`,
  `create trigger upkeep_done after insert or update on upkeep for each statement execute function notify_index_checked()`,
  // Every receipt shows how many others come before it.
  `create function notify_receipts_changed() returns trigger language plpgsql as $$
  begin
    perform notify_changed('refresh-receipts');
    return null;
  end $$`,
  `create trigger refresh_receipt_changed after insert or update or delete on refresh_receipt
    for each statement execute function notify_receipts_changed()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
