import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { SourceName } from './source.ts'

/** Which packages are meant: by id or slug, or all that were not fetched for so long. */
export type PackageChoice = { keys: readonly string[] } | { staleMs: number }

/** What is to be asked about, by source. */
export interface Chosen {
  source: string
  subject: string
  packages: number
}

/** Keys that no package has. */
export async function listUnknownKeys(db: Database, keys: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select key from unnest(${keys}::text[]) as key where not exists (select from package where slug = key or id::text = key)`.execute(
    db,
  )
  return rows.map(({ key }) => key)
}

export async function countChosen(
  db: Database,
  choice: PackageChoice,
  sources: readonly SourceName[],
  now: number,
): Promise<Chosen[]> {
  const { rows } = await sql<Chosen>`
    select source, subject, count(*) as packages from refresh_state join package on package.id = package_id
    where ${toCondition(choice, sources, now)} group by source, subject order by packages desc, source`.execute(db)
  return rows
}

/** Makes the chosen ones due at once – those that are named go before all others –, and returns how many questions that are. */
export async function makeChosenDue(
  db: Database,
  choice: PackageChoice,
  sources: readonly SourceName[],
  now: number,
): Promise<number> {
  const { rows } = await sql`
    update refresh_state set next_due_at = '-infinity', wanted_at = ${'keys' in choice ? new Date(now).toISOString() : null}
    from package
    where package.id = package_id and ${toCondition(choice, sources, now)} returning package_id`.execute(db)
  return rows.length
}

function toCondition(choice: PackageChoice, sources: readonly SourceName[], now: number): RawBuilder<boolean> {
  const names = sources.map(({ name }) => name)
  const chosen =
    'keys' in choice
      ? sql`(slug = any(${choice.keys}) or package.id::text = any(${choice.keys}))`
      : sql`(fetched_at is null or fetched_at <= ${new Date(now - choice.staleMs).toISOString()})`
  return sql<boolean>`source = any(${names}) and ${chosen}`
}

/** What came of the questions asked since `since`. */
export interface Tally {
  source: string
  asked: number
  changed: number
  unchanged: number
  failing: number
  gone: number
}

/** How the chosen ones stand that have been asked about since `since`, by source. */
export async function tally(
  db: Database,
  choice: PackageChoice,
  sources: readonly SourceName[],
  { since, now }: { since: number; now: number },
): Promise<Tally[]> {
  const from = new Date(since).toISOString()
  const condition = 'keys' in choice ? toCondition(choice, sources, now) : sql`source = any(${sources.map(({ name }) => name)})`
  const { rows } = await sql<Tally>`
    select source, count(*) as asked, count(*) filter (where changed_at >= ${from}) as changed,
      count(*) filter (where state = 'fresh' and (changed_at is null or changed_at < ${from})) as unchanged,
      count(*) filter (where state = 'failing') as failing, count(*) filter (where state = 'gone') as gone
    from refresh_state join package on package.id = package_id
    where asked_at >= ${from} and ${condition} group by source order by asked desc, source`.execute(db)
  return rows
}
