import { dateElement } from '../http/figures.ts'
import { checkField, csrfField, selectField, textField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import type { Layout } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import { accountFrame, buttonForm, currentPasswordField, newPasswordField } from './pages.ts'
import type { Session } from './sessions.ts'
import type { Account } from './store.ts'
import type { Token } from './tokens.ts'

/** How long a token may live, in days; empty for ever. */
export const tokenLifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'a year' },
  { value: '', label: 'until it is revoked' },
]

export interface AccountPage {
  site: Site
  viewer: Viewer
  account: Account
  hasPassword: boolean
  sharesFavourites: boolean
  sessions: readonly Session[]
  currentSessionId: number
  tokens: readonly Token[]
  /** Text of a token made just now, which is not shown again. */
  newToken?: string | undefined
  problem?: string | undefined
  /** What was done just now. */
  notice?: string | undefined
}

export function accountPage(page: AccountPage): Html {
  const { site, viewer, account } = page
  return accountFrame(
    site,
    'Your account',
    html`<p>You are logged in as <strong>${account.name}</strong>, ${roleInWords[account.role]}. The account was made on ${dateElement(account.createdAt)}.</p>
<p>${buttonForm('/logout/', 'Log out', viewer.csrfToken)}</p>
${favouritesSection(page)}
${tokensSection(page)}
${sessionsSection(page)}
${passwordSection(page)}`,
    { viewer, messages: toMessages(page) },
  )
}

const roleInWords = { reader: 'a reader', editor: 'an editor', moderator: 'a moderator', admin: 'an administrator' }

function toMessages({ problem, notice, newToken }: AccountPage): NonNullable<Layout['messages']> {
  return [
    ...(problem === undefined ? [] : [{ kind: 'error' as const, text: problem }]),
    ...(notice === undefined ? [] : [{ kind: 'success' as const, text: notice }]),
    ...(newToken === undefined
      ? []
      : [
          {
            kind: 'success' as const,
            text: html`<p>Your new token. Copy it now: it is not shown again.</p><p><code>${newToken}</code></p>`,
          },
        ]),
  ]
}

function tokensSection({ tokens, viewer }: AccountPage): Html {
  return html`<section class="section" aria-labelledby="tokens"><div class="section-head"><h2 id="tokens">Tokens</h2></div>
<div class="stack">
<p>A program that reads or edits for you sends one with every request: <code>Authorization: Token …</code></p>
${
  tokens.length > 0 &&
  html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table of tokens"><table><thead><tr><th scope="col">For</th><th scope="col">Begins with</th><th scope="col">May</th><th scope="col">Made</th><th scope="col">Last used</th><th scope="col">Valid until</th><th scope="col"><span class="visually-hidden">Revoke</span></th></tr></thead><tbody>${tokens.map(
    (token) => tokenRow(token, viewer),
  )}</tbody></table></div>`
}
<form class="form" method="post" action="/account/tokens/">${csrfField(viewer.csrfToken)}
${textField({ name: 'token-name', label: 'What is it for?', autocomplete: 'off', maxLength: 100, isRequired: true })}
${selectField({
  name: 'scope',
  label: 'It may',
  isRequired: true,
  choices: [
    { value: 'edit', label: 'read and edit' },
    { value: 'read', label: 'only read' },
  ],
  value: 'edit',
})}
${selectField({ name: 'days', label: 'It lasts', isRequired: true, choices: tokenLifetimes, value: '90' })}
<p class="form-actions"><button class="primary">Make a token</button></p>
</form>
</div></section>`
}

function tokenRow({ id, name, prefix, scope, createdAt, lastUsedAt, expiresAt }: Token, { csrfToken }: Viewer): Html {
  return html`<tr><th scope="row">${name}</th><td><code>${prefix}…</code></td><td>${scope}</td><td>${dateElement(createdAt)}</td><td>${
    lastUsedAt === null ? 'never' : dateElement(lastUsedAt)
  }</td><td>${expiresAt === null ? 'it is revoked' : dateElement(expiresAt)}</td><td>${buttonForm(`/account/tokens/${id}/revoke/`, 'Revoke', csrfToken, name)}</td></tr>`
}

function sessionsSection({ sessions, currentSessionId, viewer }: AccountPage): HtmlValue {
  return html`<section class="section" aria-labelledby="sessions"><div class="section-head"><h2 id="sessions">Sessions</h2></div>
<div class="stack">
<div class="table-scroll" tabindex="0" role="region" aria-label="Table of sessions"><table><thead><tr><th scope="col">Browser</th><th scope="col">Address</th><th scope="col">Since</th><th scope="col"><span class="visually-hidden">End</span></th></tr></thead><tbody>${sessions.map(
    ({ id, userAgent, address, createdAt }) =>
      html`<tr><th scope="row">${userAgent || 'unknown'}</th><td>${address || 'unknown'}</td><td>${dateElement(createdAt)}</td><td>${
        id === currentSessionId
          ? 'this one'
          : buttonForm(`/account/sessions/${id}/end/`, 'End', viewer.csrfToken, `session of ${createdAt.slice(0, 10)}`)
      }</td></tr>`,
  )}</tbody></table></div>
${sessions.length > 1 && buttonForm('/account/sessions/end-others/', 'End all others', viewer.csrfToken)}
</div></section>`
}

function favouritesSection({ sharesFavourites, viewer }: AccountPage): Html {
  return html`<section class="section" aria-labelledby="favourites"><div class="section-head"><h2 id="favourites">Favourites</h2></div>
<form class="form" method="post" action="/account/favourites/">${csrfField(viewer.csrfToken)}
${checkField({ name: 'share', label: 'Show my favourites on my profile', isChecked: sharesFavourites, hint: html`Everybody can see your <a href="${viewer.profile}">profile</a>.` })}
<p class="form-actions"><button>Save</button></p>
</form></section>`
}

function passwordSection({ hasPassword, viewer }: AccountPage): Html {
  return html`<section class="section" aria-labelledby="password"><div class="section-head"><h2 id="password">${hasPassword ? 'Change the password' : 'Set a password'}</h2></div>
<form class="form" method="post" action="/account/password/">${csrfField(viewer.csrfToken)}
${hasPassword && currentPasswordField('current', 'Current password')}
${newPasswordField('new', 'New password')}
<p class="form-actions"><button class="primary">Save</button><span class="soft">All other sessions end.</span></p>
</form></section>`
}
