import type { HtmlValue } from '../http/html.ts'
import type { ComparedPackage } from './compared.ts'

/** What one row says of one package. */
export interface Cell {
  /** In words, for exports and to tell whether packages differ; empty when it is not known. */
  text: string
  /** For the page. */
  html: HtmlValue
}

/** One fact of every package, in the order of the columns. */
export interface Row {
  /** Its name in addresses: `stars`, `feature-12`. */
  key: string
  label: string
  /** What it means. */
  description: string
  group: 'measured' | 'features'
  cells: readonly Cell[]
}

/** Packages side by side. */
export interface ComparisonTable {
  packages: readonly ComparedPackage[]
  /** The rows that are shown. */
  rows: readonly Row[]
  /** All there are, to choose from. */
  choices: readonly Pick<Row, 'key' | 'label' | 'group'>[]
  /** Rows left out because all packages agree. */
  alike: number
}

export interface TableOptions {
  /** Keys of rows to show; empty for all. */
  rows: readonly string[]
  /** Leaves out rows in which all packages say the same. */
  onlyDifferences: boolean
}

export function createTable(
  packages: readonly ComparedPackage[],
  rows: readonly Row[],
  { rows: chosen, onlyDifferences }: TableOptions,
): ComparisonTable {
  const wanted = chosen.length === 0 ? rows : rows.filter(({ key }) => chosen.includes(key))
  const shown = onlyDifferences ? wanted.filter(hasDifference) : wanted
  return {
    packages,
    rows: shown,
    choices: rows.map(({ key, label, group }) => ({ key, label, group })),
    alike: wanted.length - shown.length,
  }
}

/** Whether packages say different things in it; "not known" differs from everything that is known. */
export function hasDifference({ cells }: Pick<Row, 'cells'>): boolean {
  return new Set(cells.map(({ text }) => text.toLowerCase())).size > 1
}
