import { countOf } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import type { Site, Viewer } from '../http/site.ts'
import { controls } from './controls.ts'
import type { ComparisonParameters } from './parameters.ts'
import { type TableActions, tableView } from './table-view.ts'
import type { ComparisonTable } from './table.ts'

export interface PageContext {
  site: Site
  path: string
  viewer: Viewer | undefined
}

/** Where a comparison begins when nothing is chosen yet. */
export function compareStartPage({
  site,
  path,
  viewer,
  slugs,
  isRefused,
}: PageContext & { slugs: string[]; isRefused: boolean }): Html {
  return layoutPage(site, {
    title: 'Compare packages',
    description: 'Any packages side by side: releases, licence, activity, stars.',
    canonical: '/compare/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Compare' }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose">
<h1>Compare packages</h1>
${isRefused && message('warning', 'Two packages or more make a comparison: tick some more, or type their names below.')}
<p>Tick packages in <a href="/packages/">any list</a>, or type the last part of their addresses, separated by commas. The address of the comparison can be shared.</p>
<form class="input-row" action="/compare/"><label class="visually-hidden" for="packages">Packages</label><input id="packages" name="packages" value="${slugs.join(', ')}" placeholder="django-mfa, django-two-factor-auth" autocomplete="off" spellcheck="false"><button class="primary">${icon('compare')}Compare</button></form>
</div></main>`,
  })
}

export interface ComparisonView {
  table: ComparisonTable
  parameters: ComparisonParameters
}

/** Any packages side by side. */
export function comparePage({
  site,
  path,
  viewer,
  slugs,
  table,
  parameters,
}: PageContext & ComparisonView & { slugs: readonly string[] }): Html {
  const titles = table.packages.map(({ title }) => title)
  const missing = slugs.filter((slug) => !table.packages.some((pkg) => pkg.slug === slug))
  const isNarrowed = parameters.q !== '' || parameters.stable
  const address = `/compare/${slugs.join(',')}/`
  return layoutPage(site, {
    title:
      titles.length > 3
        ? `${titles.slice(0, 3).join(', ')} and ${titles.length - 3} more compared`
        : `${titles.join(', ')} compared`,
    description: `${titles.join(', ')} side by side: status, releases, licence, Python versions, stars, commits.`,
    canonical: parameters.list.href(),
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Compare', href: '/compare/' }, { label: titles.join(', ') }],
    path,
    viewer,
    content: html`<main id="content" tabindex="-1"><div class="wrap">
<div class="page-head"><div><h1>Side by side</h1><p class="soft">${countOf(table.packages.length, 'package')}, with the features of every grid that holds two of them.</p></div>
<a class="button" href="/compare/?packages=${slugs.join(',')}&amp;edit=1">${icon('pencil')}Change the packages</a></div>
${missing.length > 0 && !isNarrowed && message('warning', html`Not in the directory: ${missing.join(', ')}.`)}
${problems(parameters)}
${controls({ table, parameters, path: address, hidden: undefined })}
</div><div class="wrap broad">
${tableOrNothing(table, parameters, titles.join(', '))}
</div></main>`,
  })
}

export function problems({ list }: ComparisonParameters): Html[] {
  return list.problems.map((problem) => message('warning', problem))
}

/** @param actions what it offers to whoever may change it */
export function tableOrNothing(
  table: ComparisonTable,
  { transposed, list }: ComparisonParameters,
  caption: string,
  actions?: TableActions,
): Html {
  if (table.packages.length === 0) return html`<div class="empty"><p><strong>No package passes these filters.</strong></p></div>`
  if (table.rows.length === 0) {
    return html`<div class="empty"><p><strong>${table.alike > 0 ? 'These packages do not differ.' : 'None of the rows asked for is here.'}</strong></p><p><a href="${list.href({ only: undefined, rows: undefined })}">Show all rows</a></p></div>`
  }
  return tableView(table, { caption: `${caption}: packages side by side`, transposed, actions })
}
