import { type Kysely, sql } from 'kysely'

/** People choose whether all may see their favourites; what a profile shows of an account sends the surrogate key `accounts`. */
const statements = [
  `alter table account add column shares_favourites boolean not null default false`,
  `create function notify_account_changed() returns trigger language plpgsql as $$
  begin
    perform notify_changed('accounts');
    return null;
  end $$`,
  `create trigger account_notified after update on account for each row
    when (old.shares_favourites is distinct from new.shares_favourites or old.name is distinct from new.name
      or old.disabled_at is distinct from new.disabled_at)
    execute function notify_account_changed()`,
  `create trigger account_removed after delete on account for each row execute function notify_account_changed()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
