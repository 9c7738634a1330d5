import { dateElement } from '../http/figures.ts'
import { csrfField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import { outsideLink } from '../http/texts.ts'
import { packagePath } from './package-rows.ts'

export interface WaitingFlag {
  id: number
  slug: string
  title: string
  reason: string
  approved: boolean
  account: string | null
  createdAt: string
}

export interface WaitingExample {
  id: number
  slug: string
  title: string
  name: string
  url: string
  account: string | null
  createdAt: string
}

export interface ModerationPage {
  site: Site
  viewer: Viewer
  flags: readonly WaitingFlag[]
  examples: readonly WaitingExample[]
  notice: string | undefined
}

/** What waits for a moderator. */
export function moderationPage({ site, viewer, flags, examples, notice }: ModerationPage): Html {
  const waiting = flags.filter(({ approved }) => !approved)
  const approved = flags.filter((flag) => flag.approved)
  return layoutPage(site, {
    title: 'Moderation',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Moderation' }],
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    path: '/moderation/',
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1>Moderation</h1><p class="soft">What people told us, the oldest first. Edits can be undone in the <a href="/revisions/">revisions</a>.</p></div>
<div class="cluster"><a class="button" href="/moderation/announcements/">Announcements</a>${viewer.actor.role === 'admin' && html`<a class="button" href="/moderation/accounts/">Accounts</a>`}</div></div>
${queue('flags', 'Flags', waiting, (flag) => flagEntry(flag, viewer))}
${queue('examples', 'Sites using a package', examples, (example) => exampleEntry(example, viewer))}
${approved.length > 0 && queue('approved', 'Approved flags', approved, (flag) => flagEntry(flag, viewer))}
</main>`,
  })
}

function queue<Entry>(id: string, title: string, entries: readonly Entry[], toEntry: (entry: Entry) => Html): Html {
  return html`<section class="section" aria-labelledby="${id}"><div class="section-head"><h2 id="${id}">${title}</h2><p class="soft">${entries.length}</p></div>
${entries.length > 0 ? html`<ul class="revisions">${entries.map(toEntry)}</ul>` : html`<div class="empty"><p>Nothing waits here.</p></div>`}</section>`
}

function flagEntry({ id, slug, title, reason, approved, account, createdAt }: WaitingFlag, viewer: Viewer): Html {
  return html`<li class="revision"><header><h3><a href="${packagePath(slug)}">${title}</a></h3>${told(account, createdAt)}</header>
<p dir="auto">${reason}</p>
<div class="form-actions">${!approved && button(viewer, `flags/${id}/approve`, 'Approve', title)}${button(viewer, `flags/${id}/remove`, 'Remove', title)}</div></li>`
}

function exampleEntry({ id, slug, title, name, url, account, createdAt }: WaitingExample, viewer: Viewer): Html {
  return html`<li class="revision"><header><h3>${outsideLink(url, html`<bdi>${name}</bdi>`)} <span class="soft">uses <a href="${packagePath(slug)}">${title}</a></span></h3>${told(account, createdAt)}</header>
<p class="soft">${url}</p>
<div class="form-actions">${button(viewer, `examples/${id}/approve`, 'Approve', name)}${button(viewer, `examples/${id}/reject`, 'Reject', name)}${button(viewer, `examples/${id}/remove`, 'Remove', name)}</div></li>`
}

function told(account: string | null, createdAt: string): HtmlValue {
  return html`<p class="soft">${account === null ? 'somebody' : html`<a href="/profiles/${account}/">${account}</a>`}, ${dateElement(createdAt)}</p>`
}

function button({ csrfToken }: Viewer, action: string, label: string, subject: string): Html {
  return html`<form class="inline-form" method="post" action="/moderation/${action}/">${csrfField(csrfToken)}<button class="small" aria-label="${label}: ${subject}">${label}</button></form>`
}
