import { countOf, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import { packagePath, statusBadge } from '../packages/package-rows.ts'
import { statusWords } from '../packages/status.ts'
import type { Product, ProductVersions, Readiness, ReadyPackage } from './readiness.ts'
import type { Counted, Statistics } from './store.ts'

interface Context {
  site: Site
  viewer: Viewer | undefined
  path: string
}

/** The directory in numbers. */
export function openPage({ site, viewer, path }: Context, statistics: Statistics): Html {
  const { totals, downloads, onIndex, statuses, categories, hosts, pythons, frameworks, contributors, grids } = statistics
  return layoutPage(site, {
    title: 'In numbers',
    description: `${site.title} in numbers: packages by status, category, host and version, and who added them.`,
    canonical: '/open/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'In numbers' }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>${site.title} in numbers</h1><p class="soft">Counted within the last hour, from what everybody can read here too.</p></div></div>
<dl class="figures">${figure('Packages', totals.packages)}${figure('of them alive', totals.living)}${figure('Grids', totals.grids)}${figure('Categories', totals.categories)}${figure('Releases', totals.releases)}${figure('Accounts', totals.accounts)}${figure('on the package index', onIndex)}${downloads > 0 && figure('Downloads a month', downloads)}</dl>
<div class="columns two section">
${counts(
  'statuses',
  'By status',
  'Status',
  statuses.map(({ status, count }) => ({ label: html`${statusBadge(status)}`, count, name: statusWords[status].label })),
)}
${counts('categories', 'By category', 'Category', categories.map(toLabelled), 'Living packages only.')}
${counts('hosts', 'By repository host', 'Host', hosts.map(toLabelled))}
${counts('frameworks', `By ${site.framework} version`, 'Version', frameworks.map(toLabelled), readinessNote)}
${counts('pythons', 'By Python version', 'Version', pythons.map(toLabelled), readinessNote)}
${counts('grids', 'Large grids', 'Grid', grids.map(toLabelled), 'Those with 25 packages or more.')}
${counts('contributors', 'Who added packages', 'Account', contributors.map(toLabelled), 'Those who added more than ten.')}
</div></main>`,
  })
}

const readinessNote = html`As the classifiers of living releases name it: see <a href="/readiness/">readiness</a>.`

function figure(label: string, number: number): Html {
  return html`<div><dt>${label}</dt><dd>${formatNumber(number)}</dd></div>`
}

interface Labelled {
  label: HtmlValue
  name: string
  count: number
}

const toLabelled = ({ name, href, count }: Counted): Labelled => ({
  name,
  count,
  label: href === undefined ? html`<bdi>${name}</bdi>` : html`<a href="${href}"><bdi>${name}</bdi></a>`,
})

function counts(id: string, title: string, head: string, rows: readonly Labelled[], note?: HtmlValue): HtmlValue {
  if (rows.length === 0) return undefined
  return html`<section class="counts" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${note && html`<p class="soft">${note}</p>`}
<div class="table-scroll" tabindex="0" role="region" aria-label="${title}: the table"><table><thead><tr><th scope="col">${head}</th><th scope="col" class="number">Packages</th></tr></thead><tbody>${rows.map(
    ({ label, count }) => html`<tr><th scope="row">${label}</th><td class="number">${formatNumber(count)}</td></tr>`,
  )}</tbody></table></div></section>`
}

/** For which versions of what it is shown how many packages are ready. */
export function readinessPage({ site, viewer, path }: Context, products: readonly ProductVersions[]): Html {
  return layoutPage(site, {
    title: 'Readiness',
    description: `Which packages for ${site.framework} say that they are ready for which version of it, and of Python.`,
    canonical: '/readiness/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Readiness' }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Readiness</h1><p class="soft">Which packages say that they are ready for which version. They say so by the classifiers of their latest release on the package index.</p></div></div>
${
  products.length > 0
    ? products.map(
        ({ slug, title, versions }) =>
          html`<section class="section" aria-labelledby="${slug}"><h2 id="${slug}">${title}</h2><ul class="index">${versions.map(({ name, count }) => html`<li><a href="/readiness/${slug}/${name}/">${title} ${name}</a><span class="faint">${countOf(count, 'package')}</span></li>`)}</ul></section>`,
      )
    : html`<div class="empty"><p>No package here names a version yet: its classifiers have not been fetched.</p></div>`
}</main>`,
  })
}

const readinessWords: Readonly<Record<Readiness, { label: string; tone: string; sign: 'check' | 'cross' | 'unknown' }>> = {
  yes: { label: 'yes', tone: 'good', sign: 'check' },
  maybe: { label: 'maybe', tone: '', sign: 'unknown' },
  no: { label: 'not yet', tone: 'caution', sign: 'cross' },
}

/** Which packages say that they are ready for one version. */
export function versionPage(
  { site, viewer, path }: Context,
  { title, slug }: Product,
  cycle: string,
  packages: readonly ReadyPackage[],
): Html {
  const heading = `Ready for ${title} ${cycle}?`
  const ready = packages.filter(({ readiness }) => readiness === 'yes').length
  return layoutPage(site, {
    title: heading,
    description: `${ready} of the ${countOf(packages.length, 'package')} most watched say that they are ready for ${title} ${cycle}.`,
    canonical: `/readiness/${slug}/${cycle}/`,
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Readiness', href: '/readiness/' }, { label: `${title} ${cycle}` }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>${heading}</h1><p class="soft">${formatNumber(ready)} of the ${countOf(packages.length, 'living package')} with most stars say so. “Not yet” names other versions only, “maybe” names none. A package that does not say so may still work.</p></div></div>
<div class="table-scroll" tabindex="0" role="region" aria-label="${heading}"><table><thead><tr><th scope="col">Package</th><th scope="col">${title} ${cycle}</th><th scope="col">Newest it names</th><th scope="col" class="number">Stars</th><th scope="col" class="number">Downloads a month</th></tr></thead><tbody>${packages.map(
      ({ slug: pkg, title: name, readiness, versions, watchers, downloads }) => {
        const { label, tone, sign } = readinessWords[readiness]
        return html`<tr><th scope="row"><a href="${packagePath(pkg)}"><bdi>${name}</bdi></a></th><td><span class="status ${tone}">${icon(sign)}${label}</span></td><td>${versions.at(-1) ?? '–'}</td><td class="number">${formatNumber(watchers)}</td><td class="number">${downloads > 0 ? formatNumber(downloads) : '–'}</td></tr>`
      },
    )}</tbody></table></div></main>`,
  })
}
