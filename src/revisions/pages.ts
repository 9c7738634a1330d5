import { countOf, formatDate } from '../http/figures.ts'
import { csrfField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { type Crumb, layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import { pager, type Pages } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { changesTable } from './changes-view.ts'
import type { RevisionRow } from './resource.ts'

export interface RevisionsPage {
  site: Site
  viewer: Viewer | undefined
  path: string
  canonical: string
  title: string
  heading: HtmlValue
  breadcrumbs: readonly Crumb[]
  revisions: readonly RevisionRow[]
  total: number
  pages: Pages
  problems: readonly string[]
  /** Above the list. */
  filter?: HtmlValue
  notice: string | undefined
  mayUndo: (revision: RevisionRow) => boolean
}

/** Who changed what, the newest first, and how to take it back. */
export function revisionsPage(page: RevisionsPage): Html {
  const { site, viewer, path, title, revisions, total, notice } = page
  return layoutPage(site, {
    title,
    description: `${countOf(total, 'edit')}: who changed what and when, with the values before and after.`,
    canonical: page.canonical,
    breadcrumbs: page.breadcrumbs,
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1 dir="auto">${page.heading}</h1><p class="soft">${countOf(total, 'edit')}, the newest first. Every edit can be taken back: by moderators, and for a day by whoever made it.</p></div></div>
${page.problems.map((problem) => message('warning', problem))}
${page.filter}
${revisions.length > 0 ? html`<ol class="revisions">${revisions.map((revision) => entry(revision, page))}</ol>` : html`<div class="empty"><p>No edit is recorded.</p></div>`}
${pager(page.pages)}
</main>`,
  })
}

const ways: Readonly<Record<string, string>> = {
  api: 'over the API',
  page: 'on the site',
  import: 'by an import',
  refresh: 'fetched',
  command: 'by a command',
  sql: 'in the database',
}

function entry(revision: RevisionRow, { viewer, mayUndo, path }: RevisionsPage): Html {
  const { id, at, account_name: account, via, reverts_id: reverts } = revision
  return html`<li class="revision" id="r${id}"><header><h2 class="like-h3">${recordLink(revision)}</h2>
<p class="soft">${account !== null && html`<a href="/profiles/${account}/">${account}</a>, `}<time datetime="${at.slice(0, 10)}">${formatDate(at)} ${at.slice(11, 16)}</time>, ${ways[via] ?? via}${
    reverts !== null && html`, takes back edit ${reverts}`
  } · <span class="faint">edit ${id}</span></p></header>
${changesTable(revision)}
${
  viewer &&
  mayUndo(revision) &&
  html`<form class="form-actions" method="post" action="/revisions/${id}/revert/">${csrfField(viewer.csrfToken)}<input type="hidden" name="next" value="${path}"><button class="small" aria-label="Undo edit ${id}">${icon('history')}Undo</button></form>`
}</li>`
}

function recordLink({ subject, title, slug, exists }: RevisionRow & { slug?: string | null }): HtmlValue {
  const name = html`<bdi>${title ?? 'nameless'}</bdi>`
  const addresses = { package: `/packages/p/${slug}/`, grid: `/grids/g/${slug}/`, category: `/categories/${slug}/` }
  const link =
    exists && slug
      ? html`<a href="${addresses[subject]}">${name}</a>`
      : html`${name}${!exists && html` <span class="badge bad">deleted</span>`}`
  return html`<span class="faint">${subject}</span> ${link}`
}
