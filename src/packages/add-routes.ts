import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { addForm, type FormAnswer, type FormRequest, toLogin } from '../http/form-routes.ts'
import { textField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { message } from '../http/messages.ts'
import { addPage, type PageRequest } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { type FormErrors, tryForm } from '../rest/form-errors.ts'
import { createFromForm } from '../rest/form-writing.ts'
import type { Resource } from '../rest/resource.ts'
import { guessPackage } from './add-guess.ts'
import { listCategories } from './categories.ts'
import { formPage } from './form-pages.ts'
import { isSlug } from './package-facts.ts'
import { packageFieldNames, packageFields, packageLabels, toTypedPackage, type TypedPackage } from './package-form.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'
import { normaliseRepositoryUrl, RepositoryUrlError } from './repository-url.ts'

const path = '/packages/add/'
const forbidden = {
  refusal: 403,
  reason: 'Your account may not add packages. Ask a moderator for the role of an editor.',
} as const

interface Grid {
  id: number
  slug: string
  title: string
  is_locked: boolean
}

/** Adding a package: its repository first, so that what is there already is seen at once, then the rest, prefilled. */
export async function addPackageRoutes(
  app: FastifyInstance,
  options: PackagePageOptions & { resource: Resource },
): Promise<void> {
  const { db, site, resource } = options

  addPage(app, options, path, async ({ path: address, query, viewer }: PageRequest) => {
    if (!viewer) return toLogin(address)
    if (!may(viewer.actor, 'add', { kind: 'package' })) return forbidden
    const grid = await findGrid(db, query.get('grid_slug'))
    return { body: firstPage(viewer, grid, query.get('repo_url') ?? ''), tags: [] }
  })

  addForm(
    app,
    options,
    path,
    async (request) => {
      if (!may(request.viewer.actor, 'add', { kind: 'package' })) return forbidden
      const grid = await findGrid(db, request.form.get('grid_slug') ?? request.query.get('grid_slug'))
      return request.form.get('step') === 'save' ? save(request, grid) : check(request, grid)
    },
    { hasPage: true },
  )

  // The address of the first step in old pages.
  addForm(app, options, `${path}validate/`, async (request) =>
    may(request.viewer.actor, 'add', { kind: 'package' })
      ? check(request, await findGrid(db, request.form.get('grid_slug')))
      : forbidden,
  )

  /** The second step, unless the repository is no repository or has its package already. */
  async function check({ viewer, form }: FormRequest, grid: Grid | undefined): Promise<FormAnswer> {
    const typed = form.get('repo_url') ?? ''
    let repositoryUrl: string
    try {
      repositoryUrl = normaliseRepositoryUrl(typed)
    } catch (error) {
      if (!(error instanceof RepositoryUrlError)) throw error
      return { body: firstPage(viewer, grid, typed, { repo_url: [error.message] }) }
    }
    const known = await knownPackage(db, repositoryUrl)
    if (known) return { body: firstPage(viewer, grid, typed, {}, known), status: 409 }
    const guess = guessPackage(repositoryUrl)
    const isTaken = await hasSlug(db, guess.slug)
    return { body: await secondPage(viewer, grid, { ...guess, slug: isTaken ? '' : guess.slug }), status: 200 }
  }

  async function save({ viewer, form }: FormRequest, grid: Grid | undefined): Promise<FormAnswer> {
    const typed = toTypedPackage((name) => form.get(name))
    // Whoever may not edit the grid adds the package all the same, but not to the grid.
    const grids = grid && mayJoin(viewer, grid) ? [['grids', String(grid.id)] as const] : []
    const pairs = [
      ...packageFieldNames.map((name) => [name, name === 'slug' ? typed.slug.toLowerCase() : typed[name]] as const),
      ...grids,
    ]
    const { result: id, errors } = await tryForm(() =>
      createFromForm(db, resource, { actor: viewer.actor, pairs: withoutEmptyHost(pairs) }),
    )
    if (errors) {
      const known = errors['repo_url'] && (await findKnown(db, typed.repo_url))
      return { body: await secondPage(viewer, grid, typed, errors, known) }
    }
    const { slug } = await db.selectFrom('package').select('slug').where('id', '=', id).executeTakeFirstOrThrow()
    return { redirect: `${packagePath(slug)}?done=added` }
  }

  function firstPage(viewer: Viewer, grid: Grid | undefined, typed: string, errors: FormErrors = {}, known?: Html): Html {
    return formPage({
      site,
      viewer,
      pkg: undefined,
      title: 'Add a package',
      lede: html`<p>For ${site.framework}, reusable, with a public repository. Give its address; the next page asks for the rest.</p>${gridNote(viewer, grid)}${known}`,
      action: path,
      fields: html`${gridField(grid)}${textField({ name: 'repo_url', label: packageLabels.repo_url, value: typed, maxLength: 200, isRequired: true, placeholder: 'https://github.com/owner/name', errors: errors['repo_url'] })}`,
      submit: html`<button class="primary">Next</button>`,
      errors,
      labels: packageLabels,
    })
  }

  async function secondPage(
    viewer: Viewer,
    grid: Grid | undefined,
    typed: TypedPackage,
    errors: FormErrors = {},
    known?: HtmlValue,
  ): Promise<Html> {
    return formPage({
      site,
      viewer,
      pkg: undefined,
      title: 'Add a package',
      lede: html`<p>Guessed from the address: please look it over. Stars, releases and the like are fetched afterwards.</p>${gridNote(viewer, grid)}${known}`,
      action: path,
      fields: html`<input type="hidden" name="step" value="save">${gridField(grid)}${packageFields(typed, errors, await listCategories(db))}`,
      submit: html`<button class="primary">Add the package</button>`,
      errors,
      labels: packageLabels,
    })
  }
}

const mayJoin = ({ actor }: Viewer, grid: Grid) => may(actor, 'edit', { kind: 'grid', isLocked: grid.is_locked })

function gridField(grid: Grid | undefined): HtmlValue {
  return grid && html`<input type="hidden" name="grid_slug" value="${grid.slug}">`
}

function gridNote(viewer: Viewer, grid: Grid | undefined): HtmlValue {
  if (!grid) return undefined
  const link = html`<a href="/grids/g/${grid.slug}/">${grid.title}</a>`
  return mayJoin(viewer, grid)
    ? html`<p>It will stand in the grid ${link}.</p>`
    : html`<p>The grid ${link} is locked: the package is added, but not to it.</p>`
}

/** No host is what the address tells, which is for the service to find out. */
function withoutEmptyHost(pairs: readonly (readonly [name: string, value: string])[]) {
  return pairs.filter(([name, value]) => name !== 'repo_host' || value !== '')
}

async function findGrid(db: Database, slug: string | null): Promise<Grid | undefined> {
  if (slug === null || !isSlug(slug)) return undefined
  return db.selectFrom('grid').select(['id', 'slug', 'title', 'is_locked']).where('slug', '=', slug).executeTakeFirst()
}

async function hasSlug(db: Database, slug: string): Promise<boolean> {
  return (await db.selectFrom('package').select('id').where('slug', '=', slug).executeTakeFirst()) !== undefined
}

async function findKnown(db: Database, typed: string): Promise<Html | undefined> {
  try {
    return await knownPackage(db, normaliseRepositoryUrl(typed))
  } catch (error) {
    if (error instanceof RepositoryUrlError) return undefined
    throw error
  }
}

/** The package that has this repository already; hosts do not tell addresses apart by the case of their letters. */
async function knownPackage(db: Database, repositoryUrl: string): Promise<Html | undefined> {
  const { rows } = await sql<{ slug: string; title: string }>`
    select slug, title from package where repo_url <> '' and lower(repo_url) = lower(${repositoryUrl}) limit 1`.execute(db)
  const [known] = rows
  return (
    known &&
    message(
      'warning',
      html`This repository is in the directory already: <a href="${packagePath(known.slug)}">${known.title}</a>.`,
    )
  )
}
