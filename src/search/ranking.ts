import { type RawBuilder, sql } from 'kysely'

import { shownColumns } from './candidates.ts'

/** The parts of a hit's relevance, whose sum it is. */
export const contributions = {
  exact_name:
    'The query is the name: the slug or title (40), the project of the package index (30), or either without "django" (20, 10).',
  all_words: 'All words of the query stand in it as typed, or in another form: as a beginning or a synonym (half).',
  text: 'How well the words fit title, slug, description, and then category, participants and grids.',
  name: 'How much the name looks like the query, letter by letter.',
  category: 'A word of the query is the name of its category.',
  popularity:
    'Stars, forks, downloads, users and signs of life, as a part of what fits: popular things rise, but nothing rises by it alone.',
  status: 'Archived, deprecated and vanished packages sink; a grid stands a little behind the packages that fit as well.',
} as const
export type Contribution = keyof typeof contributions

/** Every number of the ranking. */
const factors = {
  exactName: 10,
  allWords: 0.6,
  /** For title, slug, description and the rest. */
  wordWeights: { title: 1, slug: 0.6, description: 0.5, rest: 0.15 },
  text: 1,
  synonyms: 0.5,
  category: 0.5,
  name: 0.7,
  popularity: 0.5,
  dead: -0.55,
  gone: -0.8,
  grid: -0.2,
}

/**
 * Common table expressions that rank `candidate` (candidates.ts) into `best`, one page of it. Names are compared, which costs ten times what
 * the rest does, only of so many documents that are best without. Each "offset 0" makes PostgreSQL work out only once what stands before it.
 */
export function rankCandidates({
  limit,
  offset,
  compared,
}: {
  limit: number
  offset: number
  compared: number
}): RawBuilder<unknown> {
  const { title, slug, description, rest } = factors.wordWeights
  const weights = sql`${sql.lit(`{${[rest, description, slug, title].join()}}`)}::real[]`
  const gain = sql`fame * ${number(factors.popularity)}`
  const fit = sql`(all_words + text + name + category_name)`
  return sql`
    fitting as (
      select ${shownColumns}, popularity as fame, query_short_name, short_title, short_slug, is_similar,
        case when item_type = 'package' and status <> 'gone' then exactness * ${number(factors.exactName)} else 0 end as exact_name,
        case when not has_all_words then 0 when vector @@ exact then ${number(1)} else 0.5 end * ${number(factors.allWords)} as all_words,
        ts_rank(${weights}, vector, typed) * ${number(factors.text)}
          + case when has_all_words and vector @@ exact then 0 else ts_rank(${weights}, vector, synonyms) * ${number(factors.synonyms)} end as text,
        case when category_id = any(query_categories) then ${number(factors.category)} else 0 end as category_name,
        case
          when item_type = 'grid' then ${number(factors.grid)} when status = 'active' then 0
          when status = 'gone' then ${number(factors.gone)} else ${number(factors.dead)} end as fate
      from query, candidate offset 0
    ),
    promising as (
      select * from fitting
      order by is_similar desc, exact_name + (all_words + text + category_name) * (1 + ${gain}) * (1 + fate) desc, fame desc, item_type, record_id
      limit ${sql.lit(compared)}
    ),
    named_alike as (
      select *, greatest(similarity(short_title, query_short_name), similarity(short_slug, query_short_name), 0) * ${number(factors.name)} as name
      from promising offset 0
    ),
    best as (
      select ${shownColumns}, fame, exact_name, all_words, text, category_name, name, ${fit} * ${gain} as gain, ${fit} * (1 + ${gain}) * fate as loss,
        exact_name + ${fit} * (1 + ${gain}) * (1 + fate) as relevance
      from named_alike order by relevance desc, fame desc, item_type, record_id limit ${limit} offset ${offset}
    )`
}

/** A number of ours, in the statement itself: its type is certain then. */
function number(value: number): RawBuilder<number> {
  return sql`${sql.lit(value)}::float8`
}
