import { countOf, formatNumber } from '../http/figures.ts'
import { options } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { message } from '../http/messages.ts'
import { pager } from '../http/pager.ts'
import { offeredOrders, type PackageList, type StatusChoice } from './package-list.ts'
import { packageRows } from './package-rows.ts'
import { hostLabels } from './repository-host.ts'
import { repositoryHosts } from './schema.ts'
import { livingStatuses, statusWords } from './status.ts'

export const compareFormId = 'compare'

/** Filters, the packages that pass, and what can be done with them; the same for every list that can be filtered. */
export function packageListView(list: PackageList): Html {
  return html`<div class="columns facets">
${filters(list)}
<div id="results" data-live>
<h2 class="visually-hidden">Packages</h2>
${list.problems.map((problem) => message('warning', problem))}
${listHead(list)}
${list.packages.length > 0 ? packageRows(list.packages, { compareForm: compareFormId }) : nothingFound(list)}
${list.packages.length > 1 && compareForm()}
${pager(list.pages)}
</div>
</div>`
}

function filters(list: PackageList): Html {
  const { q, category, status, host, python3, order, categories, href } = list
  const isOpen = category !== 'all' || host !== 'all' || python3
  const isFiltered = q !== '' || category !== 'all' || status !== 'living' || host !== 'all' || python3
  return html`<details class="filters"${isOpen && html` open`}><summary>${icon('filter')}Filter</summary>
<form action="${href({}).replace(/\?.*/s, '')}" data-live-form aria-label="Filter the list">
<div class="field"><label for="q">In name or description</label><input type="search" id="q" name="q" value="${q}" maxlength="200" autocomplete="off"></div>
${
  categories.length > 0 &&
  html`<div class="field"><label for="category">Category</label><select id="category" name="category">${options(
    [
      { value: 'all', label: 'All categories' },
      ...categories.map(({ slug, title, count }) => ({ value: slug, label: `${title} (${formatNumber(count)})` })),
    ],
    category,
  )}</select></div>`
}
<div class="field"><label for="status">Status</label><select id="status" name="status">${options(statusOptions(list), status)}</select></div>
<div class="field"><label for="host">Repository host</label><select id="host" name="host">${options(
    [{ value: 'all', label: 'Any' }, ...repositoryHosts.map((name) => ({ value: name, label: hostLabels[name] }))],
    host,
  )}</select></div>
<label class="check"><input type="checkbox" name="python3" value="1"${python3 && html` checked`}><span>Known to run on Python 3</span></label>
${order !== '-repo_watchers' && html`<input type="hidden" name="sort" value="${order}">`}
<div class="form-actions"><button class="primary">Apply</button>${isFiltered && html`<a href="${href({ q: undefined, category: undefined, status: undefined, host: undefined, python3: undefined })}">Clear</a>`}</div>
</form></details>`
}

function statusOptions({ statusCounts }: PackageList) {
  const label = (choice: StatusChoice) => {
    if (choice === 'living') return 'Alive'
    return choice === 'all' ? 'All' : `– ${statusWords[choice].label}`
  }
  return [...statusCounts].map(([value, count]) => ({ value, label: `${label(value)} (${formatNumber(count)})` }))
}

function listHead({ total, hidden, first, packages, order, href, status }: PackageList): Html {
  return html`<div class="list-head">
<p class="count">${total > packages.length ? html`${formatNumber(first)}–${formatNumber(first + packages.length - 1)} of ${countOf(total, 'package')}` : countOf(total, 'package')}${
    hidden > 0 &&
    html` · <a href="${href({ status: 'all' })}">${formatNumber(hidden)} hidden</a> <span class="faint">as unmaintained, gone, archived or deprecated</span>`
  }${status === 'all' && html` · <a href="${href({ status: undefined })}">hide what is dead</a>`}</p>
<div class="sorts" role="group" aria-label="Sort by"><span>${icon('down')} Sort by</span>${offeredOrders.map((offered) => sortLink(offered, order, href))}</div>
</div>`
}

function sortLink({ order, label }: (typeof offeredOrders)[number], current: string, href: PackageList['href']): Html {
  const opposite = order.startsWith('-') ? order.slice(1) : `-${order}`
  const sort = (value: string) => href({ sort: value === '-repo_watchers' ? undefined : value })
  if (current === order)
    return html`<a href="${sort(opposite)}" aria-current="true">${label} ${icon(order.startsWith('-') ? 'down' : 'up')}</a>`
  if (current === opposite)
    return html`<a href="${sort(order)}" aria-current="true">${label} ${icon(order.startsWith('-') ? 'up' : 'down')}</a>`
  return html`<a href="${sort(order)}">${label}</a>`
}

/** Sends the ticked packages to their comparison. */
export function compareForm(): Html {
  return html`<form class="compare-bar idle" id="${compareFormId}" action="/compare/" data-compare><p>Tick two or more packages to see them side by side.</p><button>${icon('compare')}Compare ticked packages</button></form>`
}

function nothingFound({ q, hidden, href }: PackageList): Html {
  return html`<div class="empty"><p><strong>No package ${q && html`with “${q}” `}matches these filters.</strong></p>
${hidden > 0 && html`<p><a href="${href({ status: 'all' })}">Show ${countOf(hidden, 'package')}</a> that ${hidden === 1 ? 'is' : 'are'} unmaintained, gone, archived or deprecated.</p>`}
<p><a href="${href({ q: undefined, category: undefined, status: undefined, host: undefined, python3: undefined })}">Remove all filters</a>${
    q && html` or <a href="/search/?${new URLSearchParams({ q }).toString()}">search everything</a>`
  }.</p></div>`
}

/** What the words of the statuses mean. */
export function statusLegend(): Html {
  return html`<dl class="facts">${Object.values(statusWords).map(({ label, meaning }) => html`<dt>${label}</dt><dd>${meaning}</dd>`)}</dl>
<p class="soft">Lists show at first what is alive: ${livingStatuses.map((status) => statusWords[status].label.toLowerCase()).join(', ')}.</p>`
}
