import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Facet } from './filters.ts'

type FacetValue = { value: string; label: string; count: number }

export interface Counts {
  /** Documents that meet every condition and every choice. */
  total: number
  /** By facet, the values that the hits would have if nothing were chosen of this facet; the most frequent first. */
  facets: Record<Facet, FacetValue[]>
}

/** What was chosen of each facet. */
export type Choices = Partial<Record<Facet, RawBuilder<unknown>>>

/** More values of one facet help nobody. */
const maxValues = 50

/** From where the values of each facet come: `found` is a document that matches. */
const sources: Record<Facet, { value: RawBuilder<unknown>; label: RawBuilder<unknown>; from: RawBuilder<unknown> }> = {
  item_type: { value: sql`item_type`, label: sql`item_type`, from: sql`found` },
  category: { value: sql`slug`, label: sql`title`, from: sql`found join category on category.id = category_id` },
  grid: {
    value: sql`slug`,
    label: sql`title`,
    from: sql`found join grid_package on item_type = 'package' and package_id = record_id join grid on grid.id = grid_id`,
  },
  licence: { value: sql`licence`, label: sql`licence`, from: sql`found, unnest(licences) as licence` },
  python: { value: sql`version`, label: sql`version`, from: sql`found, unnest(python_versions) as version` },
  maintained: {
    value: sql`is_maintained::text`,
    label: sql`is_maintained::text`,
    from: sql`(select * from found where item_type = 'package') as found`,
  },
}

/** Counts the documents that meet `conditions`, in all and by the values of each facet. */
export async function countFacets(db: Database, conditions: readonly RawBuilder<unknown>[], choices: Choices): Promise<Counts> {
  const names = Object.keys(sources).filter((name): name is Facet => name in sources)
  const isChosen = (name: Facet) => sql.ref(`in_${name}`)
  const flags = names.map((name) => sql`coalesce(${choices[name] ?? sql`true`}, false) as ${isChosen(name)}`)
  const all = sql.join(names.map(isChosen), sql` and `)
  const counts = names.map((name) => {
    const { value, label, from } = sources[name]
    const others = sql.join(names.filter((other) => other !== name).map(isChosen), sql` and `)
    return sql`(select ${sql.lit(name)} as facet, ${value} as value, ${label} as label, count(*) as count
      from ${from} where ${others} group by 2, 3 order by count desc, 2 limit ${maxValues})`
  })
  const { rows } = await sql<FacetValue & { facet: Facet | 'total' }>`
    with found as materialized (
      select item_type, record_id, category_id, licences, python_versions, is_maintained, ${sql.join(flags)}
      from search_document as document where ${sql.join(conditions, sql` and `)}
    )
    select 'total' as facet, '' as value, '' as label, count(*) as count from found where ${all}
    union all ${sql.join(counts, sql` union all `)}`.execute(db)
  const facets: Counts['facets'] = { item_type: [], category: [], grid: [], licence: [], python: [], maintained: [] }
  let total = 0
  for (const { facet, ...value } of rows) {
    if (facet === 'total') total = value.count
    else facets[facet].push(value)
  }
  return { total, facets }
}
