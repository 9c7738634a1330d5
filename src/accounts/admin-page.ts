import { roles } from '../http/actor.ts'
import { countOf, dateElement, formatNumber } from '../http/figures.ts'
import { csrfField, options } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { type Pages, pager } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { AccountLogEntry, ManagedAccount } from './admin-store.ts'

export const adminPath = '/moderation/accounts/'

export interface AccountsPage {
  site: Site
  viewer: Viewer
  path: string
  accounts: readonly ManagedAccount[]
  log: readonly AccountLogEntry[]
  q: string
  total: number
  pages: Pages
  notice: string | undefined
}

/** All accounts, for those who manage them. */
export function accountsPage({ site, viewer, path, accounts, log, q, total, pages, notice }: AccountsPage): Html {
  return layoutPage(site, {
    title: 'Accounts',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Moderation', href: '/moderation/' }, { label: 'Accounts' }],
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Accounts</h1><p class="soft">Who may do what. A blocked account cannot log in, its sessions end and its tokens rest; what it wrote stays and can be undone in its <a href="/revisions/">revisions</a>.</p></div></div>
<form class="input-row" role="search" action="${adminPath}" aria-label="Find an account"><label class="visually-hidden" for="q">Part of the name</label><input type="search" id="q" name="q" value="${q}" maxlength="50" placeholder="Part of the name" autocomplete="off"><button>${icon('search')}Find</button></form>
<section class="section" aria-labelledby="accounts"><div class="section-head"><h2 id="accounts">${countOf(total, 'account')}</h2></div>
${
  accounts.length > 0
    ? html`<div class="table-scroll" tabindex="0" role="region" aria-label="The accounts as a table"><table class="accounts"><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col" class="number">Edits</th><th scope="col">Since</th><th scope="col">Last log-in</th><th scope="col">State</th></tr></thead><tbody>${accounts.map((account) => accountRow(account, viewer))}</tbody></table></div>`
    : html`<div class="empty"><p>No account has “${q}” in its name.</p></div>`
}
${pager(pages)}</section>
<section class="section" aria-labelledby="log"><div class="section-head"><h2 id="log">What was done</h2></div>
${log.length > 0 ? html`<ul class="log">${log.map(logEntry)}</ul>` : html`<p class="soft">Nothing yet.</p>`}</section>
</main>`,
  })
}

function accountRow(account: ManagedAccount, { actor, csrfToken }: Viewer): Html {
  const { id, name, role, createdAt, lastLoginAt, disabledAt, edits } = account
  const isOwn = id === actor.accountId
  const cells: [HtmlValue, HtmlValue] = isOwn
    ? [html`${role} <span class="faint">(you)</span>`, 'active']
    : [
        html`<form class="inline-form" method="post" action="${adminPath}${id}/role/">${csrfField(csrfToken)}<select name="role" aria-label="Role of ${name}">${options(
          roles.map((value) => ({ value, label: value })),
          role,
        )}</select><button class="small">Set<span class="visually-hidden"> the role of ${name}</span></button></form>`,
        html`<form class="inline-form" method="post" action="${adminPath}${id}/${disabledAt === null ? 'block' : 'unblock'}/">${csrfField(csrfToken)}${
          disabledAt === null
            ? html`<button class="small danger">Block<span class="visually-hidden"> ${name}</span></button>`
            : html`<span>blocked ${dateElement(disabledAt)}</span> <button class="small">Let in<span class="visually-hidden"> ${name}</span></button>`
        }</form>`,
      ]
  return html`<tr><th scope="row"><a href="/profiles/${name}/">${name}</a></th><td>${cells[0]}</td><td class="number">${formatNumber(edits)}</td><td class="nowrap">${dateElement(createdAt)}</td><td class="nowrap">${lastLoginAt === null ? html`<span class="faint">never</span>` : dateElement(lastLoginAt)}</td><td>${cells[1]}</td></tr>`
}

const deeds = { role: 'changed the role of', block: 'blocked', unblock: 'let in again' } as const

function logEntry({ at, name, by, action, detail }: AccountLogEntry): Html {
  return html`<li>${dateElement(at)}: ${by ?? 'somebody'} ${deeds[action]} <a href="/profiles/${name}/">${name}</a>${detail && html` <span class="soft">(${detail})</span>`}</li>`
}
