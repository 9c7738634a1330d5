import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { addForm, type FormAnswer, type FormRequest, toLogin } from '../http/form-routes.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { message } from '../http/messages.ts'
import { addPage } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { conflict } from '../rest/errors.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { readForm, removeFromForm, updateFromForm } from '../rest/form-writing.ts'
import type { Resource } from '../rest/resource.ts'
import { type Edit, listEdits } from '../revisions/history.ts'
import { type Category, listCategories } from './categories.ts'
import { type Change, changesPreview, isFieldName, meanwhile } from './edit-page.ts'
import { formPage } from './form-pages.ts'
import { isSlug } from './package-facts.ts'
import { packageFieldNames, packageFields, packageLabels, toTypedPackage, type TypedPackage } from './package-form.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'

const forbidden = {
  refusal: 403,
  reason: 'Your account may not edit packages. Ask a moderator for the role of an editor.',
} as const

interface Stored {
  id: number
  slug: string
  title: string
  /** Newest revision that the form knows of. */
  revision: number
  values: TypedPackage
}

interface Shown {
  typed: TypedPackage
  seen: number
  errors?: FormErrors
  /** Above the form. */
  note?: HtmlValue
  canSave?: boolean
}

/** Editing and deleting a package. An edit is looked at before it is saved, and never overwrites one that its author has not seen. */
export async function editPackageRoutes(
  app: FastifyInstance,
  options: PackagePageOptions & { resource: Resource },
): Promise<void> {
  const { db, site, resource } = options
  const path = '/packages/:slug/edit/'

  addPage(app, options, path, async ({ parameters: { slug = '' }, viewer }) => {
    const stored = await findStored(db, slug)
    if (!stored) return undefined
    if (!viewer) return toLogin(`/packages/${slug}/edit/`)
    if (!may(viewer.actor, 'edit', { kind: 'package' })) return forbidden
    return { body: await editPage(viewer, stored, { typed: stored.values, seen: stored.revision }), tags: [] }
  })

  addForm(
    app,
    options,
    path,
    async (request) => {
      const stored = await findStored(db, request.parameters['slug'] ?? '')
      if (!stored) return undefined
      if (!may(request.viewer.actor, 'edit', { kind: 'package' })) return forbidden
      return edit(request, stored)
    },
    { hasPage: true },
  )

  async function edit({ viewer, form }: FormRequest, stored: Stored): Promise<FormAnswer> {
    const typed = toTypedPackage((name) => form.get(name))
    const seen = /^\d{1,15}$/.test(form.get('seen') ?? '') ? Number(form.get('seen')) : stored.revision
    const pairs = packageFieldNames.map((name) => [name, typed[name]] as const)
    const read = await tryForm(() => readForm(db, resource, stored.id, { pairs }))
    if (read.errors) return { body: await editPage(viewer, stored, { typed, seen, errors: read.errors }) }
    const changes = toChanges(stored.values, typed, read.result, await listCategories(db))
    const others = await listOthersEdits(db, stored.id, seen)
    if (others.length > 0) return showOthers(viewer, stored, typed, others, changes)
    if (changes.length === 0) {
      const note = message('info', 'Nothing is changed yet.')
      return { body: await editPage(viewer, stored, { typed, seen, note }), status: 200 }
    }
    if (form.get('step') !== 'save') {
      const note = changesPreview(changes)
      return { body: await editPage(viewer, stored, { typed, seen, note, canSave: true }), status: 200 }
    }
    let edits: Edit[] = []
    const saved = await tryForm(() =>
      updateFromForm(db, resource, stored.id, { actor: viewer.actor, pairs }, async (tx) => {
        edits = await listOthersEdits(tx, stored.id, seen)
        if (edits.length > 0) throw conflict('It was changed meanwhile.')
      }),
    )
    if (edits.length > 0) return showOthers(viewer, stored, typed, edits, changes)
    if (saved.errors) return { body: await editPage(viewer, stored, { typed, seen, errors: saved.errors }) }
    const slug = changes.find(({ name }) => name === 'slug')?.to ?? stored.slug
    return { redirect: `${packagePath(slug)}?done=saved` }
  }

  async function showOthers(
    viewer: Viewer,
    before: Stored,
    typed: TypedPackage,
    edits: readonly Edit[],
    changes: readonly Change[],
  ): Promise<FormAnswer> {
    const stored = (await findStoredById(db, before.id)) ?? before
    const note = html`${meanwhile(edits)}${changes.length > 0 && changesPreview(changes)}`
    const seen = Math.max(stored.revision, ...edits.map(({ revision }) => revision))
    return { body: await editPage(viewer, stored, { typed, seen, note }), status: 409 }
  }

  async function editPage(viewer: Viewer, stored: Stored, { typed, seen, errors = {}, note, canSave = false }: Shown) {
    const { slug, title } = stored
    return formPage({
      site,
      viewer,
      pkg: { slug, title },
      title: 'Edit',
      lede: html`<p>Description, stars, releases and the like come from the repository and the package index.</p>`,
      action: `/packages/${slug}/edit/`,
      fields: html`${note}<input type="hidden" name="seen" value="${seen}">${packageFields(typed, errors, await listCategories(db))}`,
      submit: canSave
        ? html`<button class="primary" name="step" value="save">Save these changes</button><button name="step" value="preview">Look again</button>`
        : html`<button class="primary" name="step" value="preview">Look at the changes</button>`,
      errors,
      labels: packageLabels,
    })
  }

  addPage(app, options, '/packages/:slug/delete/', async ({ parameters: { slug = '' }, viewer }) => {
    const stored = await findStored(db, slug)
    if (!stored) return undefined
    if (!viewer) return toLogin(`/packages/${slug}/delete/`)
    if (!may(viewer.actor, 'delete', { kind: 'package' })) return { refusal: 403, reason: 'Only moderators may delete packages.' }
    return { body: deletePage(viewer, stored), tags: [] }
  })

  addForm(
    app,
    options,
    '/packages/:slug/delete/',
    async ({ parameters: { slug = '' }, viewer }) => {
      const stored = await findStored(db, slug)
      if (!stored) return undefined
      if (!may(viewer.actor, 'delete', { kind: 'package' }))
        return { refusal: 403, reason: 'Only moderators may delete packages.' }
      const { errors } = await tryForm(() => removeFromForm(db, resource, stored.id, { actor: viewer.actor }))
      return errors ? { body: deletePage(viewer, stored, errors), status: 409 } : { redirect: packagePath(slug) }
    },
    { hasPage: true },
  )

  function deletePage(viewer: Viewer, pkg: Stored, errors: FormErrors = {}) {
    return formPage({
      site,
      viewer,
      pkg,
      title: 'Delete',
      lede: html`<p>Its releases, its places in grids with their cells, and all uses and favourites go with it. A moderator can undelete it, with everything, from its address.</p>
<p>A package that is only dead is better left: flag it, and a moderator sees to it that people find what to use instead.</p>`,
      action: `/packages/${pkg.slug}/delete/`,
      fields: undefined,
      submit: html`<button class="danger">Delete ${pkg.title}</button>`,
      errors,
    })
  }
}

