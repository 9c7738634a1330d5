import { csrfField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import type { Site, Viewer } from '../http/site.ts'
import { packagePath } from '../packages/package-rows.ts'
import type { Candidate } from './candidates.ts'
import type { FormState } from './editing.ts'
import { gridPath } from './list-pages.ts'

export interface MemberPage {
  site: Site
  viewer: Viewer
  path: string
  grid: { slug: string; title: string }
  state: FormState
  /** What was searched for. */
  q: string
  found: readonly Candidate[]
}

/** Looks for packages to put into a grid; each that is found has a button. */
export function memberPage({ site, viewer, path, grid, state, q, found }: MemberPage): Html {
  const address = `/grids/${grid.slug}/package/add/`
  return layoutPage(site, {
    title: `Add a package: ${grid.title}`,
    section: '/grids/',
    breadcrumbs: [
      { label: 'Home', href: '/' },
      { label: 'Grids', href: '/grids/' },
      { label: grid.title, href: gridPath(grid.slug) },
      { label: 'Add a package' },
    ],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Add a package</h1><p class="soft">to the grid ${grid.title}</p></div></div>
${Object.values(state.errors).map((texts) => message('error', texts.join(' ')))}
<form class="input-row" action="${address}" role="search" aria-label="Find the package"><label class="visually-hidden" for="q">Name or repository</label><input type="search" id="q" name="q" value="${q}" maxlength="200" placeholder="Name or repository" autocomplete="off" required><button class="primary">${icon('search')}Find</button></form>
${q !== '' && results({ grid, viewer, q, found, address })}
<p class="section">Not in the directory yet? <a href="/packages/add/">Add the package</a> first. <a href="${gridPath(grid.slug)}">Back to the grid</a></p>
</main>`,
  })
}

function results({
  viewer,
  q,
  found,
  address,
}: Pick<MemberPage, 'grid' | 'viewer' | 'q' | 'found'> & { address: string }): HtmlValue {
  if (found.length === 0) {
    return html`<div class="empty section"><p><strong>No package outside this grid has “${q}” in its name or address.</strong></p></div>`
  }
  return html`<section class="section" aria-labelledby="found"><h2 class="visually-hidden" id="found">Found</h2>${candidateList(found, { viewer, action: address })}</section>`
}

/** Each with a button for whoever may. */
export function candidateList(found: readonly Candidate[], adding: { viewer: Viewer; action: string } | undefined): Html {
  return html`<ul class="rows">${found.map(
    ({ id, slug, title, description }) =>
      html`<li class="row">${
        adding
          ? html`<form method="post" action="${adding.action}">${csrfField(adding.viewer.csrfToken)}<input type="hidden" name="package" value="${id}"><button class="small">${icon('plus')}Add<span class="visually-hidden"> ${title}</span></button></form>`
          : html`<span></span>`
      }<div><h3><a href="${packagePath(slug)}">${title}</a></h3><p class="description" dir="auto">${description}</p></div></li>`,
  )}</ul>`
}
