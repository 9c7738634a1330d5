import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { FormRequest } from '../http/form-routes.ts'
import { textArea, textField } from '../http/forms.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { tryForm } from '../rest/form-errors.ts'
import { removeFromForm } from '../rest/form-writing.ts'
import {
  addGridForm,
  findGridRow,
  findGridRowById,
  type FormState,
  type GridFormOptions,
  readFields,
  type Saved,
  toId,
} from './editing.ts'
import { type FeatureRow, featureResource } from './features.ts'
import { baseField, storedNow } from './form-pages.ts'
import { gridPath } from './list-pages.ts'
import type { GridRow } from './resource.ts'
import { saveRecord } from './saving.ts'

const labels = { title: 'Title', description: 'Description' }

interface Place {
  grid: GridRow
  feature: FeatureRow
}

/** Adding, editing and deleting the rows of a grid. */
export async function featureFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, resource } = options
  const isAllowed =
    (action: 'add' | 'edit' | 'delete') =>
    (actor: Parameters<typeof may>[0], { grid }: { grid: GridRow }) =>
      may(actor, action, { kind: 'feature', isLocked: grid.is_locked })
  const toParent = ({ id }: GridRow) => ({ resource, id })

  async function findFeature(text: string | undefined): Promise<Place | undefined> {
    const {
      rows: [feature],
    } = await sql<FeatureRow>`select ${featureResource.source.columns} from feature where id = ${toId(text)}`.execute(db)
    const grid = feature && (await findGridRowById(db, feature.grid_id))
    return grid && { grid, feature }
  }

  async function save(grid: GridRow, feature: FeatureRow | undefined, { viewer, form }: FormRequest): Promise<Saved | FormState> {
    const { base, ...values } = readFields(form, ['title', 'description', 'base'])
    const parent = toParent(grid)
    const saved = await saveRecord(db, { actor: viewer.actor, resource: featureResource, values, id: feature?.id, base, parent })
    if (!saved.errors) return { next: toFeature(grid, saved.id), notice: feature ? 'saved' : 'feature-added' }
    const now = saved.isChanged ? await findFeature(String(feature?.id)) : undefined
    return {
      errors: saved.errors,
      values: { ...values, base: now?.feature.modified_at ?? base },
      stored: now && toTexts(now.feature),
    }
  }

  addGridForm<{ grid: GridRow }>(app, options, '/grids/feature/add/:slug/', {
    async find({ parameters: { slug } }) {
      const grid = await findGridRow(db, slug)
      return grid && { grid }
    },
    isAllowed: isAllowed('add'),
    title: 'Add a feature',
    lede: () => html`<p class="soft">A row of the grid: one thing that its packages can or cannot do.</p>`,
    labels,
    fields: fieldsOf,
    action: 'Add the feature',
    cancel: ({ grid }) => gridPath(grid.slug),
    save: ({ grid }, request) => save(grid, undefined, request),
  })

  addGridForm<Place>(app, options, '/grids/feature/:id/', {
    find: ({ parameters: { id } }) => findFeature(id),
    isAllowed: isAllowed('edit'),
    toValues: ({ feature }) => ({ ...toTexts(feature), base: feature.modified_at }),
    title: 'Edit a feature',
    labels,
    fields: fieldsOf,
    action: 'Save',
    cancel: ({ grid, feature }) => toFeature(grid, feature.id),
    aside: (place, { actor }) =>
      isAllowed('delete')(actor, place) &&
      html`<p class="section"><a class="button danger" href="/grids/feature/${place.feature.id}/delete/">Delete this feature</a></p>`,
    save: ({ grid, feature }, request) => save(grid, feature, request),
  })

  addGridForm<Place>(app, options, '/grids/feature/:id/delete/', {
    find: ({ parameters: { id } }) => findFeature(id),
    isAllowed: isAllowed('delete'),
    title: 'Delete a feature',
    labels,
    fields: (_state, { feature }) =>
      html`<p>The row <strong dir="auto">${feature.title}</strong> and all its cells leave the grid. The history of the grid keeps them, so that they can be brought back.</p>`,
    action: 'Delete the feature',
    isDanger: true,
    cancel: ({ grid, feature }) => toFeature(grid, feature.id),
    async save({ grid, feature }, { viewer: { actor } }) {
      const place = { actor, parentId: grid.id, parent: resource }
      const { errors } = await tryForm(() => removeFromForm(db, featureResource, feature.id, place))
      return errors ? { values: {}, errors } : { next: gridPath(grid.slug), notice: 'feature-deleted' }
    },
  })
}

/** The row in the grid, even if nothing is known in it. */
function toFeature(grid: GridRow, id: number): string {
  return `${gridPath(grid.slug)}?unknown=all#feature-${id}`
}

const toTexts = ({ title, description }: FeatureRow) => ({ title, description })

function fieldsOf(state: FormState): HtmlValue {
  const { values, errors } = state
  return html`${storedNow(state, labels)}${baseField(values['base'] ?? '')}
${textField({ name: 'title', label: labels.title, value: values['title'], errors: errors['title'], isRequired: true, maxLength: 100 })}
${textArea({ name: 'description', label: labels.description, value: values['description'] ?? '', errors: errors['description'], hint: 'What counts as a yes, so that all who fill in cells mean the same.' })}`
}
