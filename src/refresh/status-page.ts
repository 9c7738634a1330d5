import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { RefreshStatus, SourceStatus } from './status.ts'

/** `/status/refresh` for people. */
export function refreshStatusPage(
  site: Site,
  { at, is_on: isOn, sources, downloads }: RefreshStatus,
  viewer: Viewer | undefined,
): Html {
  return layoutPage(site, {
    title: 'How fresh the facts are',
    description: 'How old the facts of the directory are against what is promised, what asking for them costs, and what fails.',
    canonical: '/status/refresh',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'How fresh the facts are' }],
    path: '/status/refresh',
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose">
<h1>How fresh the facts are</h1>
<p>${isOn ? 'Packages are asked about at their hosts and at the package index, each within its promise.' : 'This directory does not ask anywhere: refreshing is turned off.'} As of <time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>. <a href="/status/refresh.json">The same as JSON</a>.</p>
${sources.length === 0 && html`<p>There is nothing to ask about yet.</p>`}
${sources.map(sourceSection)}
${
  downloads &&
  html`<h2>Downloads</h2>
<p>From ${downloads.source}, once a day. ${downloads.fetched_at ? html`Last fetched at ${downloads.fetched_at.slice(0, 16).replace('T', ' ')} UTC.` : 'Not fetched yet.'}${downloads.reason && html` The last attempt failed: ${downloads.reason}.`}</p>`
}
</div></main>`,
  })
}

function sourceSection(status: SourceStatus): Html {
  const { source, subject, packages, states, age, calls, budget, failures } = status
  const oldest = age.oldest
  const isLate = status.is_asked && oldest !== null && oldest > status.promise_seconds
  return html`<h2>${source}</h2>
<p>${packages} ${subject === 'repository' ? 'repositories' : 'projects'}: ${states.fresh} fresh, ${states.new} not asked yet, ${states.failing} failing, ${states.gone} gone.${!status.is_asked && html` <strong>Not asked by this directory.</strong>`}${status.sleeping_until && html` <strong>Its limit is reached or it does not answer: asked again at ${status.sleeping_until.slice(0, 16).replace('T', ' ')} UTC.</strong>`}</p>
<table>
<caption>Answers and calls of ${source}</caption>
<tbody>
${status.is_asked && row('Promise: no answer is older than', toDuration(status.promise_seconds))}
${row('Age, median', toDuration(age.median))}
${row('Age, 95th percentile', toDuration(age.p95))}
${row('Age, oldest', html`${toDuration(oldest)}${isLate && html` <strong>(late)</strong>`}`)}
${row('Due now', status.due)}
${row('Calls in 24 hours', calls.total)}
${row('… answered "not modified"', calls.not_modified)}
${row('… failed', calls.failed)}
${row('… cost in points', calls.points)}
${row('Budget left', budget ? html`${budget.remaining}${budget.resets_at && html`, until ${budget.resets_at.slice(11, 16)} UTC`}` : 'not told')}
</tbody>
</table>
${
  failures.length > 0 &&
  html`<table>
<caption>Failures at ${source} by reason</caption>
<thead><tr><th scope="col">Reason</th><th scope="col">State</th><th scope="col">Packages</th></tr></thead>
<tbody>${failures.map(({ reason, state, packages: count }) => html`<tr><td>${reason}</td><td>${state}</td><td>${count}</td></tr>`)}</tbody>
</table>`
}`
}

function row(label: string, value: HtmlValue): Html {
  return html`<tr><th scope="row">${label}</th><td>${value}</td></tr>\n`
}

/** `3 d 4 h`, `2 h 5 min`, `40 s`. */
function toDuration(seconds: number | null): string {
  if (seconds === null) return 'never answered'
  const units: [name: string, seconds: number][] = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ]
  let rest = Math.round(seconds)
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}
