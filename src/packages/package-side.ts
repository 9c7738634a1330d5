import { countOf, dateElement, formatNumber } from '../http/figures.ts'
import { csrfField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { outsideLink, shorten } from '../http/texts.ts'
import type { PackageFacts } from './package-facts.ts'
import type { PackagePage } from './package-page.ts'
import { packagePath } from './package-rows.ts'
import { developmentStatuses } from './release-table.ts'
import { hostLabels } from './repository-host.ts'

/** Beside the page: the facts in short, where they come from, and when. */
export function factList(page: PackagePage): Html {
  const { facts } = page
  return html`<aside class="package-side" aria-label="At a glance">
<dl class="figures">${figure('Stars', facts.watchers)}${figure('Forks', facts.forks)}${facts.downloads > 0 && figure('Downloads a month', facts.downloads)}</dl>
<dl class="facts">
${fact('Latest release', facts.version !== null && html`${facts.version}${facts.releasedAt && html` <span class="faint">${dateElement(facts.releasedAt)}</span>`}`)}
${fact('Stage', developmentStatuses[facts.developmentStatus])}
${fact('Licence', licences(facts))}
${fact('Python', pythonVersions(facts))}
${fact('Category', html`<a href="/categories/${facts.categorySlug}/">${facts.category}</a>`)}
${fact('Score', html`${formatNumber(facts.score)} <a href="${packagePath(facts.slug)}rules/">how it is made</a>`)}
</dl>
<ul class="links">${link('repository', facts.repositoryUrl, 'Repository')}${link('package', facts.indexUrl, 'Package index')}${link('book', facts.documentationUrl ?? '', 'Documentation')}
<li>${icon('history')}<a href="/packages/${facts.slug}/revisions/">Revisions</a></li>
<li>${icon('code')}<a href="/api/v4/packages/${facts.slug}/">API</a></li></ul>
${provenance(facts)}
${refreshButton(page)}
</aside>`
}

function figure(label: string, number: number): Html {
  return html`<div><dt>${label}</dt><dd>${formatNumber(number)}</dd></div>`
}

function fact(label: string, value: HtmlValue): HtmlValue {
  return html`<dt>${label}</dt><dd>${value || html`<span class="faint">unknown</span>`}</dd>`
}

function link(name: 'repository' | 'package' | 'book', url: string, label: string): HtmlValue {
  if (url === '') return undefined
  const host = URL.parse(url)?.host.replace(/^www\./, '')
  return html`<li>${icon(name)}<span>${outsideLink(url, label)}${host && html` <span class="faint">${host}</span>`}</span></li>`
}

function licences({ licence, licences: all }: PackageFacts): string | undefined {
  const names = all && all.length > 0 ? all.join(', ') : licence
  return names ? shorten(names, 120) : undefined
}

/** By the classifiers, else by the specifier, else yes or no. */
function pythonVersions({ classifiers, requiresPython, supportsPython3 }: PackageFacts): string | undefined {
  const versions = (classifiers ?? []).flatMap((text) => /^Programming Language :: Python :: (\d+\.\d+)$/.exec(text)?.[1] ?? [])
  if (versions.length > 0) {
    const known = [...new Set(versions)].toSorted((a, b) => toOrder(a) - toOrder(b))
    return known.length > 4 ? `${known[0]} to ${known.at(-1)}` : known.join(', ')
  }
  if (requiresPython) return shorten(requiresPython, 60)
  if (supportsPython3 === null) return undefined
  return supportsPython3 ? 'Python 3' : 'no Python 3'
}

const toOrder = (version: string) => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1_000 + minor
}

function refreshButton({ viewer, facts }: PackagePage): HtmlValue {
  return (
    viewer &&
    html`<form class="inline-form" method="post" action="/packages/${facts.slug}/fetch-data/">${csrfField(viewer.csrfToken)}<button class="small">${icon('refresh')}Fetch again</button></form>`
  )
}

function provenance({ lastFetchedAt, projectFetchedAt, failures, createdAt, creator, repositoryHost }: PackageFacts): Html {
  return html`<div class="provenance soft">
<p>${icon('clock')}<span>${lastFetchedAt ? html`Repository facts were fetched${repositoryHost && html` from ${hostLabels[repositoryHost]}`} on ${dateElement(lastFetchedAt)}.` : 'Nothing has been fetched yet.'}</span></p>
${projectFetchedAt && html`<p>${icon('clock')}<span>Releases and licence were fetched from the package index on ${dateElement(projectFetchedAt)}.</span></p>`}
${failures.map(({ subject, reason, since, failures: times }) => html`<p>${icon('warning')}<span>${subject === 'repository' ? 'Asking about the repository' : 'Asking the package index'} has failed${since && html` since ${dateElement(since)}`}, ${countOf(times, 'time')}${reason && html`: ${reason}`}. What was known stays.</span></p>`)}
<p>${icon('plus')}<span>Added on ${dateElement(createdAt)}${creator && html` by <a href="/profiles/${creator}/">${creator}</a>`}.</span></p>
</div>`
}
