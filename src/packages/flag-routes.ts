import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { dateElement } from '../http/figures.ts'
import { addForm, toLogin } from '../http/form-routes.ts'
import { csrfField, textArea } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { addPage } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { createFromForm, removeFromForm } from '../rest/form-writing.ts'
import { flagResource } from './flags.ts'
import { formPage } from './form-pages.ts'
import { findNamedPackage, type NamedPackage } from './named-package.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'

interface Flag {
  id: number
  reason: string
  createdAt: string
}

/** Telling moderators that something is wrong with a package, and taking it back. */
export async function flagRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options
  const path = '/packages/:slug/flag/'

  function page(viewer: Viewer, pkg: NamedPackage, flag: Flag | undefined, reason?: string, errors?: FormErrors): Html {
    const action = `/packages/${pkg.slug}/flag/`
    if (flag) {
      return formPage({
        site,
        viewer,
        pkg,
        title: 'Your flag',
        lede: html`<p>You flagged it on ${dateElement(flag.createdAt)}:</p><blockquote dir="auto">${flag.reason}</blockquote>`,
        action: `${action}remove/`,
        fields: html`${csrfField(viewer.csrfToken)}`,
        submit: html`<button>Take the flag back</button>`,
      })
    }
    return formPage({
      site,
      viewer,
      pkg,
      title: 'Flag a problem',
      lede: 'Malware, spam, a wrong address, a duplicate: moderators read every flag. Nobody else sees yours.',
      action,
      fields: textArea({
        name: 'reason',
        label: 'What is wrong?',
        value: reason,
        maxLength: 2_000,
        isRequired: true,
        errors: errors?.['reason'],
      }),
      submit: html`<button class="primary">Send to the moderators</button>`,
      errors,
      labels: { reason: 'What is wrong?' },
    })
  }

  addPage(app, options, path, async ({ parameters: { slug = '' }, viewer }) => {
    const pkg = await findNamedPackage(db, slug)
    if (!pkg) return undefined
    if (!viewer) return toLogin(`/packages/${pkg.slug}/flag/`)
    return { body: page(viewer, pkg, await findFlag(db, pkg.id, viewer.actor.accountId)), tags: [] }
  })

  addForm(
    app,
    options,
    path,
    async ({ parameters: { slug = '' }, viewer, form }) => {
      const pkg = await findNamedPackage(db, slug)
      if (!pkg) return undefined
      const { actor } = viewer
      if (!may(actor, 'add', { kind: 'flag', ownerId: actor.accountId }))
        return { refusal: 403, reason: 'Your account may not flag packages.' }
      const reason = form.get('reason') ?? ''
      const { errors } = await tryForm(() =>
        createFromForm(db, flagResource, { actor, pairs: [['reason', reason]], parentId: pkg.id }),
      )
      return errors ? { body: page(viewer, pkg, undefined, reason, errors) } : { redirect: `${packagePath(slug)}?done=flagged` }
    },
    { hasPage: true },
  )

  addForm(app, options, `${path}remove/`, async ({ parameters: { slug = '' }, viewer: { actor } }) => {
    const pkg = await findNamedPackage(db, slug)
    if (!pkg) return undefined
    const flag = await findFlag(db, pkg.id, actor.accountId)
    if (flag) await removeFromForm(db, flagResource, flag.id, { actor, parentId: pkg.id })
    return { redirect: `${packagePath(slug)}?done=unflagged` }
  })
}

async function findFlag(db: Database, packageId: number, accountId: number): Promise<Flag | undefined> {
  const { rows } = await sql<Flag>`
    select id, reason, created_at as "createdAt" from flag where package_id = ${packageId} and account_id = ${accountId}`.execute(
    db,
  )
  return rows[0]
}
