import { type RawBuilder, sql } from 'kysely'

import { ListParameters } from '../http/list-parameters.ts'
import { livingStatuses, type Status, statuses } from '../packages/status.ts'
import { hasStatus, type SummaryOrder } from '../packages/summaries.ts'
import { matchText } from '../rest/filters.ts'
import type { TableOptions } from './table.ts'

/** Orders of the columns, by the names that the reference's addresses have. */
export const columnOrders = [
  { name: 'score', label: 'Score', order: '-score' },
  { name: 'watchers', label: 'Stars', order: '-repo_watchers' },
  { name: 'downloads', label: 'Downloads', order: '-pypi_downloads' },
  { name: 'forks', label: 'Forks', order: '-repo_forks' },
  { name: 'commit_date', label: 'Last commit', order: '-last_commit' },
  { name: 'title', label: 'Name', order: 'title' },
] as const satisfies { name: string; label: string; order: SummaryOrder }[]

export type ColumnOrder = (typeof columnOrders)[number]['name']
export type Visibility = 'living' | 'all'

/** How a comparison is to be shown; all of it stands in the address. */
export interface ComparisonParameters extends TableOptions {
  q: string
  status: Visibility
  /** Only those that call themselves stable. */
  stable: boolean
  sort: ColumnOrder | 'chosen'
  transposed: boolean
  list: ListParameters
}

/** More than any grid has. */
const maxRows = 600

/** @param fallback the order and the packages to begin with: a grid hides the dead, a chosen set hides nothing. */
export function parseComparison(
  path: string,
  query: URLSearchParams,
  fallback: { sort: ComparisonParameters['sort']; status: Visibility },
): ComparisonParameters {
  const list = new ListParameters(path, query)
  const sorts = columnOrders.map(({ name }) => name)
  return {
    q: list.text('q'),
    status: list.choice('status', ['living', 'all'], fallback.status),
    stable: list.choice('stable', ['0', '1'], '0') === '1',
    sort: list.choice('sort', fallback.sort === 'chosen' ? [...sorts, 'chosen'] : sorts, fallback.sort),
    rows: list.words('rows', maxRows),
    onlyDifferences: list.choice('only', ['', 'differences'], '') === 'differences',
    showsUnknown: list.choice('unknown', ['', 'all'], '') === 'all',
    transposed: list.choice('transpose', ['0', '1'], '0') === '1',
    list,
  }
}

/** What `parameters` ask of a package apart from its status. */
export function toConditions({ q, stable }: ComparisonParameters): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = []
  if (q) conditions.push(matchText(q, [sql`package.title`, sql`package.slug`, sql`package.repo_description`]))
  if (stable) conditions.push(sql`latest.development_status = 5`)
  return conditions
}

export function toStatusConditions(now: Date, { status }: ComparisonParameters): RawBuilder<unknown>[] {
  return status === 'all' ? [] : [hasStatus(now, livingStatuses)]
}

export const shownStatuses = (status: Visibility): readonly Status[] => (status === 'all' ? statuses : livingStatuses)

export function toOrder(sort: ColumnOrder): SummaryOrder {
  return columnOrders.find(({ name }) => name === sort)?.order ?? '-score'
}
