import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { ListParameters } from '../http/list-parameters.ts'
import type { Pages } from '../http/pager.ts'
import { matchText } from '../rest/filters.ts'
import { repositoryHosts } from './schema.ts'
import { livingStatuses, type Status, statuses } from './status.ts'
import {
  countSummaries,
  hasStatus,
  listSummaries,
  type PackageSummary,
  type SummaryCount,
  type SummaryOrder,
} from './summaries.ts'

/** Orders that readers choose from, each in the direction that is asked for first. */
export const offeredOrders = [
  { order: '-repo_watchers', label: 'Stars' },
  { order: '-repo_forks', label: 'Forks' },
  { order: '-pypi_downloads', label: 'Downloads' },
  { order: '-usage_count', label: 'Users' },
  { order: '-last_commit', label: 'Last commit' },
  { order: '-released', label: 'Last release' },
  { order: '-created', label: 'Newest' },
  { order: 'title', label: 'Name' },
] as const satisfies { order: SummaryOrder; label: string }[]

const orders = [
  '-repo_watchers',
  'repo_watchers',
  '-repo_forks',
  'repo_forks',
  '-pypi_downloads',
  'pypi_downloads',
  '-usage_count',
  'usage_count',
  '-last_commit',
  'last_commit',
  '-released',
  'released',
  '-last_fetched',
  'last_fetched',
  '-created',
  'created',
  '-likes',
  '-rise',
  '-score',
  'score',
  'title',
  '-title',
  'category',
  '-category',
] as const satisfies SummaryOrder[]

const statusChoices = ['living', 'all', ...statuses] as const
export type StatusChoice = (typeof statusChoices)[number]

interface CategoryChoice {
  slug: string
  title: string
}

/** What is asked of a list of packages, and what there is. */
export interface PackageList {
  q: string
  category: string
  status: StatusChoice
  host: string
  python3: boolean
  order: SummaryOrder
  packages: PackageSummary[]
  total: number
  /** Packages that would show but for their status. */
  hidden: number
  first: number
  pages: Pages
  problems: readonly string[]
  categories: (CategoryChoice & { count: number })[]
  /** Packages of each status, whatever status is chosen. */
  statusCounts: ReadonlyMap<StatusChoice, number>
  href: ListParameters['href']
}

export interface PackageListOptions {
  path: string
  query: URLSearchParams
  now: Date
  /** Only packages of which this holds. */
  scope?: RawBuilder<unknown>
  /** All there are; none where the list is of one category. */
  categories: readonly CategoryChoice[]
}

const perPage = 20

/** The list that `query` asks for; what cannot be used in it is left out and said. */
export async function readPackageList(
  db: Database,
  { path, query, now, scope, categories }: PackageListOptions,
): Promise<PackageList> {
  const parameters = new ListParameters(path, query)
  const q = parameters.text('q')
  const category = parameters.choice('category', ['all', ...categories.map(({ slug }) => slug)], 'all')
  const status = parameters.choice('status', statusChoices, 'living')
  const host = parameters.choice('host', ['all', ...repositoryHosts], 'all')
  const python3 = parameters.choice('python3', ['0', '1'], '0') === '1'
  const order = parameters.choice('sort', orders, '-repo_watchers')

  const conditions: RawBuilder<unknown>[] = scope ? [scope] : []
  if (q) conditions.push(matchText(q, [sql`package.title`, sql`package.slug`, sql`package.repo_description`]))
  if (host !== 'all') conditions.push(sql`package.repo_host = ${host}`)
  if (python3) conditions.push(sql`package.supports_python3`)

  const counts = await countSummaries(db, now, conditions)
  const inCategory = (row: SummaryCount) => category === 'all' || row.category === category
  const chosen = toStatuses(status)
  const hasChosenStatus = (row: SummaryCount) => chosen.includes(row.status)
  const total = sum(counts, (row) => inCategory(row) && hasChosenStatus(row))
  const { page, pages, offset } = parameters.paginate(total, perPage)

  if (category !== 'all') conditions.push(sql`category.slug = ${category}`)
  if (status !== 'all') conditions.push(hasStatus(now, chosen))
  return {
    q,
    category,
    status,
    host,
    python3,
    order,
    packages: await listSummaries(db, now, { conditions, order, limit: perPage, offset }),
    total,
    hidden: status === 'living' ? sum(counts, (row) => inCategory(row) && !hasChosenStatus(row)) : 0,
    first: offset + 1,
    pages: { page, pages, href: (number) => parameters.href({ page: number === 1 ? undefined : String(number) }) },
    problems: parameters.problems,
    categories: categories.map((choice) => ({
      ...choice,
      count: sum(counts, (row) => row.category === choice.slug && hasChosenStatus(row)),
    })),
    statusCounts: new Map(
      statusChoices.map((choice) => [choice, sum(counts, (row) => inCategory(row) && toStatuses(choice).includes(row.status))]),
    ),
    href: (changes) => parameters.href(changes),
  }
}

function toStatuses(choice: StatusChoice): readonly Status[] {
  if (choice === 'all') return statuses
  return choice === 'living' ? livingStatuses : [choice]
}

function sum(counts: readonly SummaryCount[], isCounted: (row: SummaryCount) => boolean): number {
  return counts.reduce((total, row) => (isCounted(row) ? total + row.count : total), 0)
}
