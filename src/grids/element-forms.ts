import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { toSitePath } from '../http/form-routes.ts'
import { textArea } from '../http/forms.ts'
import { html } from '../http/html.ts'
import type { PageRequest } from '../http/page-routes.ts'
import { addGridForm, findGridRow, type GridFormOptions, readFields, toId } from './editing.ts'
import { type ElementRow, elementResource } from './elements.ts'
import { baseField, storedNow } from './form-pages.ts'
import { gridPath } from './list-pages.ts'
import type { GridRow } from './resource.ts'
import { saveRecord } from './saving.ts'

const labels = { text: 'What it offers' }

/** Where a cell is or may come to be. */
interface Place {
  grid: GridRow
  pkg: { id: number; title: string }
  feature: { id: number; title: string; description: string }
  /** Undefined while nobody has filled it in. */
  element: ElementRow | undefined
}

/** Filling in the cells of a grid. */
export async function elementFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, resource } = options

  addGridForm<Place>(app, options, '/grids/element/:slug/:packageId/:featureId/', {
    find: (request) => findPlace(db, request),
    isAllowed: (actor, { grid, element }) => may(actor, element ? 'edit' : 'add', { kind: 'element', isLocked: grid.is_locked }),
    toValues: ({ element }, { query }) => ({
      text: element?.text ?? '',
      base: element?.modified_at ?? '',
      next: query.get('next') ?? '',
    }),
    title: ({ feature, pkg }) => `${feature.title}: ${pkg.title}`,
    lede: ({ feature: { description } }) =>
      description !== '' && html`<p class="soft" dir="auto">${description.slice(0, 1_000).toWellFormed()}</p>`,
    labels,
    fields: (state) => html`${storedNow(state, labels)}${baseField(state.values['base'] ?? '')}
<input type="hidden" name="next" value="${state.values['next']}">
${textArea({
  name: 'text',
  label: labels.text,
  value: state.values['text'] ?? '',
  errors: state.errors['text'],
  rows: 4,
  maxLength: 1_000,
  hint: html`<code>yes</code>, <code>no</code>, <code>+</code>, <code>++</code>, <code>-</code> at the beginning become marks, what follows is shown beside them: “yes, since 2.0”. Leave it empty if you do not know.`,
})}`,
    action: 'Save',
    cancel: (place, { values }) => toNext(place, values['next']),
    async save(place, request) {
      const { grid, pkg, feature, element } = place
      const typed = readFields(request.form, ['text', 'base', 'next'])
      const { text, base, next } = typed
      // Nothing was known, and still is not.
      if (!element && text.trim() === '') return toNext(place, next)
      const saved = await saveRecord(db, {
        actor: request.viewer.actor,
        resource: elementResource,
        values: element ? { text } : { text, package: String(pkg.id), feature: String(feature.id) },
        id: element?.id,
        base,
        parent: { resource, id: grid.id },
      })
      if (!saved.errors) return { next: toNext(place, next), notice: 'cell-saved' }
      const now = saved.isChanged ? (await findPlace(db, request))?.element : undefined
      return {
        errors: saved.errors,
        values: { ...typed, base: now?.modified_at ?? base },
        stored: now && { text: now.text },
      }
    },
  })
}

/** The cell, if its package is in the grid and its feature is one of the grid's. */
async function findPlace(db: Database, { parameters }: Pick<PageRequest, 'parameters'>): Promise<Place | undefined> {
  const grid = await findGridRow(db, parameters['slug'])
  if (!grid) return undefined
  const [packageId, featureId] = [toId(parameters['packageId']), toId(parameters['featureId'])]
  const pkg = await db
    .selectFrom('grid_package')
    .innerJoin('package', 'package.id', 'grid_package.package_id')
    .select(['package.id', 'package.title'])
    .where('grid_id', '=', grid.id)
    .where('package_id', '=', packageId)
    .executeTakeFirst()
  const feature = await db
    .selectFrom('feature')
    .select(['id', 'title', 'description'])
    .where('grid_id', '=', grid.id)
    .where('id', '=', featureId)
    .executeTakeFirst()
  if (!pkg || !feature) return undefined
  const { rows } = await sql<ElementRow>`
    select ${elementResource.source.columns} from element where grid_id = ${grid.id} and feature_id = ${featureId}
      and grid_package_id = (select id from grid_package where grid_id = ${grid.id} and package_id = ${packageId})`.execute(db)
  return { grid, pkg, feature, element: rows[0] }
}

/** The grid as it was shown, at the row of the cell. */
function toNext({ grid, feature }: Place, next: string | undefined): string {
  const path = gridPath(grid.slug)
  const shown = toSitePath(next)
  return `${shown?.startsWith(path) ? shown.replace(/#.*$/s, '') : path}#feature-${feature.id}`
}
