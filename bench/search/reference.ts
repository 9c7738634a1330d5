import { sql } from 'kysely'

import type { Database } from '../../src/db/connect.ts'

/*
 * The search of the reference directory, written from the description of what it does: a table filled once a day, and one statement.
 */

/** Builds its index of what the catalogue holds now. */
export async function buildReference(db: Database): Promise<void> {
  const statements = [
    'drop table if exists reference_search',
    `create table reference_search (
      id bigint generated always as identity primary key, weight integer, item_type varchar(40), title varchar(100), slug varchar(50),
      description text, category varchar(50), participants text,
      search_vector tsvector generated always as (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', slug), 'B')
        || setweight(to_tsvector('english', description), 'C') || setweight(to_tsvector('english', category), 'D')
        || setweight(to_tsvector('english', participants), 'D')) stored)`,
    `insert into reference_search (weight, item_type, title, slug, description, category, participants)
      select document.weight, 'package', package.title, package.slug, repo_description, category.title, array_to_string(participants, ',')
      from package join category on category.id = category_id
        join (select record_id, weight from search_document where item_type = 'package') as document on record_id = package.id
      union all
      select grid_weight((select max(weight) from search_document where item_type = 'package'), is_locked, header,
        exists (select from grid_package where grid_id = grid.id)), 'grid', title, slug, description, '', ''
      from grid`,
    'create index on reference_search (item_type, slug)',
    'create index on reference_search (title)',
    'create index on reference_search (slug)',
    'create index on reference_search using gin (search_vector)',
    'create index on reference_search using gin (title gin_trgm_ops)',
    'create index on reference_search using gin (slug gin_trgm_ops)',
    'analyze reference_search',
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export interface ReferenceHit {
  item_type: string
  slug: string
}

/** The first hits, all columns of them. */
export async function searchReference(db: Database, typed: string, limit = 20): Promise<ReferenceHit[]> {
  const text = typed.trim()
  if (text === '') return []
  const web = sql`websearch_to_tsquery('english', ${text})`
  const isBeginning = text.length >= 3 && text.length < 6 && /^[A-Za-z0-9_-]+$/.test(text)
  const query = isBeginning ? sql`(${web} || to_tsquery('english', ${`${text}:*`}))` : web
  const lower = text.toLowerCase()
  const isSimilar = text.length >= 3 ? sql`or ((title % ${lower} or slug % ${lower}) and similarity >= 0.2)` : sql``
  const similarity = text.length >= 3 ? sql`greatest(similarity(title, ${lower}), similarity(slug, ${lower}))` : sql`0::real`
  const { rows } = await sql<ReferenceHit>`
    select id, weight, item_type, title, slug, description, category, participants from (
      select *, ts_rank(search_vector, ${query}) + weight * 0.02 as relevance, ${similarity} as similarity from reference_search
    ) as ranked
    where search_vector @@ ${query} ${isSimilar}
    order by relevance desc, similarity desc, title limit ${limit}`.execute(db)
  return rows
}
