import { countOf } from '../http/figures.ts'
import { options } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { abridge } from './abridge.ts'
import { columnOrders, type ComparisonParameters } from './parameters.ts'
import type { ComparisonTable } from './table.ts'

export interface ControlOptions {
  table: ComparisonTable
  parameters: ComparisonParameters
  /** Where the exports lie: the page's path, with its slash. */
  path: string
  /** Packages left out as archived, deprecated or unmaintained; undefined where none are left out. */
  hidden: number | undefined
}

/** How the table can be shown, as a form and links: everything goes through the address. */
export function controls({ table, parameters, path, hidden }: ControlOptions): Html {
  const { q, status, stable, sort, rows, onlyDifferences, showsUnknown, transposed } = parameters
  const orders = [
    ...(sort === 'chosen' || !columnOrders.some(({ name }) => name === sort) ? [{ name: 'chosen', label: 'As chosen' }] : []),
    ...columnOrders,
  ]
  return html`<details class="view-options no-print"${rows.length > 0 && html` open`}><summary>${icon('filter')}Filter, sort, choose rows</summary>
<form action="${path}" data-live-form aria-label="How to compare">
<div class="field"><label for="q">In name or description</label><input type="search" id="q" name="q" value="${q}" maxlength="200" autocomplete="off"></div>
<div class="field"><label for="sort">Order of packages</label><select id="sort" name="sort">${options(
    orders.map(({ name, label }) => ({ value: name, label })),
    sort,
  )}</select></div>
<div class="stack">
<label class="check"><input type="checkbox" name="only" value="differences"${onlyDifferences && html` checked`}><span>Only differences</span></label>
<label class="check"><input type="checkbox" name="stable" value="1"${stable && html` checked`}><span>Only stable ones (Production/Stable)</span></label>
${
  hidden !== undefined &&
  html`<label class="check"><input type="checkbox" name="status" value="all"${status === 'all' && html` checked`}><span>Also archived, deprecated and unmaintained ones</span></label>`
}
<label class="check"><input type="checkbox" name="unknown" value="all"${showsUnknown && html` checked`}><span>Also rows in which nothing is known</span></label>
<label class="check"><input type="checkbox" name="transpose" value="1"${transposed && html` checked`}><span>Packages below each other</span></label>
</div>
<fieldset><legend>Rows <span class="optional">(none ticked shows all)</span></legend><div class="choices">${table.choices.map(
    ({ key, label }) =>
      html`<label class="check"><input type="checkbox" name="rows" value="${key}"${rows.includes(key) && html` checked`}><span>${label}</span></label>`,
  )}</div></fieldset>
<div class="form-actions"><button class="primary">Apply</button><a href="${path}">Clear</a></div>
</form></details>`
}

/** What is shown and what is left out, with links to change it and to take it away. */
export function tableHead({ table, parameters, path, hidden }: ControlOptions): Html {
  const { list, onlyDifferences, transposed } = parameters
  return html`<div class="list-head"><p>${countOf(table.packages.length, 'package')}, ${countOf(table.rows.length, 'row')}${
    table.alike > 0 &&
    html` · ${countOf(table.alike, 'row')} alike in all packages left out, <a href="${list.href({ only: undefined })}">show</a>`
  }${!!hidden && html` · <a href="${list.href({ status: 'all' })}">${hidden} hidden</a> <span class="faint">as archived, deprecated or unmaintained</span>`}${
    table.folded.length > 0 &&
    html`<br><span class="faint">Nothing is known here of: ${abridge(table.folded.join(', '), 300)}.</span> <a href="${list.href({ unknown: 'all' })}">Show ${table.folded.length === 1 ? 'this row' : 'these rows'}</a>`
  }</p>
<div class="sorts" role="group" aria-label="Show as">
${onlyDifferences ? html`<a href="${list.href({ only: undefined })}" aria-current="true">Only differences</a>` : html`<a href="${list.href({ only: 'differences' })}">Only differences</a>`}
${transposed ? html`<a href="${list.href({ transpose: undefined })}" aria-current="true">Turned</a>` : html`<a href="${list.href({ transpose: '1' })}">Turn the table</a>`}
${(['csv', 'md', 'json'] as const).map((format) => html`<a href="${exportHref(path, list.href(), format)}" download>${icon('download')}${exportNames[format]}</a>`)}
</div></div>`
}

const exportNames = { csv: 'CSV', md: 'Markdown', json: 'JSON' } as const

/** The export has the query of the page: it holds exactly what is shown. */
function exportHref(path: string, href: string, format: string): string {
  return `${path}export.${format}${href.slice(href.indexOf('?') === -1 ? href.length : href.indexOf('?'))}`
}
