import assert from 'node:assert/strict'

import { CompiledQuery, type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { fewWithWords, selectCandidates, shownColumns } from './candidates.ts'
import { type Matching, toCondition } from './matching.ts'
import { rankCandidates } from './ranking.ts'
import type { Status } from './schema.ts'

/** A record as search finds it: what the wire and the pages show of it. */
export interface HitRow {
  item_type: 'package' | 'grid'
  record_id: number
  slug: string
  title: string
  description: string
  created_at: string
  modified_at: string
  weight: number
  category: string
  category_slug: string | null
  repo_url: string
  repo_watchers: number
  repo_forks: number
  pypi_downloads: number
  score: number
  usage: number
  /** Names separated by commas. */
  participants: string
  last_commit_at: string | null
  last_released_at: string | null
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

export interface Selected {
  /** What the query itself demands of every hit. */
  conditions: readonly RawBuilder<unknown>[]
  /** What was chosen of facets: it narrows the hits, but does not change how they are looked for. */
  choices: readonly RawBuilder<unknown>[]
  limit: number
  offset: number
  breadth: keyof typeof breadths
}

/** Hits, and what there is to know of all that match. */
export interface RankedHits {
  hits: HitRow[]
  /** How many have all words; counted to a few. */
  withWords: number
}

/** The best documents for `matching` that meet all conditions, best first. `isWide`: also those that match as where few have all words. */
export async function rankHits(db: Database, matching: Matching, selected: Selected, isWide: boolean): Promise<RankedHits> {
  const query =
    selected.conditions.length + selected.choices.length === 0
      ? toPrepared(db, matching, selected, isWide)
      : toStatement(matching, selected, isWide).compile(db)
  const { rows } = await db.executeQuery(query)
  return { hits: rows[0]?.hits ?? [], withWords: rows[0]?.with_words ?? 0 }
}

/** How many have all words whatever was chosen; counted to a few. */
export async function countWithWords(db: Database, matching: Matching, { conditions }: Selected): Promise<number> {
  const where = sql.join([toCondition({ ...matching, name: '' }, false), ...conditions], sql` and `)
  const { rows } = await sql<{ count: number }>`
    select count(*) from (select from search_document as document where ${where} limit ${fewWithWords}) as found`.execute(db)
  return rows[0]?.count ?? 0
}

/** Reading one value of JSON takes a fraction of what reading as many rows and columns does. */
interface RankedRow {
  hits: HitRow[]
  with_words: number
}

/** The search as one statement, from what is typed to what is shown. */
export function toStatement(matching: Matching, selected: Selected, isWide: boolean): RawBuilder<RankedRow> {
  const breadth = breadths[selected.breadth]
  return sql`
    with ${selectCandidates(matching, [...selected.conditions, ...selected.choices], { isWide, breadth })},
      ${rankCandidates({ ...selected, compared: breadth.compared })}, hit as (${selectHits})
    select with_words, (select coalesce(json_agg(hit), '[]') from hit) as hits from few`
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
function toPrepared(db: Database, matching: Matching, selected: Selected, isWide: boolean): CompiledQuery<RankedRow> {
  const key = `${selected.breadth} ${isWide} ${matching.hasWanted}`
  const known = preparedStatements.get(key)
  if (known)
    return CompiledQuery.raw(
      known.text,
      known.parameters.map((name) => ({ ...matching, ...selected })[name]),
    )
  const { sql: text, parameters } = toStatement({ ...matching, ...slots }, { ...selected, ...slots }, isWide).compile(db)
  const names = Object.keys(slots).filter((name): name is keyof typeof slots => name in slots)
  preparedStatements.set(key, {
    text,
    parameters: parameters.map((value) => names.find((name) => slots[name] === value) ?? assert.fail()),
  })
  return toPrepared(db, matching, selected, isWide)
}

/** Documents that meet all conditions, the most popular first: nothing tells how well they fit. */
export async function listHits(db: Database, { conditions, choices, limit, offset }: Selected): Promise<HitRow[]> {
  const { rows } = await sql<HitRow>`
    with best as (
      select ${shownColumns}, document.popularity as fame, 0::float8 as exact_name, 0::float8 as all_words, 0::float8 as text, 0::float8 as name,
        0::float8 as category_name, document.popularity::float8 as gain, 0::float8 as loss, document.popularity::float8 as relevance
      from search_document as document where ${sql.join([...conditions, ...choices], sql` and `)}
      order by relevance desc, item_type, record_id limit ${limit} offset ${offset}
    ) ${selectHits}`.execute(db)
  return rows
}

/** The hits of `best`, the best first. */
const selectHits = sql`
  select best.item_type, best.record_id, coalesce(package.slug, grid.slug) as slug, coalesce(package.title, grid.title) as title,
    coalesce(repo_description, grid.description) as description, best.created_at::text, best.modified_at::text,
    case best.item_type when 'package' then best.weight else grid_weight(
      coalesce((select max(weight) from search_document where item_type = 'package'), 100), is_locked, header,
      exists (select from grid_package where grid_id = grid.id)) end as weight,
    coalesce(category.title, '') as category, category.slug as category_slug, coalesce(repo_url, '') as repo_url,
    coalesce(repo_watchers, 0) as repo_watchers, coalesce(repo_forks, 0) as repo_forks, coalesce(pypi_downloads, 0) as pypi_downloads,
    coalesce(score, 0) as score, (select count(*) from usage where package_id = package.id) as usage,
    coalesce(array_to_string(participants, ','), '') as participants, last_commit_at::text, released_at::text as last_released_at, best.status,
    (select slug from package as successor where successor.id = package.replaced_by_id) as replaced_by,
    licences, python_versions, exact_name, all_words, text, name, category_name, gain as popularity, loss as status_loss,
    relevance, fame
  from best
    left join package on package.id = case best.item_type when 'package' then best.record_id end
    left join category on category.id = package.category_id
    left join release on release.id = latest_release_id
    left join grid on grid.id = case best.item_type when 'grid' then best.record_id end
  order by relevance desc, fame desc, best.item_type, best.record_id`
