import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { passwordLengths } from './passwords.ts'
import { maxNameLength, namePattern } from './store.ts'

export interface SignInPage {
  /** What was typed before. */
  name?: string | undefined
  problem?: string | undefined
  /** Path to go to afterwards. */
  next: string
  hasGitHub: boolean
  /** A name and password of one's own can be had. */
  canSignUp: boolean
}

export function signInPage({ name, problem, next, hasGitHub, canSignUp }: SignInPage): Html {
  return accountFrame(
    'Log in',
    html`${problemNote(problem)}
<form class="form" method="post" action="/login/">
<input type="hidden" name="next" value="${next}">
${field({ name: 'name', label: 'Name', value: name, autocomplete: 'username', maxLength: maxNameLength })}
${field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password', maxLength: passwordLengths.max })}
<p><button class="primary">Log in</button></p>
</form>
${hasGitHub && gitHubForm(next)}
${canSignUp && html`<p>No account yet? <a href="/signup/?next=${encodeURIComponent(next)}">Sign up</a>.</p>`}`,
  )
}

export interface SignUpPage {
  name?: string | undefined
  problem?: string | undefined
  next: string
  hasGitHub: boolean
}

export function signUpPage({ name, problem, next, hasGitHub }: SignUpPage): Html {
  return accountFrame(
    'Sign up',
    html`${problemNote(problem)}
<form class="form" method="post" action="/signup/">
<input type="hidden" name="next" value="${next}">
${field({
  name: 'name',
  label: 'Name',
  value: name,
  autocomplete: 'username',
  maxLength: maxNameLength,
  pattern: namePattern,
  hint: 'Everybody can see it. Letters and digits, and . _ - between them.',
})}
${newPasswordField('password', 'Password')}
<p><button class="primary">Sign up</button></p>
</form>
${hasGitHub && gitHubForm(next)}
<p>You have an account? <a href="/login/?next=${encodeURIComponent(next)}">Log in</a>.</p>`,
  )
}

function gitHubForm(next: string): Html {
  return html`<form class="form" method="post" action="/login/github/">
<input type="hidden" name="next" value="${next}">
<p><button>Continue with GitHub</button></p>
</form>`
}

/** The frame of every page about one's account. */
export function accountFrame(title: string, content: HtmlValue): Html {
  return layoutPage({
    title,
    breadcrumbs: [],
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose">
<h1>${title}</h1>
${content}
</div></main>`,
  })
}

export function problemNote(problem: string | undefined): HtmlValue {
  return problem !== undefined && html`<div class="message error" role="alert"><p>${problem}</p></div>`
}

export function newPasswordField(name: string, label: string): Html {
  return field({
    name,
    label,
    type: 'password',
    autocomplete: 'new-password',
    minLength: passwordLengths.min,
    maxLength: passwordLengths.max,
    hint: `At least ${passwordLengths.min} characters; a few words make a good one.`,
  })
}

export interface Field {
  /** Also the id of its input. */
  name: string
  label: string
  type?: 'text' | 'password'
  value?: string | undefined
  hint?: string
  autocomplete: string
  minLength?: number
  maxLength: number
  pattern?: string
}

/** One line of text that has to be filled in. */
export function field({
  name,
  label,
  type = 'text',
  value = '',
  hint,
  autocomplete,
  minLength,
  maxLength,
  pattern,
}: Field): Html {
  return html`<div class="field"><label for="${name}">${label}</label>${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}<input type="${type}" id="${name}" name="${name}" value="${value}" required autocomplete="${autocomplete}" maxlength="${maxLength}"${
    minLength !== undefined && html` minlength="${minLength}"`
  }${pattern !== undefined && html` pattern="${pattern}"`}${hint !== undefined && html` aria-describedby="${name}-hint"`} autocapitalize="none" spellcheck="false"></div>`
}
