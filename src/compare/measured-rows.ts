import { dateElement, formatDate, formatNumber } from '../http/figures.ts'
import { html, type HtmlValue, toOutsideLink } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { statusBadge } from '../packages/package-rows.ts'
import { statusWords } from '../packages/status.ts'
import { abridge } from './abridge.ts'
import { commitSpark } from './commit-spark.ts'
import type { ComparedPackage } from './compared.ts'
import type { Cell, Row } from './table.ts'

interface Measure {
  key: string
  label: string
  description: string
  toCell: (pkg: ComparedPackage) => Cell
}

const unknown: Cell = { text: '', html: html`<span class="cell unknown">unknown</span>` }

const text = (value: string | null): Cell => (value ? { text: value, html: value } : unknown)
const count = (value: number): Cell => ({ text: String(value), html: formatNumber(value) })
const date = (value: string | null): Cell => (value ? { text: value.slice(0, 10), html: dateElement(value) } : unknown)

/** The facts that are fetched or counted, in the order of the reference's grids. */
const measures: readonly Measure[] = [
  {
    key: 'status',
    label: 'Status',
    description: 'Whether somebody looks after it, judged by its last commit and release.',
    toCell: ({ status }) => ({ text: statusWords[status].label, html: statusBadge(status) }),
  },
  {
    key: 'description',
    label: 'Description',
    description: 'As the repository host has it.',
    toCell: ({ description }) =>
      description ? { text: description, html: html`<span dir="auto">${abridge(description, 160)}</span>` } : unknown,
  },
  { key: 'category', label: 'Category', description: 'What kind of thing it is.', toCell: ({ category }) => text(category) },
  {
    key: 'version',
    label: 'Latest release',
    description: 'Its number on the package index, and when it came out.',
    toCell: ({ version, releasedAt }) =>
      version === null
        ? unknown
        : {
            text: releasedAt ? `${version} (${formatDate(releasedAt)})` : version,
            html: html`${version}${releasedAt && html` <span class="faint">${dateElement(releasedAt)}</span>`}`,
          },
  },
  {
    key: 'development',
    label: 'Development status',
    description: 'What its classifiers on the package index say.',
    toCell: ({ developmentStatus }) => text(developmentLabels[developmentStatus ?? 0] ?? null),
  },
  { key: 'licence', label: 'Licence', description: 'As the package index has it.', toCell: ({ licence }) => text(licence) },
  {
    key: 'python',
    label: 'Python',
    description: 'The versions that it asks for, or whether it runs on Python 3.',
    toCell: ({ requiresPython, supportsPython3 }) => {
      if (requiresPython) return text(requiresPython)
      if (supportsPython3 === null) return unknown
      return text(supportsPython3 ? '3' : '2 only')
    },
  },
  { key: 'users', label: 'Used by', description: 'People who said here that they use it.', toCell: ({ users }) => count(users) },
  { key: 'stars', label: 'Stars', description: 'On the repository host.', toCell: ({ watchers }) => count(watchers) },
  { key: 'forks', label: 'Forks', description: 'On the repository host.', toCell: ({ forks }) => count(forks) },
  {
    key: 'downloads',
    label: 'Downloads a month',
    description: 'From the package index.',
    toCell: ({ downloads }) => (downloads > 0 ? count(downloads) : unknown),
  },
  {
    key: 'commits',
    label: 'Commits of a year',
    description: 'Week by week over the last 52.',
    toCell: ({ commits, title }) =>
      commits.length === 0 ? unknown : { text: String(sum(commits)), html: commitSpark(commits, title) },
  },
  {
    key: 'last-commit',
    label: 'Last commit',
    description: 'On the main branch.',
    toCell: ({ lastCommitAt }) => date(lastCommitAt),
  },
  {
    key: 'links',
    label: 'Links',
    description: 'Repository, package index, documentation.',
    toCell: ({ repositoryUrl, indexUrl, documentationUrl }) => ({
      text: [repositoryUrl, indexUrl, documentationUrl ?? ''].filter((url) => url !== '').join(' '),
      html: html`<ul class="links">${link('Repository', repositoryUrl)}${link('Index', indexUrl)}${link('Documentation', documentationUrl ?? '')}</ul>`,
    }),
  },
]

/** By the number that trove classifiers carry; 0 is unknown. */
const developmentLabels = [null, 'Planning', 'Pre-Alpha', 'Alpha', 'Beta', 'Production/Stable', 'Mature', 'Inactive']

export function measuredRows(packages: readonly ComparedPackage[]): Row[] {
  return measures.map(({ toCell, ...measure }) => ({ ...measure, group: 'measured', cells: packages.map(toCell) }))
}

function link(label: string, url: string): HtmlValue {
  const href = toOutsideLink(url)
  return href && html`<li><a href="${href}" rel="nofollow">${label}${icon('external')}</a></li>`
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
