import { type RawBuilder, sql } from 'kysely'

import type { Matching } from './matching.ts'

/** The parts of a hit's relevance, whose sum it is. */
export const contributions = {
  exact_name:
    'The query is the name: the slug or title (40), the project of the package index (30), or either without "django" (20, 10).',
  text: 'How well the words fit title, slug, description, and then category, participants and grids.',
  name: 'How much the name looks like the query, letter by letter.',
  popularity:
    'Stars, forks, downloads, users and signs of life, as a part of what fits: popular things rise, but nothing rises by it alone.',
  status: 'Archived, deprecated and vanished packages sink.',
} as const
export type Contribution = keyof typeof contributions

/** Every number of the ranking. */
const factors = {
  exactName: 10,
  exactGrid: 0.3,
  /** For title, slug, description and the rest. */
  wordWeights: { title: 1, slug: 0.6, description: 0.5, rest: 0.15 },
  text: 1,
  name: 0.7,
  popularity: 0.5,
  dead: -0.55,
  gone: -0.8,
}

/** SQL of each contribution, to be selected beside `document`: each may use those before it. */
export function rank({ words, exactness, similarity }: Matching): RawBuilder<unknown> {
  const { title, slug, description, rest } = factors.wordWeights
  const weights = `{${[rest, description, slug, title].join()}}`
  return sql`
    lateral (select ${exactness} as exactness, document.item_type = 'package' and document.status <> 'gone' as is_alive) as named,
    lateral (select
      case when is_alive then exactness * ${number(factors.exactName)} when exactness > 0 then ${number(factors.exactGrid)} else 0 end
        as exact_name,
      ts_rank(${sql.lit(weights)}::real[], document.vector, ${words}) * ${number(factors.text)} as text,
      ${similarity} * ${number(factors.name)} as name) as fitting,
    lateral (select (text + name) * document.popularity * ${number(factors.popularity)} as popularity) as popular,
    lateral (select (text + name + popular.popularity) * case document.status
      when 'active' then 0 when 'gone' then ${number(factors.gone)} else ${number(factors.dead)} end as status) as alive`
}

/** A number of ours, in the statement itself: its type is certain then. */
function number(value: number): RawBuilder<number> {
  return sql`${sql.lit(value)}::float8`
}

/** SQL of the relevance over the columns of `rank`. */
export const relevance = sql`exact_name + text + name + popular.popularity + alive.status`
