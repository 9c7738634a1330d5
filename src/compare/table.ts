import type { HtmlValue } from '../http/html.ts'
import type { ComparedPackage } from './compared.ts'

/** What one row says of one package. */
export interface Cell {
  /** In words, for exports and to tell whether packages differ; empty when it is not known. */
  text: string
  /** What it comes to, where several texts say the same: `yes` and `+`. Otherwise the text itself. */
  meaning?: string
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
  /** Of a row that people wrote. */
  featureId?: number
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
  /** Names of rows left out because nothing is known in them of any package. */
  folded: readonly string[]
}

export interface TableOptions {
  /** Keys of rows to show; empty for all. */
  rows: readonly string[]
  /** Leaves out rows in which all packages say the same. */
  onlyDifferences: boolean
  /** Shows even rows in which nothing is known; they are also shown when they are among `rows`. */
  showsUnknown: boolean
}

export function createTable(
  packages: readonly ComparedPackage[],
  rows: readonly Row[],
  { rows: chosen, onlyDifferences, showsUnknown }: TableOptions,
): ComparisonTable {
  const isKnown = (row: Row) => showsUnknown || packages.length === 0 || row.cells.some((cell) => toMeaning(cell) !== '')
  const wanted = chosen.length === 0 ? rows.filter(isKnown) : rows.filter(({ key }) => chosen.includes(key))
  const shown = onlyDifferences ? wanted.filter(hasDifference) : wanted
  return {
    packages,
    rows: shown,
    choices: rows.map(({ key, label, group }) => ({ key, label, group })),
    alike: wanted.length - shown.length,
    folded: chosen.length === 0 ? rows.filter((row) => !isKnown(row)).map(({ label }) => label) : [],
  }
}

/** Whether packages say different things in it; "not known" differs from everything that is known. */
export function hasDifference({ cells }: Pick<Row, 'cells'>): boolean {
  return new Set(cells.map(toMeaning)).size > 1
}

function toMeaning({ text, meaning = text }: Cell): string {
  return meaning
}
