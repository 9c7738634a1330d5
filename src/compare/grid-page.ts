import { may } from '../accounts/permissions.ts'
import { countOf } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { pager, type Pages } from '../http/pager.ts'
import { abridge } from './abridge.ts'
import { controls, tableHead } from './controls.ts'
import { contribution, toActions } from './grid-actions.ts'
import type { GridHead } from './grids.ts'
import { type ComparisonView, type PageContext, problems, tableOrNothing } from './pages.ts'

/** The packages of a grid side by side, and what people wrote about them. */
export function gridPage({
  site,
  path,
  viewer,
  grid,
  table,
  parameters,
  hidden,
  pager: pages,
  notice,
}: PageContext & ComparisonView & { grid: GridHead; hidden: number; pager: Pages; notice: string | undefined }): Html {
  const address = `/grids/g/${grid.slug}/`
  const mayEdit = may(viewer?.actor, 'edit', { kind: 'grid', isLocked: grid.isLocked })
  return layoutPage(site, {
    title: `${grid.title}: ${site.framework} packages compared`,
    description:
      `${grid.description.slice(0, 200)} ${countOf(table.packages.length, `${site.framework} package`)} side by side: status, releases, licence, stars, features.`.trim(),
    canonical: parameters.list.href({ page: pages.page === 1 ? undefined : String(pages.page) }),
    section: '/grids/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Grids', href: '/grids/' }, { label: grid.title }],
    path,
    viewer,
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    content: html`<main id="content" tabindex="-1"><div class="wrap">
<div class="page-head"><div><h1>${grid.title}</h1><p class="soft" dir="auto">${abridge(grid.description, 1_000)}</p>
${grid.isLocked && html`<p class="soft">${icon('lock')} Locked: only moderators change this grid.</p>`}</div>
<div class="cluster no-print"><a class="button" href="${address}packages/">As a list</a>${mayEdit && html`<a class="button" href="/grids/${grid.slug}/edit/">${icon('pencil')}Edit</a>`}</div></div>
${controls({ table, parameters, path: address, hidden })}
</div><div id="results" data-live><div class="wrap">
${problems(parameters)}
${tableHead({ table, parameters, path: address, hidden })}
</div><div class="wrap broad">
${tableOrNothing(table, parameters, grid.title, viewer && toActions(grid, viewer, parameters))}
${pager(pages)}
</div></div>${contribution(grid, viewer)}</main>`,
  })
}
