import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { addForm, toLogin } from '../http/form-routes.ts'
import { csrfField, textField } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { addPage } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { createFromForm, removeFromForm, updateFromForm } from '../rest/form-writing.ts'
import { exampleResource } from './examples.ts'
import { formPage } from './form-pages.ts'
import { findNamedPackage, type NamedPackage } from './named-package.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'

const labels = { title: 'Name of the site', url: 'Address' }

interface Typed {
  title: string
  url: string
}

interface OwnExample extends Typed {
  id: number
  created_by: number | null
}

/** Telling of a site that uses a package, and changing or taking back what one has told. */
export async function exampleRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options

  function page(viewer: Viewer, pkg: NamedPackage, typed: Typed, example?: OwnExample, errors: FormErrors = {}): Html {
    const base = `/packages/${pkg.slug}/example/`
    return formPage({
      site,
      viewer,
      pkg,
      title: example ? 'Change a site using it' : 'Tell of a site using it',
      lede: 'Moderators look at it before all others see it.',
      action: example ? `${base}${example.id}/edit/` : `${base}add/`,
      fields: html`${textField({ name: 'title', label: labels.title, value: typed.title, maxLength: 100, isRequired: true, errors: errors['title'] })}
${textField({ name: 'url', label: labels.url, value: typed.url, type: 'url', maxLength: 200, isRequired: true, placeholder: 'https://', errors: errors['url'] })}`,
      submit: html`<button class="primary">${example ? 'Save' : 'Send'}</button>`,
      errors,
      labels,
      after:
        example &&
        html`<form class="section" method="post" action="${base}${example.id}/delete/">${csrfField(viewer.csrfToken)}<button class="danger">Remove this site</button></form>`,
    })
  }

  addPage(app, options, '/packages/:slug/example/add/', async ({ parameters: { slug = '' }, viewer }) => {
    const pkg = await findNamedPackage(db, slug)
    if (!pkg) return undefined
    if (!viewer) return toLogin(`/packages/${pkg.slug}/example/add/`)
    return { body: page(viewer, pkg, { title: '', url: '' }), tags: [] }
  })

  addForm(
    app,
    options,
    '/packages/:slug/example/add/',
    async ({ parameters: { slug = '' }, viewer, form }) => {
      const pkg = await findNamedPackage(db, slug)
      if (!pkg) return undefined
      const typed = toTyped(form)
      const { errors } = await tryForm(() =>
        createFromForm(db, exampleResource, { actor: viewer.actor, pairs: Object.entries(typed), parentId: pkg.id }),
      )
      return errors ? { body: page(viewer, pkg, typed, undefined, errors) } : { redirect: `${packagePath(slug)}?done=example` }
    },
    { hasPage: true },
  )

  addPage(app, options, '/packages/:slug/example/:id/edit/', async ({ parameters: { slug = '', id = '' }, viewer, path }) => {
    if (!viewer) return toLogin(path)
    const found = await findExample(slug, id, viewer)
    return found && { body: page(viewer, found.pkg, found.example, found.example), tags: [] }
  })

  addForm(
    app,
    options,
    '/packages/:slug/example/:id/edit/',
    async ({ parameters: { slug = '', id = '' }, viewer, form }) => {
      const found = await findExample(slug, id, viewer)
      if (!found) return undefined
      const { pkg, example } = found
      const typed = toTyped(form)
      const { errors } = await tryForm(() =>
        updateFromForm(db, exampleResource, example.id, { actor: viewer.actor, pairs: Object.entries(typed), parentId: pkg.id }),
      )
      return errors ? { body: page(viewer, pkg, typed, example, errors) } : { redirect: `${packagePath(slug)}?done=example` }
    },
    { hasPage: true },
  )

  addForm(app, options, '/packages/:slug/example/:id/delete/', async ({ parameters: { slug = '', id = '' }, viewer }) => {
    const found = await findExample(slug, id, viewer)
    if (!found) return undefined
    await removeFromForm(db, exampleResource, found.example.id, { actor: viewer.actor, parentId: found.pkg.id })
    return { redirect: `${packagePath(slug)}?done=example-removed` }
  })

  /** An example that the viewer may change; what it may not is not there. */
  async function findExample(
    slug: string,
    id: string,
    { actor }: Viewer,
  ): Promise<{ pkg: NamedPackage; example: OwnExample } | undefined> {
    const pkg = await findNamedPackage(db, slug)
    const example = pkg && /^\d{1,15}$/.test(id) ? await readExample(db, pkg.id, Number(id)) : undefined
    return pkg && example && exampleResource.writing?.allows(actor, 'edit', example, pkg) ? { pkg, example } : undefined
  }
}

const toTyped = (form: URLSearchParams): Typed => ({ title: form.get('title') ?? '', url: form.get('url') ?? '' })

function readExample(db: Database, packageId: number, id: number) {
  return db.selectFrom('example').selectAll().where('id', '=', id).where('package_id', '=', packageId).executeTakeFirst()
}
