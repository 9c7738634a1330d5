import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toCellMeaning } from '../grids/cell-meaning.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { linkText } from '../http/link-text.ts'
import { abridge } from './abridge.ts'
import type { ComparedPackage } from './compared.ts'
import type { Cell, Row } from './table.ts'

interface FeatureRow {
  id: number
  title: string
  description: string
  /** Text by package id. */
  cells: Record<string, string>
}

/** What people wrote about the packages in the rows of grids: of one grid, or of all grids that hold at least two of the packages. */
export async function listFeatureRows(db: Database, packages: readonly ComparedPackage[], gridId?: number): Promise<Row[]> {
  if (packages.length === 0) return []
  const ids = sql.join(packages.map(({ id }) => id))
  const scope =
    gridId === undefined
      ? sql`feature.grid_id in (select grid_id from grid_package where package_id in (${ids}) group by grid_id having count(*) > 1)`
      : sql`feature.grid_id = ${gridId}`
  const { rows } = await sql<FeatureRow>`
    select feature.id, feature.title, feature.description, coalesce(
      (select json_object_agg(package_id, element.text) from element
        join grid_package on grid_package.id = element.grid_package_id
        where element.feature_id = feature.id and package_id in (${ids})), '{}') as cells
    from feature where ${scope} order by feature.grid_id, feature.id limit 500`.execute(db)
  return rows.map(({ id, title, description, cells }) => ({
    key: `feature-${id}`,
    label: title,
    description,
    group: 'features',
    featureId: id,
    cells: packages.map((pkg) => toCell(cells[pkg.id] ?? '')),
  }))
}

/** The exports have all of it. */
const maxShownLength = 1_000

const marks = { good: 'check', bad: 'cross', unknown: 'unknown' } as const
const tones = { good: 'yes', bad: 'no', unknown: 'unknown' } as const
const words = { good: 'Yes', bad: 'No', unknown: 'unknown' } as const

function toCell(text: string): Cell {
  const { tone, strength, text: rest } = toCellMeaning(text)
  if (tone === 'plain') return { text, meaning: rest, html: paragraphs(rest) }
  if (tone === 'unknown') return { text, meaning: '', html: html`<span class="cell unknown">${toUnknownWord(text)}</span>` }
  const sign = Array.from({ length: strength }, () => icon(marks[tone]))
  return {
    text,
    meaning: JSON.stringify([tone, strength, rest]),
    html: html`<span class="cell ${tones[tone]}">${sign}<span class="visually-hidden">${words[tone]}${strength > 1 && `, ${strength} times over`}. </span></span> ${paragraphs(rest)}`,
  }
}

/** The writer's own word, if it is one. */
function toUnknownWord(text: string): string {
  const word = text.trim()
  return word === '' || word === '?' ? 'unknown' : word
}

function paragraphs(text: string): HtmlValue {
  if (text === '') return undefined
  const lines = abridge(text, maxShownLength).split(/\r\n|\r|\n/)
  return html`<span dir="auto">${lines.map((line, index) => html`${index > 0 && html`<br>`}${linkText(line)}`)}</span>`
}
