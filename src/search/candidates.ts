import { type RawBuilder, sql } from 'kysely'

import { type Matching, namesOf, resembles } from './matching.ts'

/** Documents that have the words are counted no further: so few, and others are looked for. */
export const fewWithWords = 5

/** What a hit shows of its document. */
export const shownColumns = sql`item_type, record_id, status, weight, users, released_at, created_at, modified_at`

/** A column of `query`, what is looked for: worked out once, however many documents it is compared with. */
const query = (column: string) => sql`(select ${sql.ref(column)} from query)`

interface Narrowing {
  /** What every document must be. */
  conditions: readonly RawBuilder<unknown>[]
  /** What those among the hits must be besides; it does not change how they are looked for. */
  choices: readonly RawBuilder<unknown>[]
}

/**
 * Common table expressions that end in `candidate`, the documents worth ranking: of each way of matching, which an index of its own serves,
 * the most promising. `isWide`: also the costly ways, which are taken only where `few` documents have all words.
 */
export function selectCandidates(
  matching: Matching,
  { conditions, choices }: Narrowing,
  { isWide, ranked }: { isWide: boolean; ranked: number },
): RawBuilder<unknown> {
  const hasAllWords = matching.hasWanted ? sql`document.vector @@ ${query('all')}` : sql`true`
  const demands = matching.excluded === '' ? conditions : [sql`not document.vector @@ ${query('excluded')}`, ...conditions]
  const { named, worded, ...relaxed } = listWays(matching, hasAllWords)
  const select = (ways: Record<string, Way>) =>
    Object.entries(ways).map(
      ([name, way]) => sql`${sql.ref(name)} as materialized (${selectWay(way, [...demands, ...choices], ranked)})`,
    )
  const counted =
    choices.length === 0
      ? sql`worded`
      : sql`(select from search_document as document
          where ${sql.join([hasAllWords, ...demands], sql` and `)} limit ${sql.lit(fewWithWords)}) as found`
  return sql.join([
    sql`query as materialized (${selectQuery(matching, isWide)})`,
    ...select({ named, worded }),
    sql`few as materialized (select count(*) as with_words from ${counted})`,
    ...(isWide ? select(relaxed) : []),
    sql`candidate as (${uniteWays(['named', 'worded', ...(isWide ? Object.keys(relaxed) : [])])})`,
  ])
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

function listWays({ mayRelax }: Matching, hasAllWords: RawBuilder<unknown>) {
  const name = query('query_short_name')
  // What the rank will be made of, as far as it is cheap.
  const promise = sql`(case when document.vector @@ ${query('exact')} then 0.6::real else 0.3::real end
      + case when document.vector @@ ${query('titled')} then 0.6::real else 0::real end
      + case when strpos(document.short_title, ${name}) > 0 then 0.3::real else 0::real end)
    * (1 + document.popularity * 0.5::real) * case when document.status = 'active' then 1::real else 0.45::real end`
  const isFew = sql`(select with_words from few) < ${sql.lit(fewWithWords)}`
  const none = { exactness: sql`0`, isSimilar: sql`false`, hasAllWords }
  return {
    named: {
      ...none,
      condition: sql`document.names && ${query('query_names')}`,
      exactness: toExactness(),
      promise: sql`document.popularity`,
    },
    worded: { ...none, condition: hasAllWords, promise, hasAllWords: sql`true` },
    similar: {
      ...none,
      condition: sql`${isFew} and ${resembles(name)}`,
      isSimilar: sql`true`,
      promise: sql`greatest(similarity(document.short_title, ${name}), similarity(document.short_slug, ${name}))`,
    },
    partly: {
      ...none,
      condition: sql`${isFew} and ${mayRelax}::boolean and document.vector @@ ${query('any')}`,
      promise,
      hasAllWords: sql`false`,
    },
  } satisfies Record<string, Way>
}

/** "offset 0" makes PostgreSQL work out only once what stands before it. */
function selectQuery(matching: Matching, isWide: boolean): RawBuilder<unknown> {
  const columns = [
    ...(['exact', 'all', 'typed', 'titled', 'synonyms'] as const),
    ...(isWide ? (['any'] as const) : []),
    ...(matching.excluded === '' ? [] : (['excluded'] as const)),
  ]
  const tsqueries = columns.map((column) => sql`to_tsquery('english', ${matching[column]}) as ${sql.ref(column)}`)
  const name = sql`${matching.name}::text`
  return sql`
    select ${sql.join(tsqueries)}, query_short_name, ${namesOf(sql`key`, sql`short_key`)} as query_names, array(
      select id from category where lower(title) = any(words) or lower(title_plural) = any(words)
    ) as query_categories
    from (select *, name_key(query_short_name) as short_key from (
      select ${matching.words}::text[] as words, name_key(${name}) as key, short_name(${name}) as query_short_name offset 0
    ) as given offset 0) as naming`
}

function selectWay(way: Way, demands: readonly RawBuilder<unknown>[], ranked: number): RawBuilder<unknown> {
  return sql`
    select ${shownColumns}, category_id, popularity, short_title, short_slug, vector,
      ${way.exactness} as exactness, ${way.isSimilar} as is_similar, ${way.hasAllWords} as has_all_words
    from search_document as document where ${sql.join([way.condition, ...demands], sql` and `)}
    order by ${way.promise} desc, item_type, record_id limit ${sql.lit(ranked)}`
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
  const keysOf = (name: string) => sql`select item_type, record_id from ${sql.ref(name)}`
  const parts = names.map((name, index) => {
    const earlier = names.slice(0, index).map(keysOf)
    const isNew = index === 0 ? sql`` : sql`where (item_type, record_id) not in (${sql.join(earlier, sql` union all `)})`
    return sql`select * from ${sql.ref(name)} ${isNew}`
  })
  return sql.join(parts, sql` union all `)
}
