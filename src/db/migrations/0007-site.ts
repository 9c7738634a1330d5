import { type Kysely, sql } from 'kysely'

/** What people say of a package shows on pages: its users, favourites and flags send its surrogate keys too. */
const statements = [
  `create function notify_opinion_changed() returns trigger language plpgsql as $$
  begin
    if tg_op <> 'INSERT' then perform notify_changed('package:' || old.package_id, 'packages'); end if;
    if tg_op <> 'DELETE' then perform notify_changed('package:' || new.package_id, 'packages'); end if;
    return null;
  end $$`,
  ...['usage', 'favourite', 'flag'].flatMap((table) => [
    `create trigger ${table}_notified after insert or update or delete on ${table}
    for each row execute function notify_opinion_changed()`,
    `create trigger ${table}_notified_truncated after truncate on ${table} for each statement execute function notify_truncated()`,
  ]),
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
