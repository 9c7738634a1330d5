import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import { addForm, toLogin } from '../http/form-routes.ts'
import { csrfField, textField } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { message } from '../http/messages.ts'
import { addPage } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { type Deprecation, findDeprecation, saveDeprecation, toSeen } from './deprecation.ts'
import { formPage } from './form-pages.ts'
import { findNamedPackage } from './named-package.ts'
import { isSlug } from './package-facts.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'

const labels = { since: 'Since', successor: 'Use instead' }
const forbidden = {
  refusal: 403,
  reason: 'Your account may not edit packages. Ask a moderator for the role of an editor.',
} as const

interface Typed {
  since: string
  successor: string
}

/** Saying that a package is deprecated and what to use instead, and taking that back. */
export async function deprecationRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options
  const path = '/packages/:slug/deprecation/'
  const find = (slug = '') => (isSlug(slug) ? findDeprecation(db, { slug }) : undefined)
  const mayEdit = ({ actor }: Viewer) => may(actor, 'edit', { kind: 'package' })

  function page(viewer: Viewer, pkg: Deprecation, typed: Typed, errors: FormErrors = {}, isChanged = false): Html {
    const action = `/packages/${pkg.slug}/deprecation/`
    const seen = html`<input type="hidden" name="seen" value="${toSeen(pkg)}">`
    return formPage({
      site,
      viewer,
      pkg,
      title: pkg.since === null && !pkg.successor ? 'Mark as deprecated' : 'Deprecation',
      lede: html`<p>A deprecated package is left out of lists unless they are asked for it, and its page says what to use instead. Mark one that its own people call so, or that has been replaced; what is merely quiet is told by its dates.</p>`,
      action,
      fields: html`${isChanged && message('warning', html`<p><strong>Nothing has been saved: somebody else has changed this since you opened the form.</strong> Now it is ${state(pkg)}. Saving again puts yours in its place.</p>`)}${seen}
${textField({ name: 'since', label: labels.since, type: 'date', value: typed.since, errors: errors['since'], hint: 'The day on which its people said so, if you know it; else today.' })}
${textField({ name: 'successor', label: labels.successor, value: typed.successor, maxLength: 50, errors: errors['successor'], hint: 'The last part of the address of the package here that replaces it.' })}`,
      submit: html`<button class="primary" name="step" value="save">${pkg.since === null && !pkg.successor ? 'Mark as deprecated' : 'Save'}</button>`,
      errors,
      labels,
      after:
        (pkg.since !== null || pkg.successor) &&
        html`<form class="section" method="post" action="${action}">${csrfField(viewer.csrfToken)}${seen}<button name="step" value="clear">It is not deprecated</button></form>`,
    })
  }

  addPage(app, options, path, async ({ parameters: { slug }, viewer, path: address }) => {
    const pkg = await find(slug)
    if (!pkg) return undefined
    if (!viewer) return toLogin(address)
    if (!mayEdit(viewer)) return forbidden
    return { body: page(viewer, pkg, { since: pkg.since ?? '', successor: pkg.successor?.slug ?? '' }), tags: [] }
  })

  addForm(
    app,
    options,
    path,
    async ({ parameters: { slug }, viewer, form, now }) => {
      const pkg = await find(slug)
      if (!pkg) return undefined
      if (!mayEdit(viewer)) return forbidden
      const typed = {
        since: (form.get('since') ?? '').trim(),
        successor: (form.get('successor') ?? '').trim().slice(0, 50).toWellFormed(),
      }
      const isCleared = form.get('step') === 'clear'
      const parsed = isCleared ? { change: undefined } : await parse(pkg, typed, now)
      if ('errors' in parsed) return { body: page(viewer, pkg, typed, parsed.errors) }
      const save = { actor: viewer.actor, id: pkg.id, seen: form.get('seen') ?? '', change: parsed.change }
      const { result: isSaved, errors } = await tryForm(() => saveDeprecation(db, save))
      if (errors) return { body: page(viewer, pkg, typed, errors) }
      if (isSaved) return { redirect: `${packagePath(pkg.slug)}?done=saved` }
      const stored = (await findDeprecation(db, { id: pkg.id })) ?? pkg
      return { body: page(viewer, stored, typed, {}, true), status: 409 }
    },
    { hasPage: true },
  )

  async function parse(pkg: Deprecation, { since, successor }: Typed, now: Date) {
    const today = now.toISOString().slice(0, 10)
    const day = since === '' ? (pkg.since ?? today) : since
    const other = successor === '' ? undefined : await findNamedPackage(db, successor)
    const errors = {
      ...(!isDay(day) && { since: ['Write a day as 2026-02-09.'] }),
      ...(isDay(day) && day > today && { since: ['That day has not come yet.'] }),
      ...(successor !== '' && !other && { successor: ['No package here has that address.'] }),
      ...(other?.id === pkg.id && { successor: ['A package cannot replace itself.'] }),
    }
    return Object.keys(errors).length > 0 ? { errors } : { change: { since: day, successorId: other?.id ?? null } }
  }
}

function state({ since, successor }: Deprecation): Html {
  if (since === null && !successor) return html`not deprecated`
  return html`deprecated${since !== null && ` since ${since}`}${successor && html`, replaced by <a href="${packagePath(successor.slug)}"><bdi>${successor.title}</bdi></a>`}`
}

function isDay(text: string): boolean {
  const time = Date.parse(text)
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
