import type { GridSummary } from '../grids/grid-list.ts'
import { gridPath } from '../grids/list-pages.ts'
import { countOf, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import type { ListParameters } from '../http/list-parameters.ts'
import { message } from '../http/messages.ts'
import { pager, type Pages } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { compareForm, compareFormId } from '../packages/list-pages.ts'
import { packageRow } from '../packages/package-rows.ts'
import type { PackageSummary } from '../packages/summaries.ts'
import { type Facet, facetNames } from './filters.ts'
import type { SearchPage } from './page.ts'

export type ResultHit = { kind: 'package'; pkg: PackageSummary } | { kind: 'grid'; grid: GridSummary }

export interface Results {
  site: Site
  viewer: Viewer | undefined
  path: string
  text: string
  chosen: Partial<Record<Facet, string>>
  /** What is wrong with the query. */
  problems: readonly string[]
  /** Undefined when nothing was asked for, or nothing that can be understood. */
  result: SearchPage | undefined
  hits: readonly ResultHit[]
  pages: Pages
  href: ListParameters['href']
}

/** Packages and grids that were found, with what they could be narrowed to. */
export function resultsPage({ site, viewer, path, text, chosen, problems, result, hits, pages, href }: Results): Html {
  return layoutPage(site, {
    title: text ? `Search: ${text}` : 'Search',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Search' }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<h1>${text ? html`Results for “${text}”` : 'Search'}</h1>
<form class="input-row search-again" role="search" action="/search/" aria-label="Search again"><label class="visually-hidden" for="again-q">Search packages and grids</label><input type="search" id="again-q" name="q" value="${text}" maxlength="200" autocomplete="off" placeholder="Words, a name, a repository address"><button class="primary">Search</button></form>
<p class="faint search-hint">Also understood: <code>category:apps</code> <code>stars:&gt;100</code> <code>python:3.13</code> <code>-cms</code> <code>"exact words"</code></p>
<div class="columns${result && ' facets'} section">
${result && facetLists(result, chosen, href)}
<div id="results" data-live>
<h2 class="visually-hidden">What was found</h2>
${problems.map((problem) => message('warning', problem))}
${result && resultList(result, hits, href, pages)}
</div>
</div>
</main>`,
  })
}

function resultList(result: SearchPage, hits: readonly ResultHit[], href: Results['href'], pages: Pages): Html {
  return html`${result.correction !== undefined && message('info', html`Nothing has the words as you typed them. These results have <a href="${href({ q: result.correction })}">${result.correction}</a>.`)}
${result.correction === undefined && result.message !== undefined && hits.length > 0 && message('info', result.message)}
<div class="list-head"><p class="count">${countOf(result.total, 'result')}, the best first</p></div>
${
  hits.length > 0
    ? html`<ol class="rows">${hits.map((hit) => (hit.kind === 'package' ? packageRow(hit.pkg, { compareForm: compareFormId }) : gridRow(hit.grid)))}</ol>
${hits.filter(({ kind }) => kind === 'package').length > 1 && compareForm()}`
    : html`<div class="empty"><p><strong>${result.message ?? 'Nothing fits.'}</strong></p><p>Or look through <a href="/packages/">all packages</a> and <a href="/grids/">all grids</a>.</p></div>`
}
${pager(pages)}`
}

function gridRow({ slug, title, description, packages, living, members }: GridSummary): Html {
  return html`<li class="row"><div class="tick">${icon('grid')}</div><div>
<div class="title"><h3><a href="${gridPath(slug)}">${title}</a></h3><span class="badge">Grid</span></div>
<p class="description clamp" dir="auto">${description || members.join(', ')}</p>
<ul class="meta"><li>${countOf(packages, 'package')}, ${formatNumber(living)} alive</li></ul>
</div></li>`
}

const facetTitles: Readonly<Record<Facet, string>> = {
  item_type: 'Kind',
  category: 'Category',
  maintained: 'Maintained',
  python: 'Python',
  licence: 'Licence',
  grid: 'Grid',
}

/** A longer list of values would be read by nobody. */
const maxValues = 8

function facetLists({ facets }: SearchPage, chosen: Results['chosen'], href: Results['href']): Html {
  const names = facetNames.toSorted((a, b) => Object.keys(facetTitles).indexOf(a) - Object.keys(facetTitles).indexOf(b))
  const narrowed = names.flatMap((name) =>
    chosen[name] === undefined ? [] : `${facetTitles[name]}: ${toLabel(name, chosen[name])}`,
  )
  return html`<details class="filters"><summary>${icon('filter')}Narrow down${narrowed.length > 0 && html` <span class="faint">${narrowed.join(', ')}</span>`}</summary>
<nav class="stack" aria-label="Narrow down">${names.map((name) => facetList(name, facets[name], chosen[name], href))}</nav></details>`
}

function facetList(
  name: Facet,
  values: SearchPage['facets'][Facet],
  chosen: string | undefined,
  href: Results['href'],
): HtmlValue {
  const shown = values.slice(0, maxValues)
  if (shown.length === 0 && chosen === undefined) return undefined
  const isMissing = chosen !== undefined && !shown.some(({ value }) => value === chosen)
  const entries = isMissing ? [...shown, { value: chosen, label: chosen, count: 0 }] : shown
  return html`<div><h2 class="facet-title">${facetTitles[name]}</h2><ul class="facet-values">${entries.map(
    ({ value, label, count }) =>
      html`<li>${
        value === chosen
          ? html`<a href="${href({ [name]: undefined })}" aria-current="true">${icon('cross')}<span class="visually-hidden">Without </span>${toLabel(name, label)}</a>`
          : html`<a href="${href({ [name]: value })}">${toLabel(name, label)}</a>`
      } <span class="faint">${formatNumber(count)}</span></li>`,
  )}</ul></div>`
}

function toLabel(name: Facet, label: string): string {
  if (name === 'maintained') return label === 'true' ? 'yes' : 'no'
  if (name === 'item_type') return label === 'grid' ? 'Grids' : 'Packages'
  return label
}
