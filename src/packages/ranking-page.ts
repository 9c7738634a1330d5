import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import { pager, type Pages } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { compareForm, compareFormId } from './list-pages.ts'
import { packageRows } from './package-rows.ts'
import type { PackageSummary } from './summaries.ts'

export interface Ranking {
  site: Site
  viewer: Viewer | undefined
  path: string
  title: string
  text: string
  packages: readonly PackageSummary[]
  problems: readonly string[]
  pages: Pages
}

/** Packages in an order that is not for the reader to choose. */
export function rankingPage({ site, viewer, path, title, text, packages, problems, pages }: Ranking): Html {
  return layoutPage(site, {
    title,
    description: text,
    canonical: pages.href(pages.page),
    section: '/packages/',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Packages', href: '/packages/' }, { label: title }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>${title}</h1><p class="soft">${text}</p></div>
<p><a class="button" href="/feeds/packages/latest/atom/">${icon('feed')}Feed</a></p></div>
<h2 class="visually-hidden">Packages</h2>
${problems.map((problem) => message('warning', problem))}
${
  packages.length > 0
    ? packageRows(packages, { compareForm: compareFormId })
    : html`<div class="empty"><p><strong>There is none yet.</strong></p><p>See <a href="/packages/">all packages</a>.</p></div>`
}
${packages.length > 1 && compareForm()}
${pager(pages)}
</main>`,
  })
}
