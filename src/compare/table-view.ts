import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { packagePath } from '../packages/package-rows.ts'
import { abridge } from './abridge.ts'
import type { ComparedPackage } from './compared.ts'
import { type ComparisonTable, hasDifference, type Row } from './table.ts'

export interface TableActions {
  ofCell: (row: Row, pkg: ComparedPackage) => HtmlValue
  ofRow: (row: Row) => HtmlValue
  ofPackage: (pkg: ComparedPackage) => HtmlValue
}

export interface TableViewOptions {
  caption: string
  /** Packages below each other and facts side by side. */
  transposed: boolean
  /** What the table offers to whoever may change it. */
  actions?: TableActions | undefined
}

const groupTitles = { measured: 'Measured', features: 'Features, as people wrote them' } as const

/** The comparison as one table that scrolls both ways by itself, its head and first column in sight. */
export function tableView(table: ComparisonTable, options: TableViewOptions): Html {
  return html`<div class="table-scroll tall" role="region" aria-label="${options.caption}" tabindex="0">
<table class="compare"><caption class="visually-hidden">${options.caption}</caption>
${options.transposed ? transposedBody(table, options) : uprightBody(table, options)}
</table></div>`
}

function uprightBody({ packages, rows }: ComparisonTable, options: TableViewOptions): Html {
  const groups = (['measured', 'features'] as const)
    .map((group) => ({ group, rows: rows.filter((row) => row.group === group) }))
    .filter((part) => part.rows.length > 0)
  return html`<thead><tr><th scope="col"><span class="visually-hidden">Fact</span></th>${packages.map(
    (pkg) => html`<th scope="col">${packageLink(pkg)}${options.actions?.ofPackage(pkg)}</th>`,
  )}</tr></thead>
${groups.map(
  (
    part,
  ) => html`<tbody><tr class="group"><th scope="rowgroup" colspan="${packages.length + 1}"><span>${groupTitles[part.group]}</span></th></tr>
${part.rows.map(
  (row) =>
    html`<tr id="${row.key}"${isAlike(row) && html` class="alike"`}><th scope="row">${rowHead(row)}${options.actions?.ofRow(row)}</th>${row.cells.map(
      (_, index) => bodyCell(row, packages[index], index, options),
    )}</tr>\n`,
)}</tbody>`,
)}`
}

function transposedBody({ packages, rows }: ComparisonTable, options: TableViewOptions): Html {
  return html`<thead><tr><th scope="col">Package</th>${rows.map((row) => html`<th scope="col" id="${row.key}">${rowHead(row)}${options.actions?.ofRow(row)}</th>`)}</tr></thead>
<tbody>${packages.map(
    (pkg, index) =>
      html`<tr><th scope="row">${packageLink(pkg)}${options.actions?.ofPackage(pkg)}</th>${rows.map((row) => bodyCell(row, pkg, index, options))}</tr>\n`,
  )}</tbody>`
}

function packageLink({ slug, title }: ComparedPackage): Html {
  return html`<a href="${packagePath(slug)}">${title}</a>`
}

function rowHead({ label, description }: Row): Html {
  return description === ''
    ? html`${label}`
    : html`<details class="row-head"><summary>${withSign(label)}</summary><p dir="auto">${abridge(description, 1_000)}</p></details>`
}

/** The sign stands on the line of the last word. */
function withSign(label: string): Html {
  const [, start = '', word = ''] = /^(.*?)(\S{0,16})$/s.exec(label) ?? []
  return html`${start}<span class="nowrap">${word} ${icon('info')}</span>`
}

/** Rows in which all packages agree step back, so that the differences stand out. */
function isAlike(row: Row): boolean {
  return row.cells.length > 1 && !hasDifference(row)
}

function bodyCell(row: Row, pkg: ComparedPackage | undefined, index: number, { actions }: TableViewOptions): Html {
  return html`<td>${row.cells[index]?.html}${pkg && actions?.ofCell(row, pkg)}</td>`
}
