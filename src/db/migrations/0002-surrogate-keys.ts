import { type Kysely, sql } from 'kysely'

/**
 * Row triggers that send, in the writer's own transaction, the surrogate keys of every answer that the row takes part in:
 *
 *     package:3402   the answers that show this package
 *     packages       those that depend on any package (filtered and ordered lists)
 *     package-ids    those that depend on which packages exist (plain lists and their counts)
 *
 * and the same for grids and categories; `*` means everything. PostgreSQL folds equal notifications of one transaction into one.
 */
const statements = [
  `create function notify_changed(variadic keys text[]) returns void language plpgsql as $$
  declare key text;
  begin
    foreach key in array keys loop perform pg_notify('packgrid', key); end loop;
  end $$`,

  `create function notify_record_changed() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
    perform notify_changed(tg_argv[0]);
    if tg_op <> 'UPDATE' or old.id <> new.id then perform notify_changed(tg_argv[1] || '-ids'); end if;
    if tg_op <> 'INSERT' then perform notify_changed(tg_argv[1] || ':' || old.id); end if;
    if tg_op <> 'DELETE' then perform notify_changed(tg_argv[1] || ':' || new.id); end if;
    return null;
  end $$`,
  ...[
    ['package', 'packages'],
    ['grid', 'grids'],
    ['category', 'categories'],
  ].map(
    ([table, plural]) => `create trigger ${table}_changed after insert or update or delete on ${table}
    for each row execute function notify_record_changed('${plural}', '${table}')`,
  ),

  // A grid lists its packages by title.
  `create function notify_package_renamed() returns trigger language plpgsql as $$
  begin
    perform notify_changed('grid:' || grid_id, 'grids') from grid_package where package_id = new.id;
    return null;
  end $$`,
  `create trigger package_renamed after update of title on package
    for each row when (old.title is distinct from new.title) execute function notify_package_renamed()`,

  `create function notify_membership_changed() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then
      perform notify_changed('grid:' || old.grid_id, 'package:' || old.package_id, 'grids', 'packages');
    end if;
    if tg_op <> 'DELETE' then
      perform notify_changed('grid:' || new.grid_id, 'package:' || new.package_id, 'grids', 'packages');
    end if;
    return null;
  end $$`,
  `create trigger grid_package_changed after insert or update or delete on grid_package
    for each row execute function notify_membership_changed()`,

  // A package shows the number of its latest release.
  `create function notify_release_changed() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then perform notify_changed('package:' || old.package_id, 'packages'); end if;
    if tg_op <> 'DELETE' then perform notify_changed('package:' || new.package_id, 'packages'); end if;
    return null;
  end $$`,
  `create trigger release_changed after insert or update or delete on release
    for each row execute function notify_release_changed()`,

  `create function notify_truncated() returns trigger language plpgsql as $$
  begin
    perform notify_changed('*');
    return null;
  end $$`,
  ...['package', 'grid', 'category', 'grid_package', 'release'].map(
    (table) =>
      `create trigger ${table}_truncated after truncate on ${table} for each statement execute function notify_truncated()`,
  ),
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
