import { type Html, html, type HtmlValue } from '../http/html.ts'
import { accountFrame, field, newPasswordField, problemNote } from './pages.ts'
import type { Session } from './sessions.ts'
import type { Account } from './store.ts'
import type { Token } from './tokens.ts'

/** How long a token may live, in days; empty for ever. */
export const tokenLifetimes = { '30': '30 days', '90': '90 days', '365': 'a year', '': 'until revoked' } as const

export interface AccountPage {
  account: Account
  hasPassword: boolean
  sessions: readonly Session[]
  currentSessionId: number
  tokens: readonly Token[]
  csrfToken: string
  /** Text of a token made just now, which is not shown again. */
  newToken?: string | undefined
  problem?: string | undefined
  /** What was done just now. */
  notice?: string | undefined
}

export function accountPage(page: AccountPage): Html {
  const { account, csrfToken, newToken, problem, notice } = page
  const csrf = html`<input type="hidden" name="csrf" value="${csrfToken}">`
  return accountFrame(
    'Your account',
    html`${problemNote(problem)}
${notice !== undefined && html`<div class="message success" role="status"><p>${notice}</p></div>`}
${newToken !== undefined && newTokenNote(newToken)}
<p>You are logged in as <strong>${account.name}</strong>, ${roleInWords[account.role]}. The account was made on ${day(account.createdAt)}.</p>
<form method="post" action="/logout/">${csrf}<p><button>Log out</button></p></form>
${tokensSection(page, csrf)}
${sessionsSection(page, csrf)}
${passwordSection(page, csrf)}`,
  )
}

const roleInWords = { reader: 'a reader', editor: 'an editor', moderator: 'a moderator', admin: 'an administrator' }

function newTokenNote(token: string): Html {
  return html`<div class="message success" role="status"><p>Your new token. Copy it now: it is not shown again.</p>
<p><code class="token">${token}</code></p></div>`
}

function tokensSection({ tokens }: AccountPage, csrf: Html): Html {
  return html`<section aria-labelledby="tokens"><h2 id="tokens">Tokens</h2>
<p>A program that edits for you sends one as <code>Authorization: Token …</code>.</p>
${
  tokens.length > 0 &&
  html`<table><thead><tr><th>Name</th><th>Begins with</th><th>May</th><th>Made</th><th>Last used</th><th>Valid until</th><th></th></tr></thead><tbody>${tokens.map(
    (token) =>
      html`<tr><td>${token.name}</td><td><code>${token.prefix}…</code></td><td>${token.scope}</td><td>${day(token.createdAt)}</td><td>${
        token.lastUsedAt === null ? 'never' : day(token.lastUsedAt)
      }</td><td>${token.expiresAt === null ? 'it is revoked' : day(token.expiresAt)}</td><td>${buttonForm(`/account/tokens/${token.id}/revoke/`, 'Revoke', csrf, token.name)}</td></tr>`,
  )}</tbody></table>`
}
<form class="form" method="post" action="/account/tokens/">${csrf}
${field({ name: 'token-name', label: 'What is it for?', autocomplete: 'off', maxLength: 100 })}
<div class="field"><label for="scope">It may</label><select id="scope" name="scope"><option value="edit">read and edit</option><option value="read">read only</option></select></div>
<div class="field"><label for="days">It is valid</label><select id="days" name="days">${Object.entries(tokenLifetimes)
    .toSorted(([a], [b]) => (Number(a) || Infinity) - (Number(b) || Infinity))
    .map(([days, label]) => html`<option value="${days}"${days === '90' && html` selected`}>${label}</option>`)}</select></div>
<p><button class="primary">Make a token</button></p>
</form></section>`
}

function sessionsSection({ sessions, currentSessionId }: AccountPage, csrf: Html): Html {
  return html`<section aria-labelledby="sessions"><h2 id="sessions">Sessions</h2>
<table><thead><tr><th>Browser</th><th>Address</th><th>Since</th><th></th></tr></thead><tbody>${sessions.map(
    (session) =>
      html`<tr><td>${session.userAgent || 'unknown'}</td><td>${session.address || 'unknown'}</td><td>${day(session.createdAt)}</td><td>${
        session.id === currentSessionId
          ? 'this one'
          : buttonForm(`/account/sessions/${session.id}/end/`, 'End', csrf, `session of ${session.createdAt.slice(0, 10)}`)
      }</td></tr>`,
  )}</tbody></table>
${sessions.length > 1 && buttonForm('/account/sessions/end-others/', 'End all others', csrf)}</section>`
}

function passwordSection({ hasPassword }: AccountPage, csrf: Html): Html {
  return html`<section aria-labelledby="password"><h2 id="password">${hasPassword ? 'Change the password' : 'Set a password'}</h2>
<form class="form" method="post" action="/account/password/">${csrf}
${hasPassword && field({ name: 'current', label: 'Current password', type: 'password', autocomplete: 'current-password', maxLength: 128 })}
${newPasswordField('new', 'New password')}
<p><button class="primary">Save</button> All other sessions end.</p>
</form></section>`
}

/** @param subject says to those who only hear the button what it is about. */
function buttonForm(action: string, label: string, csrf: Html, subject?: string): HtmlValue {
  return html`<form method="post" action="${action}">${csrf}<button class="small"${subject !== undefined && html` aria-label="${label}: ${subject}"`}>${label}</button></form>`
}

/** A timestamp as PostgreSQL writes it begins with the day. */
function day(timestamp: string): Html {
  return html`<time datetime="${timestamp.slice(0, 10)}">${timestamp.slice(0, 10)}</time>`
}
