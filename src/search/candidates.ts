import { type RawBuilder, sql } from 'kysely'

import { type Matching, namesOf, resembles } from './matching.ts'

/** Documents that have the words are counted no further: so few, and others are looked for. */
export const fewWithWords = 5

export interface Breadth {
  /** Of each way of matching so many documents are ranked at most. */
  ranked: number
  /** Of so many documents the names are compared with the query; the others are not ranked further. */
  compared: number
}

/** What a hit shows of its document. */
export const shownColumns = sql`item_type, record_id, status, weight, created_at, modified_at, licences, python_versions`

/** A column of `query`, what is looked for: worked out once, however many documents it is compared with. */
const query = (column: string) => sql`(select ${sql.ref(column)} from query)`

/**
 * Common table expressions that end in `candidate`, the documents worth ranking: of each way of matching, which an index of its own serves,
 * the most promising. The costly ways are for queries whose words `few` documents have.
 */
export function selectCandidates(
  matching: Matching,
  conditions: readonly RawBuilder<unknown>[],
  { isWide, breadth }: { isWide: boolean; breadth: Breadth },
): RawBuilder<unknown> {
  const hasAllWords = matching.hasWanted ? sql`document.vector @@ ${query('all')}` : sql`true`
  const name = query('query_short_name')
  // What the rank will be made of, as far as it is cheap.
  const promise = sql`(case when document.vector @@ ${query('exact')} then 0.6::real else 0.3::real end
      + case when document.vector @@ ${query('titled')} then 0.6::real else 0::real end
      + case when strpos(document.short_title, ${name}) > 0 then 0.3::real else 0::real end)
    * (1 + document.popularity * 0.5::real) * case when document.status = 'active' then 1::real else 0.45::real end`
  const none = { exactness: sql`0`, isSimilar: sql`false`, hasAllWords }
  const strict: Record<string, Way> = {
    named: {
      ...none,
      condition: sql`document.names && ${query('query_names')}`,
      exactness: toExactness(),
      promise: sql`document.popularity`,
    },
    worded: { ...none, condition: hasAllWords, promise, hasAllWords: sql`true` },
  }
  const relaxed: Record<string, Way> = {
    similar: {
      ...none,
      condition: resembles(name),
      isSimilar: sql`true`,
      promise: sql`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}))`,
    },
    partly: {
      ...none,
      condition: sql`${query('may_relax')} and document.vector @@ ${query('any')}`,
      promise,
      hasAllWords: sql`false`,
    },
  }
  const ways = isWide ? { ...strict, ...relaxed } : strict
  const others = [sql`not document.vector @@ ${query('excluded')}`, ...conditions]
  return sql`
    query as materialized (${selectQuery(matching)}),
    ${sql.join(Object.entries(ways).map(([key, way]) => sql`${sql.ref(key)} as materialized (${selectWay(way, breadth, others)})`))},
    few as (select count(*) as with_words from (select from worded limit ${sql.lit(fewWithWords)}) as found),
    candidate as (${uniteWays(Object.keys(ways))})`
}

function selectQuery(matching: Matching): RawBuilder<unknown> {
  const name = sql`${matching.name}::text`
  const tsqueries = (['exact', 'all', 'any', 'typed', 'titled', 'synonyms', 'excluded'] as const).map(
    (column) => sql`to_tsquery('english', ${matching[column]}) as ${sql.ref(column)}`,
  )
  return sql`select ${sql.join(tsqueries)}, ${matching.mayRelax}::boolean as may_relax, query_short_name,
    ${namesOf(sql`query_name`, sql`query_short_name`)} as query_names, array(
      select id from category where lower(title) = any(${matching.words}::text[]) or lower(title_plural) = any(${matching.words}::text[])
    ) as query_categories
    from (select ${name} as query_name, short_name(${name}) as query_short_name offset 0) as naming`
}

interface Way {
  condition: RawBuilder<unknown>
  /** Cheap: which documents are worth ranking when very many match. */
  promise: RawBuilder<unknown>
  /** 0 to 4: how exactly the query is the name. */
  exactness: RawBuilder<unknown>
  isSimilar: RawBuilder<unknown>
  hasAllWords: RawBuilder<unknown>
}

function selectWay(way: Way, breadth: Breadth, others: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql`
    select ${shownColumns}, category_id, popularity, short_title, short_slug, vector,
      ${way.exactness} as exactness, ${way.isSimilar} as is_similar, ${way.hasAllWords} as has_all_words
    from search_document as document where ${sql.join([way.condition, ...others], sql` and `)}
    order by ${way.promise} desc, item_type, record_id limit ${sql.lit(breadth.ranked)}`
}

function toExactness(): RawBuilder<unknown> {
  const cases = [4, 3, 2, 1].map(
    (exactness) =>
      sql`when (${query('query_names')})[${sql.lit(5 - exactness)}] = any(document.names) then ${sql.lit(exactness)}`,
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
