import { categoryCards, type CountedCategory } from '../categories/page-routes.ts'
import type { GridSummary } from '../grids/grid-list.ts'
import { gridCards, gridPath } from '../grids/list-pages.ts'
import { formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import { packagePath, packageRows, statusBadge } from '../packages/package-rows.ts'
import { latestFeeds } from '../packages/page-routes.ts'
import type { PackageSummary } from '../packages/summaries.ts'

export interface Home {
  site: Site
  viewer: Viewer | undefined
  categories: readonly CountedCategory[]
  gridCount: number
  latest: readonly PackageSummary[]
  released: readonly PackageSummary[]
  rising: readonly PackageSummary[]
  busy: readonly PackageSummary[]
  starred: readonly PackageSummary[]
  grids: readonly GridSummary[]
  /** A grid at a glance, to show what grids are. */
  glance: { grid: GridSummary; packages: readonly PackageSummary[] } | undefined
}

/** What this is, the search, and a first look at what there is. */
export function homePage({
  site,
  viewer,
  categories,
  gridCount,
  latest,
  released,
  rising,
  busy,
  starred,
  grids,
  glance,
}: Home): Html {
  const living = categories.reduce((sum, category) => sum + category.living, 0)
  const total = categories.reduce((sum, category) => sum + category.total, 0)
  const description = `${formatNumber(total)} reusable packages for ${site.framework} in ${formatNumber(gridCount)} grids that compare them: find one, see whether it is alive, choose.`
  return layoutPage(site, {
    title: site.title,
    description,
    canonical: '/',
    breadcrumbs: [],
    path: '/',
    viewer,
    feeds: latestFeeds,
    structuredData: {
      '@context': 'https://schema.org',
      '@type': 'WebSite',
      name: site.title,
      url: `${site.origin()}/`,
      description,
      potentialAction: {
        '@type': 'SearchAction',
        target: { '@type': 'EntryPoint', urlTemplate: `${site.origin()}/search/?q={search_term_string}` },
        'query-input': 'required name=search_term_string',
      },
    },
    content: html`<main id="content" class="page-body home" tabindex="-1">
<div class="hero"><div class="wrap"><div>
<h1>Find a ${site.framework} package, and know whether it is alive.</h1>
<p class="lede">${formatNumber(total)} packages, ${formatNumber(living)} of them alive. ${formatNumber(gridCount)} grids show them side by side. Facts with their dates, kept by the community.</p>
<form class="input-row" role="search" action="/search/" aria-label="Search from here"><label class="visually-hidden" for="home-q">What do you need?</label><input type="search" id="home-q" name="q" maxlength="200" autocomplete="off" placeholder="What do you need? two-factor, thumbnails, …"><button class="primary">${icon('search')}Search</button></form>
<p class="cluster"><a href="/packages/">All packages</a><a href="/grids/">All grids</a><a href="/packages/add/">Add a package</a></p>
</div>
${glance && gridAtAGlance(glance)}
</div></div>
<div class="wrap">
<section class="section" aria-labelledby="grids"><div class="section-head"><h2 id="grids">Grids to begin with</h2><a href="/grids/">All ${formatNumber(gridCount)} grids</a></div>
${gridCards(grids)}</section>
<section class="section" aria-labelledby="categories"><div class="section-head"><h2 id="categories">Categories</h2><a href="/categories/">What they mean</a></div>
${categoryCards(categories)}</section>
<div class="columns lists section">
${shortList('latest', 'Latest packages', latest, '/packages/latest/')}
${shortList('released', 'Latest releases', released, '/packages/?sort=-released')}
${shortList('rising', 'Rising', rising, '/packages/?sort=-rise', 'Most stars won in a month, measured against those they had.')}
${shortList('busy', 'Most commits lately', busy, '/packages/?sort=-last_commit')}
${shortList('starred', 'Most stars', starred, '/packages/')}
</div>
</div>
</main>`,
  })
}

function shortList(id: string, title: string, packages: readonly PackageSummary[], more: string, note?: string): HtmlValue {
  return (
    packages.length > 0 &&
    html`<section aria-labelledby="${id}"><div class="section-head"><h2 id="${id}">${title}</h2><a href="${more}">More<span class="visually-hidden">: ${title}</span></a></div>
${note && html`<p class="soft">${note}</p>`}${packageRows(packages, { isCompact: true })}</section>`
  )
}

function gridAtAGlance({ grid, packages }: NonNullable<Home['glance']>): Html {
  return html`<aside class="glance" aria-labelledby="glance"><p class="eyebrow">A grid at a glance</p><h2 id="glance"><a href="${gridPath(grid.slug)}">${grid.title}</a></h2>
<div class="table-scroll" tabindex="0" role="region" aria-labelledby="glance"><table><thead><tr><th scope="col">Package</th><th scope="col">Status</th><th scope="col">Release</th><th scope="col" class="number">Stars</th></tr></thead><tbody>${packages.map(
    (pkg) =>
      html`<tr><th scope="row"><a href="${packagePath(pkg.slug)}">${pkg.title}</a></th><td>${statusBadge(pkg.status)}</td><td>${pkg.version ?? '–'}</td><td class="number">${formatNumber(pkg.watchers)}</td></tr>`,
  )}</tbody></table></div></aside>`
}
