import { type RawBuilder, sql } from 'kysely'

import type { Matching } from './matching.ts'

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
 * SQL of each contribution, to be selected beside `document`: each may use those before it. `offset 0` makes PostgreSQL work each out only
 * once.
 */
export function rank({ exact, typed, synonyms, words }: Matching): RawBuilder<unknown> {
  const { title, slug, description, rest } = factors.wordWeights
  const weights = sql`${sql.lit(`{${[rest, description, slug, title].join()}}`)}::real[]`
  const names = sql`array[${sql.join(words)}]::text[]`
  const text = sql`ts_rank(${weights}, document.vector, ${typed}) * ${number(factors.text)}`
  const synonymText =
    synonyms &&
    sql` + case when has_exact then 0 else ts_rank(${weights}, document.vector, ${synonyms}) * ${number(factors.synonyms)} end`
  return sql`
    lateral (select document.has_all_words and document.vector @@ ${exact} as has_exact offset 0) as words,
    lateral (select
      case when document.item_type = 'package' and document.status <> 'gone' then document.exactness * ${number(factors.exactName)} else 0 end
        as exact_name,
      case when not document.has_all_words then 0 when has_exact then 1 else 0.5 end * ${number(factors.allWords)} as all_words,
      ${text}${synonymText ?? sql``} as text,
      document.similarity * ${number(factors.name)} as name,
      case when document.category_id in (
        select id from category where lower(title) = any(${names}) or lower(title_plural) = any(${names}))
        then ${number(factors.category)} else 0 end as category offset 0) as fitting,
    lateral (select all_words + text + name + category as fit offset 0) as fits,
    lateral (select fit * document.popularity * ${number(factors.popularity)} as popularity offset 0) as popular,
    lateral (select (fit + popular.popularity) * case
      when document.item_type = 'grid' then ${number(factors.grid)} when document.status = 'active' then 0
      when document.status = 'gone' then ${number(factors.gone)} else ${number(factors.dead)} end as status) as alive`
}

/** A number of ours, in the statement itself: its type is certain then. */
function number(value: number): RawBuilder<number> {
  return sql`${sql.lit(value)}::float8`
}

/** What `rank` works out, as the store reads it. */
export const rankColumns = sql`
  exact_name, all_words, text, name, category as category_name, popular.popularity as gain, alive.status as loss`

/** SQL of the relevance over the columns of `rank`. */
export const relevance = sql`exact_name + fit + popular.popularity + alive.status`
