import { type RawBuilder, sql } from 'kysely'

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

/** Names are compared, which costs ten times what the rest does, of so many documents: those that are best without. */
const compared = 60

/**
 * Common table expressions that rank `candidate` (candidates.ts) into `best`, one page of it. Each lateral may use those before it; `offset
 * 0` makes PostgreSQL work each out only once.
 */
export function rankCandidates(limit: number, offset: number): RawBuilder<unknown> {
  const { title, slug, description, rest } = factors.wordWeights
  const weights = sql`${sql.lit(`{${[rest, description, slug, title].join()}}`)}::real[]`
  const order = sql`relevance desc, fame desc, item_type, record_id`
  return sql`
    fitting as materialized (
      select item_type, record_id, document.popularity as fame, short_title, short_slug, is_similar, parts.*, fate,
        exact_name + (all_words + text + category_name) * (1 + document.popularity * ${number(factors.popularity)}) * (1 + fate) as relevance
      from candidate as document, query,
        lateral (select has_all_words and vector @@ query.exact as has_exact offset 0) as words,
        lateral (select
          case when item_type = 'package' and status <> 'gone' then exactness * ${number(factors.exactName)} else 0 end as exact_name,
          case when not has_all_words then 0 when has_exact then 1 else 0.5 end * ${number(factors.allWords)} as all_words,
          ts_rank(${weights}, vector, query.typed) * ${number(factors.text)}
            + case when has_exact then 0 else ts_rank(${weights}, vector, query.synonyms) * ${number(factors.synonyms)} end as text,
          case when category_id in (
            select id from category, query where lower(title) = any(query.words) or lower(title_plural) = any(query.words))
            then ${number(factors.category)} else 0 end as category_name offset 0) as parts,
        lateral (select case
          when item_type = 'grid' then ${number(factors.grid)} when status = 'active' then 0
          when status = 'gone' then ${number(factors.gone)} else ${number(factors.dead)} end as fate) as fates
    ),
    named_alike as (
      select *, case when is_similar or row_number() over (order by ${order}) <= ${sql.lit(compared)} then greatest(
          similarity(short_title, (select short_name from query)), similarity(short_slug, (select short_name from query)), 0)
        else 0 end * ${number(factors.name)} as name
      from fitting
    ),
    best as (
      select item_type, record_id, fame, exact_name, all_words, text, category_name, name, gain, loss, total as relevance
      from named_alike,
        lateral (select all_words + text + name + category_name as fit offset 0) as fits,
        lateral (select fit * fame * ${number(factors.popularity)} as gain offset 0) as popular,
        lateral (select (fit + gain) * fate as loss offset 0) as alive,
        lateral (select exact_name + fit + gain + loss as total) as totals
      order by total desc, fame desc, item_type, record_id limit ${limit} offset ${offset}
    )`
}

/** A number of ours, in the statement itself: its type is certain then. */
function number(value: number): RawBuilder<number> {
  return sql`${sql.lit(value)}::float8`
}
