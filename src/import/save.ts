import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Model } from './schema.ts'
import { models, stagingTable } from './staging.ts'

/** What became of the records of one model. */
export interface Outcome {
  inserted: number
  updated: number
  unchanged: number
}
export type ImportCounts = Record<Model, Outcome>

/**
 * Makes the catalogue say what the staged lines say. Rows that say it already are not touched, so they wake no trigger.
 * Expects checked lines, and that nobody else writes meanwhile.
 */
export async function saveStaged(tx: Database): Promise<ImportCounts> {
  for (const model of models) await freeUniqueValues(tx, model)
  const counts = {
    category: await saveModel(tx, 'category', countSaved(upsertCategories)),
    grid: await saveModel(tx, 'grid', countSaved(upsertGrids)),
    package: await saveModel(tx, 'package', savePackages),
  }
  for (const model of models) await moveSequence(tx, model)
  // The embedded database has nobody who would do it later.
  await sql`analyze category, grid, package, release, grid_package, search_document`.execute(tx)
  return counts
}

/**
 * Unique constraints hold after each row, so rows that swap their slugs would collide half-way: whoever has a slug or an address that
 * another row is to get gives it up first. The checks have made sure that it is to get a new one.
 */
async function freeUniqueValues(tx: Database, model: Model): Promise<void> {
  const table = sql.table(model)
  await sql`
    update ${table} set slug = gen_random_uuid() from ${stagingTable(model)} as staged
    where staged.slug = ${table}.slug and staged.id <> ${table}.id`.execute(tx)
  if (model !== 'package') return
  await sql`
    update package set repo_url = '' from staged_package as staged
    where lower(staged.repo_url) = lower(package.repo_url) and staged.id <> package.id and package.repo_url <> ''`.execute(tx)
}

/** Runs `save`, a query of one row with the number of records that it inserted or updated. */
async function saveModel(tx: Database, model: Model, save: RawBuilder<{ touched: number }>): Promise<Outcome> {
  const { rows } = await sql<{ total: number; inserted: number }>`
    select count(*) as total, count(*) filter (where id not in (select id from ${sql.table(model)})) as inserted
    from ${stagingTable(model)}`.execute(tx)
  const { total = 0, inserted = 0 } = rows[0] ?? {}
  const touched = (await save.execute(tx)).rows[0]?.touched ?? 0
  return { inserted, updated: touched - inserted, unchanged: total - touched }
}

/** Inserts or updates by id, each column from an expression over `source`; returns the ids of the rows that it touched. */
function upsert(table: Model, source: string, expressions: Record<string, string>): RawBuilder<unknown> {
  const columns = Object.keys(expressions)
  const names = sql.join(columns.map((column) => sql.ref(column)))
  const saved = sql.join(columns.map((column) => sql.ref(`${table}.${column}`)))
  const excluded = sql.join(columns.map((column) => sql.ref(`excluded.${column}`)))
  return sql`
    insert into ${sql.table(table)} (id, ${names})
    select staged.id, ${sql.raw(Object.values(expressions).join(', '))} from ${sql.raw(source)}
    on conflict (id) do update set (${names}) = row(${excluded}) where (${saved}) is distinct from (${excluded})
    returning id`
}

function countSaved(saved: RawBuilder<unknown>): RawBuilder<{ touched: number }> {
  return sql`with saved as (${saved}) select count(*) as touched from saved`
}

const upsertCategories = upsert('category', 'staged_category as staged', {
  title: 'title',
  slug: 'slug',
  description: 'description',
  title_plural: 'title_plural',
  show_pypi: 'show_pypi',
  created_at: 'created',
  modified_at: 'modified',
})

const upsertGrids = upsert('grid', 'staged_grid as staged', {
  title: 'title',
  slug: 'slug',
  description: 'description',
  is_locked: 'is_locked',
  header: 'header',
  created_at: 'created',
  modified_at: 'modified',
})

const upsertPackages = upsert(
  'package',
  `staged_package as staged
    left join release on release.package_id = staged.id and release.number = pypi_version
    left join new_release on new_release.package_id = staged.id
    left join package as known on known.id = staged.id`,
  {
    title: 'staged.title',
    slug: 'staged.slug',
    category_id: 'staged.category',
    last_commit_at: 'staged.last_updated',
    last_fetched_at: 'staged.last_fetched',
    repo_url: 'staged.repo_url',
    repo_host: 'staged.repo_host',
    repo_description: 'staged.repo_description',
    repo_watchers: 'staged.repo_watchers',
    repo_forks: 'staged.repo_forks',
    pypi_url: 'staged.pypi_url',
    latest_release_id: 'coalesce(new_release.id, release.id)',
    documentation_url: 'staged.documentation_url',
    commits_over_52w: 'staged.commits_over_52',
    participants: 'staged.participants',
    score: 'case when known.supports_python3 then staged.score_with_python3 else staged.score end',
    created_at: 'staged.created',
    modified_at: 'staged.modified',
  },
)

/** A package, its release and its memberships in one statement: each row is written once, and foreign keys are checked at its end. */
const savePackages = sql<{ touched: number }>`
  with new_release as (
    insert into release (package_id, number)
    select id, pypi_version from staged_package
    where pypi_version is not null
      and not exists (select from release where package_id = staged_package.id and number = pypi_version)
    returning id, package_id
  ), saved as (${upsertPackages}
  ), removed as (
    delete from grid_package using staged_package as staged
    where package_id = staged.id and grid_id <> all (grids)
    returning package_id
  ), added as (
    insert into grid_package (grid_id, package_id)
    select grid_id, id from staged_package, unnest(grids) as grid_id
    except select grid_id, package_id from grid_package
    returning package_id
  )
  select count(*) as touched
  from (select id from saved union select package_id from removed union select package_id from added) as touched`

/** The next id that the database gives out lies past every imported one; it never moves back. */
async function moveSequence(tx: Database, model: Model): Promise<void> {
  await sql`
    select setval(sequence, greatest_id)
    from (select pg_get_serial_sequence(${model}, 'id')::regclass as sequence, max(id) as greatest_id from ${stagingTable(model)}) as staged
    where greatest_id > coalesce(pg_sequence_last_value(sequence), 0)`.execute(tx)
}
