import { type Kysely, sql } from 'kysely'

/*
 * What processes hear of changes, so that they can remember more between them (docs/decisions/0041-round-trips.md).
 */
const statements = [
  // First which transaction it is, by which a process knows its own. What is said twice in a transaction is sent once.
  `create or replace function notify_changed(variadic keys text[]) returns void language plpgsql as $$
  declare key text;
  begin
    perform pg_notify('packgrid', '@' || pg_current_xact_id()::xid::text);
    foreach key in array keys loop perform pg_notify('packgrid', key); end loop;
  end $$`,

  // One call for the change that comes most.
  `create or replace function notify_record_changed() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and old is not distinct from new then return null; end if;
    if tg_op = 'UPDATE' and old.id = new.id then
      perform notify_changed(tg_argv[0], tg_argv[1] || ':' || new.id);
      return null;
    end if;
    perform notify_changed(tg_argv[0], tg_argv[1] || '-ids');
    if tg_op <> 'INSERT' then perform notify_changed(tg_argv[1] || ':' || old.id); end if;
    if tg_op <> 'DELETE' then perform notify_changed(tg_argv[1] || ':' || new.id); end if;
    return null;
  end $$`,

  // Whoever remembers for whom a token speaks.
  `create function notify_tokens_changed() returns trigger language plpgsql as $$
  begin
    perform notify_changed('tokens');
    return null;
  end $$`,
  `create trigger token_notified after update of account_id, scope, expires_at, revoked_at or delete on token
    for each row execute function notify_tokens_changed()`,
  `create trigger account_token_notified after update of name, role, signed_up_at, disabled_at or delete on account
    for each row execute function notify_tokens_changed()`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
