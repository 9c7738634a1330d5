import assert from 'node:assert/strict'

import { CompiledQuery, type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { selectCandidates, shownColumns } from './candidates.ts'
import type { Matching } from './matching.ts'
import { rankCandidates } from './ranking.ts'
import type { Status } from './schema.ts'

/** A record as search finds it: what the form of the reference shows of it. */
export interface HitRow {
  item_type: 'package' | 'grid'
  slug: string
  title: string
  description: string
  created_at: string
  modified_at: string
  weight: number
  category: string
  repo_watchers: number
  repo_forks: number
  pypi_downloads: number
  score: number
  usage: number
  /** Names separated by commas. */
  participants: string
  last_commit_at: string | null
  last_released_at: string | null
}

/** What the second form shows, and what the relevance is made of. */
export interface ExplainedHitRow extends HitRow {
  record_id: number
  repo_url: string
  status: Status
  replaced_by: string | null
  licences: string[]
  python_versions: string[]
  exact_name: number
  all_words: number
  text: number
  name: number
  category_name: number
  popularity: number
  status_loss: number
}

/** Hits beyond cannot be read. */
export const maxReadable = 1_000

const breadths = {
  /** For the first hits. */
  first: { ranked: 100, compared: 30 },
  /** For reading on: every hit is found that can be read. */
  all: { ranked: maxReadable, compared: 4 * maxReadable },
}
export type Breadth = keyof typeof breadths

/** What each hit has. */
export interface HitRows {
  first: HitRow
  all: ExplainedHitRow
}

export interface Selected<B extends Breadth> {
  /** What the query itself demands of every hit. */
  conditions: readonly RawBuilder<unknown>[]
  /** What was chosen of facets: it narrows the hits, but does not change how they are looked for. */
  choices: readonly RawBuilder<unknown>[]
  limit: number
  offset: number
  breadth: B
}

/** Hits, and what there is to know of all that match. */
export interface RankedHits<Row> {
  hits: Row[]
  /** How many have all words, whatever was chosen; right up to a few. */
  withWords: number
}

/**
 * The best documents for `matching` that meet all conditions, best first. `isWide`: where few have all words, also those that have some or a
 * similar name.
 */
export async function rankHits<B extends Breadth>(
  db: Database,
  matching: Matching,
  selected: Selected<B>,
  isWide: boolean,
): Promise<RankedHits<HitRows[B]>> {
  const query =
    selected.conditions.length + selected.choices.length === 0
      ? toPrepared(db, matching, selected, isWide)
      : toStatement(matching, selected, isWide).compile(db)
  const { rows } = await db.executeQuery(query)
  return { hits: toHits(selected.breadth, rows[0]?.hits ?? []), withWords: rows[0]?.with_words ?? 0 }
}

/** The values of each hit as one of JSON, in the order of its columns: nothing else is made and read as quickly. */
interface RankedRow {
  hits: unknown[][]
  with_words: number
}

function toHits<B extends Breadth>(breadth: B, hits: readonly unknown[][]): HitRows[B][] {
  const names = Object.keys(hitColumns[breadth])
  return hits.map((values) => {
    const entries = names.map((name, index) => [name, values[index]])
    return Object.fromEntries(entries)
  })
}

/** The search as one statement, from what is typed to what is shown. */
export function toStatement<B extends Breadth>(
  matching: Matching,
  selected: Selected<B>,
  isWide: boolean,
): RawBuilder<RankedRow> {
  const { ranked, compared } = breadths[selected.breadth]
  return sql`
    with ${selectCandidates(matching, selected, { ranked, isWide })},
      ${rankCandidates({ ...selected, compared })}, hit as (${selectHits(selected.breadth)})
    select with_words, (select coalesce(json_agg(shown), '[]') from hit) as hits from few`
}

/** Stand for what changes from one search to the next. */
const slots = {
  exact: 'exact',
  all: 'all',
  any: 'any',
  typed: 'typed',
  titled: 'titled',
  synonyms: 'synonyms',
  excluded: 'excluded',
  name: 'name',
  words: ['words'],
  mayRelax: true,
  limit: -1,
  offset: -2,
}

interface PreparedStatement {
  text: string
  parameters: (keyof typeof slots)[]
}

const preparedStatements = new Map<string, PreparedStatement>()

/** Without conditions the statement is nearly always the same, and putting its text together takes as long as a part of it. */
function toPrepared<B extends Breadth>(
  db: Database,
  matching: Matching,
  selected: Selected<B>,
  isWide: boolean,
): CompiledQuery<RankedRow> {
  const key = `${selected.breadth} ${isWide} ${matching.hasWanted} ${matching.excluded !== ''}`
  const known = preparedStatements.get(key)
  if (known) {
    const values = { ...matching, ...selected }
    return CompiledQuery.raw(
      known.text,
      known.parameters.map((name) => values[name]),
    )
  }
  const shape = { ...matching, ...slots, ...(matching.excluded === '' && { excluded: '' }) }
  const { sql: text, parameters } = toStatement(shape, { ...selected, ...slots }, isWide).compile(db)
  const names = Object.keys(slots).filter((name): name is keyof typeof slots => name in slots)
  preparedStatements.set(key, {
    text,
    parameters: parameters.map((value) => names.find((name) => slots[name] === value) ?? assert.fail()),
  })
  return toPrepared(db, matching, selected, isWide)
}

/** Documents that meet all conditions, the most popular first: nothing tells how well they fit. */
export async function listHits<B extends Breadth>(
  db: Database,
  { conditions, choices, limit, offset, breadth }: Selected<B>,
): Promise<HitRows[B][]> {
  const { rows } = await sql<{ shown: unknown[] }>`
    with best as (
      select ${shownColumns}, document.popularity as fame, 0::float8 as exact_name, 0::float8 as all_words, 0::float8 as text, 0::float8 as name,
        0::float8 as category_name, document.popularity::float8 as gain, 0::float8 as loss, document.popularity::float8 as relevance
      from search_document as document where ${sql.join([...conditions, ...choices], sql` and `)}
      order by relevance desc, item_type, record_id limit ${limit} offset ${offset}
    ) ${selectHits(breadth)}`.execute(db)
  return toHits(
    breadth,
    rows.map(({ shown }) => shown),
  )
}

const plainColumns: Record<keyof HitRow, RawBuilder<unknown>> = {
  item_type: sql`best.item_type`,
  slug: sql`coalesce(package.slug, grid.slug)`,
  title: sql`coalesce(package.title, grid.title)`,
  description: sql`coalesce(repo_description, grid.description)`,
  created_at: sql`best.created_at::text`,
  modified_at: sql`best.modified_at::text`,
  weight: sql`case best.item_type when 'package' then best.weight else grid_weight(
    coalesce((select max(weight) from search_document where item_type = 'package'), 100), is_locked, header,
    exists (select from grid_package where grid_id = grid.id)) end`,
  category: sql`coalesce(category.title, '')`,
  repo_watchers: sql`coalesce(repo_watchers, 0)`,
  repo_forks: sql`coalesce(repo_forks, 0)`,
  pypi_downloads: sql`coalesce(pypi_downloads, 0)`,
  score: sql`coalesce(score, 0)`,
  usage: sql`users`,
  participants: sql`coalesce(array_to_string(participants, ','), '')`,
  last_commit_at: sql`last_commit_at::text`,
  last_released_at: sql`released_at::text`,
}

const documentOfHit = sql`search_document where item_type = best.item_type and record_id = best.record_id`

const explainedColumns: Record<keyof ExplainedHitRow, RawBuilder<unknown>> = {
  ...plainColumns,
  record_id: sql`best.record_id`,
  repo_url: sql`coalesce(repo_url, '')`,
  status: sql`best.status`,
  replaced_by: sql`(select slug from package as successor where successor.id = package.replaced_by_id)`,
  licences: sql`(select licences from ${documentOfHit})`,
  python_versions: sql`(select python_versions from ${documentOfHit})`,
  exact_name: sql`exact_name`,
  all_words: sql`all_words`,
  text: sql`text`,
  name: sql`name`,
  category_name: sql`category_name`,
  popularity: sql`gain`,
  status_loss: sql`loss`,
}

/** No more than is shown: each column of a hit takes its time. */
const hitColumns = { first: plainColumns, all: explainedColumns }

/** The hits of `best`, the best first. */
function selectHits(breadth: Breadth): RawBuilder<unknown> {
  return sql`
  select json_build_array(${sql.join(Object.values(hitColumns[breadth]))}) as shown
  from best
    left join package on package.id = case best.item_type when 'package' then best.record_id end
    left join category on category.id = package.category_id
    left join grid on grid.id = case best.item_type when 'grid' then best.record_id end
  order by relevance desc, fame desc, best.item_type, best.record_id`
}
