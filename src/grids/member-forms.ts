import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { toSitePath } from '../http/form-routes.ts'
import { html } from '../http/html.ts'
import { changeAs } from '../rest/changing.ts'
import { permissionDenied } from '../rest/errors.ts'
import { tryForm } from '../rest/form-errors.ts'
import { findCandidates, findPackage } from './candidates.ts'
import { addEditing, addGridForm, findGridRow, findGridRowById, type GridFormOptions, type InGrid, toId } from './editing.ts'
import { gridPath } from './list-pages.ts'
import { memberPage } from './member-page.ts'
import type { GridRow } from './resource.ts'
import { gridWriting } from './writing.ts'

interface Membership extends InGrid {
  grid: GridRow
  pkg: { id: number; title: string }
}

/** Which packages a grid holds. */
export async function memberFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, site } = options
  const isAllowed = (actor: Actor, { grid }: { grid: GridRow }) => may(actor, 'edit', { kind: 'grid', isLocked: grid.is_locked })

  addEditing<{ grid: GridRow }>(app, options, '/grids/:slug/package/add/', {
    async find({ parameters: { slug } }) {
      const grid = await findGridRow(db, slug)
      return grid && { grid }
    },
    isAllowed,
    toValues: (_subject, { query }) => ({ q: (query.get('q') ?? '').trim().slice(0, 200).toWellFormed() }),
    async page({ grid }, { path, viewer }, state) {
      const q = state.values['q'] ?? ''
      return memberPage({ site, viewer, path, grid, state, q, found: await findCandidates(db, grid.id, q) })
    },
    async save({ grid }, { viewer: { actor }, form }) {
      const named = (form.get('package') ?? '').trim()
      const pkg = await findPackage(db, named)
      const refuse = (texts: readonly string[]) => ({ values: { q: named.slice(0, 200).toWellFormed() }, errors: { q: texts } })
      if (!pkg) return refuse(['No package has this name, slug or address.'])
      const { result: isNew, errors } = await tryForm(() =>
        changeMembers(db, actor, grid.id, [pkg.id], (ids) => [...ids, pkg.id]),
      )
      if (errors) return refuse(Object.values(errors).flat())
      if (!isNew) return refuse([`Package '${pkg.title}' is already in this grid.`])
      const next = toSitePath(form.get('redirect')) ?? `${gridPath(grid.slug)}?status=all`
      return { next, notice: 'package-added' }
    },
  })

  addGridForm<Membership>(app, options, '/grids/package/:slug/:packageId/delete/', {
    async find({ parameters: { slug, packageId } }) {
      const grid = await findGridRow(db, slug)
      const id = toId(packageId)
      if (!grid?.package_ids.includes(id)) return undefined
      const pkg = await db.selectFrom('package').select(['id', 'title']).where('id', '=', id).executeTakeFirst()
      return pkg && { grid, pkg }
    },
    isAllowed,
    title: 'Take a package out',
    labels: {},
    fields: (_state, { pkg }) =>
      html`<p><strong>${pkg.title}</strong> and all that was written about it here leave the grid. The package itself stays in the directory.</p>`,
    action: 'Take it out',
    isDanger: true,
    cancel: ({ grid }) => gridPath(grid.slug),
    async save({ grid, pkg }, { viewer: { actor } }) {
      const { errors } = await tryForm(() => changeMembers(db, actor, grid.id, [], (ids) => ids.filter((id) => id !== pkg.id)))
      return errors ? { values: {}, errors } : { next: gridPath(grid.slug), notice: 'package-removed' }
    },
  })
}

/**
 * Changes which packages a grid holds, from those that it holds once nobody else can change them; whether that changed anything.
 * @throws RestError 403, 404
 */
function changeMembers(
  db: Database,
  actor: Actor,
  gridId: number,
  added: readonly number[],
  change: (ids: readonly number[]) => number[],
): Promise<boolean> {
  return changeAs(db, actor, gridWriting, { kind: 'grid', id: gridId }, async (tx) => {
    await gridWriting.lock?.(tx, gridId, { packages: [...added] })
    if (!gridWriting.allows(actor, 'edit', await findGridRowById(tx, gridId), undefined)) throw permissionDenied()
    const rows = await tx.selectFrom('grid_package').select('package_id').where('grid_id', '=', gridId).orderBy('id').execute()
    const before = rows.map(({ package_id }) => package_id)
    const after = [...new Set(change(before))]
    if (after.length === before.length) return false
    await gridWriting.update?.(tx, gridId, { packages: after }, { actor, parentId: 0 })
    return true
  })
}
