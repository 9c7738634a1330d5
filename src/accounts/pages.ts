import { csrfField, textField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { type Layout, layoutPage } from '../http/layout.ts'
import type { Site } from '../http/site.ts'
import { passwordLengths } from './passwords.ts'
import { maxNameLength } from './store.ts'

interface FormPage {
  site: Site
  /** What was typed before. */
  name?: string | undefined
  problem?: string | undefined
  /** Path to go to afterwards. */
  next: string
  hasGitHub: boolean
}

/** @param page.canSignUp a name and password of one's own can be had */
export function signInPage(page: FormPage & { canSignUp: boolean }): Html {
  const { name, next, hasGitHub, canSignUp } = page
  return formPage(
    page,
    'Log in',
    html`<form class="form" method="post" action="/login/">
<input type="hidden" name="next" value="${next}">
${textField({ name: 'name', label: 'Name', value: name, autocomplete: 'username', maxLength: maxNameLength, isRequired: true })}
${currentPasswordField('password', 'Password')}
<p class="form-actions"><button class="primary">Log in</button></p>
</form>
${hasGitHub && gitHubForm(next)}
${canSignUp && html`<p>No account yet? <a href="/signup/?next=${encodeURIComponent(next)}">Sign up</a>.</p>`}`,
  )
}

export function signUpPage(page: FormPage): Html {
  const { name, next, hasGitHub } = page
  return formPage(
    page,
    'Sign up',
    html`<form class="form" method="post" action="/signup/">
<input type="hidden" name="next" value="${next}">
${textField({
  name: 'name',
  label: 'Name',
  value: name,
  autocomplete: 'username',
  maxLength: maxNameLength,
  isRequired: true,
  hint: 'Everybody can see it. Letters and digits, and . _ - between them.',
})}
${newPasswordField('password', 'Password')}
<p class="form-actions"><button class="primary">Sign up</button></p>
</form>
${hasGitHub && gitHubForm(next)}
<p>You have an account? <a href="/login/?next=${encodeURIComponent(next)}">Log in</a>.</p>`,
  )
}

function formPage({ site, problem }: FormPage, title: string, content: HtmlValue): Html {
  return accountFrame(site, title, content, { messages: problem === undefined ? [] : [{ kind: 'error', text: problem }] })
}

function gitHubForm(next: string): Html {
  return html`<form class="form" method="post" action="/login/github/">
<input type="hidden" name="next" value="${next}">
<p class="form-actions"><button>Continue with GitHub</button></p>
</form>`
}

/** The frame of every page about one's account. */
export function accountFrame(
  site: Site,
  title: string,
  content: HtmlValue,
  layout: Pick<Layout, 'messages' | 'viewer'> = {},
): Html {
  return layoutPage(site, {
    title,
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: title }],
    ...layout,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><h1>${title}</h1></div>
<div class="stack">
${content}
</div>
</main>`,
  })
}

export function currentPasswordField(name: string, label: string): Html {
  const maxLength = passwordLengths.max
  return textField({ name, label, type: 'password', autocomplete: 'current-password', maxLength, isRequired: true })
}

export function newPasswordField(name: string, label: string): Html {
  return textField({
    name,
    label,
    type: 'password',
    autocomplete: 'new-password',
    maxLength: passwordLengths.max,
    isRequired: true,
    hint: `At least ${passwordLengths.min} characters; a few words make a good one.`,
  })
}

/** A form of nothing but a button. @param subject says to those who only hear the button what it is about */
export function buttonForm(action: string, label: string, csrfToken: string, subject?: string): Html {
  return html`<form class="inline-form" method="post" action="${action}">${csrfField(csrfToken)}<button class="small"${
    subject !== undefined && html` aria-label="${label}: ${subject}"`
  }>${label}</button></form>`
}
