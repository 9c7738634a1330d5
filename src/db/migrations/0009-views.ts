import { type Kysely, sql } from 'kysely'

/** How often each package is looked at: by no one in particular. No trigger tells of it, so that no kept answer is thrown away. */
const statement = `create table package_view (
  package_id bigint primary key references package on delete cascade,
  views_a_day real not null,
  counted_at timestamptz not null
)`

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(statement).execute(db)
}
