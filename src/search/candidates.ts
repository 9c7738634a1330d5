import { type RawBuilder, sql } from 'kysely'

import { type Matching, namesOf, resembles } from './matching.ts'

/** Documents that have the words are counted no further: so few, and others are looked for. */
export const fewWithWords = 5

/** Of each way of matching so many documents are ranked at most. */
export interface Breadth {
  named: number
  worded: number
  similar: number
  partly: number
  /** Of so many documents the names are compared with the query; the others are not ranked further. */
  compared: number
}

/** A column of `query`, what is looked for: worked out once, however many documents it is compared with. */
const query = (column: string) => sql`(select ${sql.ref(column)} from query)`

/**
 * Common table expressions that end in `candidate`, the documents worth ranking: of each way of matching, which an index of its own serves,
 * the most promising. The costly ways are gone only where `few` have all words.
 */
export function selectCandidates(
  matching: Matching,
  conditions: readonly RawBuilder<unknown>[],
  breadth: Breadth,
): RawBuilder<unknown> {
  const hasAllWords = matching.hasWanted ? sql`document.vector @@ ${query('all')}` : sql`true`
  const promise = sql`(case when document.vector @@ ${query('exact')} then 0.6::real else 0.3::real end
      + case when document.vector @@ ${query('titled')} then 0.6::real else 0::real end
      + case when strpos(document.short_title, ${query('query_short_name')}) > 0 then 0.3::real else 0::real end)
    * (1 + document.popularity * 0.5::real) * case when document.status = 'active' then 1::real else 0.45::real end`
  const similarity = sql`greatest(similarity(document.short_title, ${query('query_short_name')}), similarity(document.short_slug, ${query('query_short_name')}))`
  const others = [sql`not document.vector @@ ${query('excluded')}`, ...conditions]
  const none = { exactness: sql`0`, isSimilar: sql`false` }
  const isFew = sql`(select is_few from few)`
  return sql`
    query as materialized (${selectQuery(matching)}),
    ${selectWay('named', { ...none, condition: sql`document.names && ${query('query_names')}`, exactness: toExactness(), promise: sql`document.popularity`, hasAllWords, limit: breadth.named }, others)},
    ${selectWay('worded', { ...none, condition: hasAllWords, promise, hasAllWords: sql`true`, limit: breadth.worded }, others)},
    few as materialized (select count(*) as with_words, count(*) < ${sql.lit(fewWithWords)} as is_few
      from (select from worded limit ${sql.lit(fewWithWords)}) as found),
    ${selectWay('similar', { ...none, condition: sql`${isFew} and ${resembles(query('query_short_name'))}`, isSimilar: sql`true`, promise: similarity, hasAllWords, limit: breadth.similar }, others)},
    ${selectWay('partly', { ...none, condition: sql`${isFew} and ${query('may_relax')} and document.vector @@ ${query('any')}`, promise, hasAllWords: sql`false`, limit: breadth.partly }, others)},
    candidate as (${uniteWays(['named', 'similar', 'worded', 'partly'])})`
}

function selectQuery(matching: Matching): RawBuilder<unknown> {
  const name = sql`${matching.name}::text`
  const tsqueries = (['exact', 'all', 'any', 'typed', 'titled', 'synonyms', 'excluded'] as const).map(
    (column) => sql`to_tsquery('english', ${matching[column]}) as ${sql.ref(column)}`,
  )
  return sql`select ${sql.join(tsqueries)}, ${matching.mayRelax}::boolean as may_relax,
    short_name(${name}) as query_short_name, ${namesOf(name)} as query_names, array(
      select id from category where lower(title) = any(${matching.words}::text[]) or lower(title_plural) = any(${matching.words}::text[])
    ) as query_categories`
}

interface Way {
  condition: RawBuilder<unknown>
  /** Cheap: which documents are worth ranking when very many match. */
  promise: RawBuilder<unknown>
  /** 0 to 4: how exactly the query is the name. */
  exactness: RawBuilder<unknown>
  isSimilar: RawBuilder<unknown>
  hasAllWords: RawBuilder<unknown>
  limit: number
}

function selectWay(name: string, way: Way, others: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`${sql.ref(name)} as materialized (
    select item_type, record_id, category_id, status, popularity, short_title, short_slug, vector,
      ${way.exactness} as exactness, ${way.isSimilar} as is_similar, ${way.hasAllWords} as has_all_words
    from search_document as document where ${sql.join([way.condition, ...others], sql` and `)}
    order by ${way.promise} desc, item_type, record_id limit ${sql.lit(way.limit)})`
}

function toExactness(): RawBuilder<unknown> {
  const cases = [4, 3, 2, 1].map(
    (exactness) => sql`when (${query('query_names')})[${sql.lit(5 - exactness)}] = any(document.names) then ${sql.lit(exactness)}`,
  )
  return sql`case ${sql.join(cases, sql` `)} else 0 end`
}

/** The documents of all ways, each once: as it matches in the first of them. */
function uniteWays(names: readonly string[]): RawBuilder<unknown> {
  const parts = names.map((name, index) => {
    const earlier = names
      .slice(0, index)
      .map((before) => sql`(item_type, record_id) not in (select item_type, record_id from ${sql.ref(before)})`)
    return sql`select * from ${sql.ref(name)} ${index === 0 ? sql`` : sql`where ${sql.join(earlier, sql` and `)}`}`
  })
  return sql.join(parts, sql` union all `)
}
