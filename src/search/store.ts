import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Matching } from './matching.ts'
import { rank, rankColumns, relevance } from './ranking.ts'
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
  participants: string[]
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

/** No page lies beyond so many hits. */
export const maxRanked = 250

/** Documents that have the words are counted no further. */
export const fewWithWords = 5

export interface Selected {
  conditions: readonly RawBuilder<unknown>[]
  limit: number
  offset: number
}

/** The best documents for `matching` that meet all conditions, best first. */
export async function rankHits(
  db: Database,
  matching: Matching,
  { conditions, limit, offset }: Selected,
): Promise<{ hits: HitRow[]; withWords: number }> {
  const ways = matching.ways.map((way, index) => {
    const where = sql.join([way.condition, ...matching.exclusions, ...conditions], sql` and `)
    return sql`way_${sql.raw(String(index))} as materialized (
      select item_type, record_id, category_id, status, popularity, vector, ${way.exactness} as exactness, ${way.similarity}::real as similarity, ${way.hasAllWords} as has_all_words from search_document as document where ${where}
      order by ${way.promise} desc, item_type, record_id limit ${way.limit})`
  })
  const hits = await selectHits<HitRow & { with_words: number }>(
    db,
    sql`
      ${sql.join(ways)}, candidate as materialized (${uniteWays(ways.length)}), best as (
        select document.item_type, record_id, document.popularity as fame, ${rankColumns}, ${relevance} as relevance
        from candidate as document, ${rank(matching)}
        order by relevance desc, fame desc, item_type, record_id limit ${limit} offset ${offset}
      )`,
    sql`(select count(*) from (select from candidate where has_all_words limit ${fewWithWords}) as found) as with_words`,
  )
  const withWords = hits[0]?.with_words ?? (offset === 0 ? 0 : await countWithWords(db, matching, conditions))
  return { hits, withWords }
}

/** The documents of all ways, each once. */
function uniteWays(count: number): RawBuilder<unknown> {
  const parts = Array.from({ length: count }, (_, index) => {
    const earlier = Array.from(
      { length: index },
      (_place, before) => sql`(item_type, record_id) not in (select item_type, record_id from way_${sql.raw(String(before))})`,
    )
    return sql`select * from way_${sql.raw(String(index))} ${index === 0 ? sql`` : sql`where ${sql.join(earlier, sql` and `)}`}`
  })
  return sql.join(parts, sql` union all `)
}

/** Documents that meet all conditions, the most popular first: nothing tells how well they fit. */
export function listHits(db: Database, { conditions, limit, offset }: Selected): Promise<HitRow[]> {
  return selectHits(
    db,
    sql`
      best as (
        select document.item_type, record_id, document.popularity as fame, 0::float8 as exact_name, 0::float8 as all_words, 0::float8 as text, 0::float8 as name,
          0::float8 as category_name, document.popularity::float8 as gain, 0::float8 as loss, document.popularity::float8 as relevance
        from search_document as document where ${sql.join(conditions, sql` and `)}
        order by relevance desc, item_type, record_id limit ${limit} offset ${offset}
      )`,
    sql`null as with_words`,
  )
}

async function selectHits<Row extends HitRow>(
  db: Database,
  best: RawBuilder<unknown>,
  more: RawBuilder<unknown>,
): Promise<Row[]> {
  const { rows } = await sql<Row>`
    with ${best}
    select best.item_type, best.record_id, coalesce(package.slug, grid.slug) as slug, coalesce(package.title, grid.title) as title,
      coalesce(repo_description, grid.description) as description, document.created_at, document.modified_at,
      case best.item_type when 'package' then weight else grid_weight(
        coalesce((select max(weight) from search_document where item_type = 'package'), 100), is_locked, header,
        exists (select from grid_package where grid_id = grid.id)) end as weight,
      coalesce(category.title, '') as category, category.slug as category_slug, coalesce(repo_url, '') as repo_url,
      coalesce(repo_watchers, 0) as repo_watchers, coalesce(repo_forks, 0) as repo_forks, coalesce(pypi_downloads, 0) as pypi_downloads,
      coalesce(score, 0) as score, (select count(*) from usage where package_id = package.id) as usage,
      coalesce(participants, '{}') as participants, last_commit_at, released_at as last_released_at, document.status,
      (select slug from package as successor where successor.id = package.replaced_by_id) as replaced_by,
      licences, document.python_versions, exact_name, all_words, text, name, category_name, gain as popularity, loss as status_loss, ${more}
    from best
      join search_document as document on document.item_type = best.item_type and document.record_id = best.record_id
      left join package on best.item_type = 'package' and package.id = best.record_id
      left join category on category.id = package.category_id
      left join release on release.id = latest_release_id
      left join grid on best.item_type = 'grid' and grid.id = best.record_id
    order by relevance desc, fame desc, best.item_type, best.record_id`.execute(db)
  return rows
}

async function countWithWords(db: Database, { all }: Matching, conditions: readonly RawBuilder<unknown>[]): Promise<number> {
  const where = sql.join([sql`document.vector @@ ${all}`, ...conditions], sql` and `)
  const { rows } = await sql<{ count: number }>`
    select count(*) from (select from search_document as document where ${where} limit ${fewWithWords}) as found`.execute(db)
  return rows[0]?.count ?? 0
}
