import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { countOf } from '../http/figures.ts'
import { toLogin, toSitePath } from '../http/form-routes.ts'
import { csrfField } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, type Page, type PageOptions } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { findNamedPackage } from '../packages/named-package.ts'
import { toPackageCrumbs } from '../packages/package-crumbs.ts'
import { packagePath } from '../packages/package-rows.ts'
import { findCandidates } from './candidates.ts'
import { findGridRowById, toId } from './editing.ts'
import { gridPath } from './list-pages.ts'
import { candidateList } from './member-page.ts'

interface OpenGrid {
  slug: string
  title: string
  packages: number
  isLocked: boolean
}

const maxFound = 20

/** Looking for a grid to put a package into, as a page and as the part of a page that scripts show in place; and the same for a package. */
export async function packageGridRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/packages/:slug/grids/add/', async ({ parameters: { slug = '' }, path, query, viewer }) => {
    const pkg = await findNamedPackage(db, slug)
    if (!pkg) return undefined
    if (!viewer) return toLogin(path)
    if (!may(viewer.actor, 'edit', { kind: 'grid' })) return { refusal: 403, reason: 'Your account may not edit grids.' }
    const q = toQuestion(query)
    const grids = await listGridsWithout(db, pkg.id, q)
    return {
      body: layoutPage(site, {
        title: `Add to a grid: ${pkg.title}`,
        section: '/packages/',
        breadcrumbs: toPackageCrumbs(pkg, 'Add to a grid'),
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Add <a href="${packagePath(pkg.slug)}"><bdi>${pkg.title}</bdi></a> to a grid</h1></div></div>
<form class="input-row" role="search" aria-label="Find the grid"><label class="visually-hidden" for="q">Title of the grid</label><input type="search" id="q" name="q" value="${q}" maxlength="200" placeholder="Title of the grid" autocomplete="off"><button class="primary">${icon('search')}Find</button></form>
<section class="section" aria-labelledby="found"><h2 class="visually-hidden" id="found">Found</h2>${gridList(grids, viewer, pkg.id, packagePath(pkg.slug))}</section>
<p class="section">No grid fits? <a href="/grids/add/?package=${pkg.slug}">Add a grid with ${pkg.title} in it</a></p>
</main>`,
      }),
      tags: [],
    }
  })

  addPage(app, options, '/grids/ajax_grid_search/', async ({ query, viewer }): Promise<Page> => {
    const packageId = toId(query.get('package_id') ?? '')
    const q = toQuestion(query)
    const grids = q === '' ? [] : await listGridsWithout(db, packageId, q)
    const next = toSitePath(query.get('redirect'))
    return part(q === '' ? html`` : gridList(grids, viewer, packageId, next))
  })

  addPage(app, options, '/grids/ajax_package_search/', async ({ query, viewer }): Promise<Page> => {
    const named = query.get('grid') ?? ''
    const q = toQuestion(query)
    const row = /^[\w-]{1,50}$/.test(named) ? await findGridId(db, named) : undefined
    const grid = row === undefined ? undefined : await findGridRowById(db, row)
    const found = await findCandidates(db, grid?.id ?? 0, q)
    const mayAdd = grid && may(viewer?.actor, 'edit', { kind: 'grid', isLocked: grid.is_locked })
    if (q === '') return part(html``)
    return part(
      found.length > 0
        ? candidateList(found, viewer && mayAdd ? { viewer, action: `/grids/${grid.slug}/package/add/` } : undefined)
        : html`<p class="soft">No package outside this grid has “${q}” in its name or address.</p>`,
    )
  })
}

/** Not a page, but what scripts put into one. */
function part(body: Html): Page {
  return { body, tags: ['packages', 'grids'], headers: { 'X-Robots-Tag': 'noindex' } }
}

const toQuestion = (query: URLSearchParams) => (query.get('q') ?? '').replaceAll('\0', '').trim().slice(0, 200).toWellFormed()

async function findGridId(db: Database, named: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('grid')
    .select('id')
    .where((is) => is.or([is('slug', '=', named), is('id', '=', toId(named))]))
    .executeTakeFirst()
  return row?.id
}

/** The grids with `q` in their title that do not hold the package, those that begin so first. */
async function listGridsWithout(db: Database, packageId: number, q: string): Promise<OpenGrid[]> {
  const { rows } = await sql<OpenGrid>`
    select slug, title, is_locked as "isLocked", (select count(*) from grid_package where grid_id = grid.id) as packages from grid
    where strpos(lower(title), lower(${q})) > 0
      and not exists (select from grid_package where grid_id = grid.id and package_id = ${packageId})
    order by starts_with(lower(title), lower(${q})) desc, title collate "und-x-icu", id limit ${maxFound}`.execute(db)
  return rows
}

/** Each with a button for whoever may. @param next where the button leads back to */
function gridList(grids: readonly OpenGrid[], viewer: Viewer | undefined, packageId: number, next: string | undefined): Html {
  if (grids.length === 0) return html`<p class="soft">No other grid has that in its title.</p>`
  return html`<ul class="rows compact">${grids.map(({ slug, title, packages, isLocked }) => {
    const mayAdd = packageId > 0 && may(viewer?.actor, 'edit', { kind: 'grid', isLocked })
    return html`<li class="row">${
      viewer && mayAdd
        ? html`<form method="post" action="/grids/${slug}/package/add/">${csrfField(viewer.csrfToken)}<input type="hidden" name="package" value="${packageId}">${next && html`<input type="hidden" name="redirect" value="${next}">`}<button class="small">${icon('plus')}Add<span class="visually-hidden"> to ${title}</span></button></form>`
        : html`<span>${isLocked && icon('lock')}</span>`
    }<div><h3><a href="${gridPath(slug)}"><bdi>${title}</bdi></a></h3><p class="description">${countOf(packages, 'package')}${isLocked && ', locked'}</p></div></li>`
  })}</ul>`
}