const storedColumns = sql`
  package.id, package.slug, package.title,
  coalesce((select max(revision_id) from revision_change where package_id = package.id), 0) as revision,
  json_build_object('repo_url', repo_url, 'title', package.title, 'slug', package.slug, 'category', category.slug, 'pypi_url', pypi_url,
    'documentation_url', coalesce(documentation_url, ''), 'repo_host', repo_host) as values`

async function findStored(db: Database, slug: string): Promise<Stored | undefined> {
  if (!isSlug(slug)) return undefined
  const { rows } = await sql<Stored>`
    select ${storedColumns} from package join category on category.id = category_id where package.slug = ${slug}`.execute(db)
  return rows[0]
}

async function findStoredById(db: Database, id: number): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`
    select ${storedColumns} from package join category on category.id = category_id where package.id = ${id}`.execute(db)
  return rows[0]
}

/** Edits of what the form shows; facts that were fetched meanwhile disturb nobody. */
async function listOthersEdits(db: Database, id: number, since: number): Promise<Edit[]> {
  const edits = await listEdits(db, 'package', id, { since, limit: 100 })
  return edits.filter(({ fields }) => Object.keys(fields).some(isFieldName))
}

/** What would be stored that is not. */
function toChanges(
  before: TypedPackage,
  typed: TypedPackage,
  parsed: Readonly<Record<string, unknown>>,
  categories: readonly Category[],
): Change[] {
  const titleOf = (slug: string) => categories.find((category) => category.slug === slug)?.title ?? slug
  return packageFieldNames.flatMap((name): Change[] => {
    if (name === 'category') {
      const isSame = typed.category === before.category
      return isSame ? [] : [{ name, from: titleOf(before.category), to: titleOf(typed.category) }]
    }
    const value = parsed[name]
    const to = typeof value === 'string' ? value : value === null ? '' : before[name]
    return to === before[name] ? [] : [{ name, from: before[name], to }]
  })
}
