import { countOf, dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import { pager } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { type GridList, type GridSummary, offeredGridOrders } from './grid-list.ts'

export function gridPath(slug: string): string {
  return `/grids/g/${slug}/`
}

/** All grids, to search and sort. */
export function gridListPage({
  site,
  viewer,
  path,
  list,
}: {
  site: Site
  viewer: Viewer | undefined
  path: string
  list: GridList
}): Html {
  const { q, grids, total, problems, pages, href } = list
  return layoutPage(site, {
    title: 'Grids',
    description: `${countOf(total, 'grid')} that show packages for ${site.framework} side by side, each for one purpose.`,
    canonical: href({ page: pages.page === 1 ? undefined : String(pages.page) }),
    section: '/grids/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Grids' }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>Grids</h1><p class="soft">Packages for one purpose, side by side: what each can do, and whether it is alive.</p></div>
<a class="button" href="/grids/add/">Add a grid</a></div>
<form class="input-row" action="/grids/" data-live-form aria-label="Filter the grids"><label class="visually-hidden" for="q">In title or description</label><input type="search" id="q" name="q" value="${q}" maxlength="200" placeholder="Title or description" autocomplete="off">${
      list.order !== '-active_gridpackage_count' && html`<input type="hidden" name="sort" value="${list.order}">`
    }<button>Filter</button></form>
<div id="results" class="section" data-live>
<h2 class="visually-hidden">Grids</h2>
${problems.map((problem) => message('warning', problem))}
<div class="list-head"><p class="count">${countOf(total, 'grid')}${q && html` with “${q}” · <a href="${href({ q: undefined })}">all grids</a>`}</p>
<div class="sorts" role="group" aria-label="Sort by"><span>${icon('down')} Sort by</span>${offeredGridOrders.map(
      ({ order, label }) =>
        html`<a href="${href({ sort: order === '-active_gridpackage_count' ? undefined : order })}"${order === list.order && html` aria-current="true"`}>${label}</a>`,
    )}</div></div>
${grids.length > 0 ? gridCards(grids) : html`<div class="empty"><p><strong>No grid has “${q}” in its title or description.</strong></p><p>Search <a href="/search/?${new URLSearchParams({ q }).toString()}">everything</a>.</p></div>`}
${pager(pages)}
</div>
</main>`,
  })
}

export function gridCards(grids: readonly GridSummary[]): Html {
  return html`<ul class="cards">${grids.map(gridCard)}</ul>`
}

function gridCard({ slug, title, description, packages, living, features, members, modifiedAt, isLocked }: GridSummary): Html {
  return html`<li class="card"><h3><a href="${gridPath(slug)}">${title}</a>${isLocked && html` <span class="badge">${icon('lock')}locked</span>`}</h3>
${description && html`<p class="clamp" dir="auto">${description}</p>`}
<p class="clamp">${members.join(', ')}${packages > members.length && ', …'}</p>
<p class="meta"><span>${countOf(packages, 'package')}, ${formatNumber(living)} alive</span>${features > 0 && html`<span>${countOf(features, 'feature')}</span>`}<span>${dateElement(modifiedAt)}</span></p></li>`
}
