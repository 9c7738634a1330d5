import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { FormRequest } from '../http/form-routes.ts'
import { textArea, textField } from '../http/forms.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { changeAs } from '../rest/changing.ts'
import { addEditing, findGridRow, type FormState, type GridFormOptions, lockedReason, readFields, toId } from './editing.ts'
import { type FeatureRow, featureResource, featureWriting } from './features.ts'
import { baseField, formPage, stored } from './form-pages.ts'
import { gridPath } from './list-pages.ts'
import { type GridRow, gridColumns } from './resource.ts'
import { saveForm } from './saving.ts'

const labels = { title: 'Title', description: 'Description' }

interface Place {
  grid: GridRow
  feature: FeatureRow
}

/** Adding, editing and deleting the rows of a grid. */
export async function featureFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, site } = options

  async function findFeature(text: string | undefined): Promise<Place | undefined> {
    const {
      rows: [feature],
    } = await sql<FeatureRow>`select ${featureResource.source.columns} from feature where id = ${toId(text)}`.execute(db)
    if (!feature) return undefined
    const {
      rows: [grid],
    } = await sql<GridRow>`select ${gridColumns} from grid where id = ${feature.grid_id}`.execute(db)
    return grid && { grid, feature }
  }

  async function save(
    grid: GridRow,
    current: FeatureRow | undefined,
    { viewer, form }: FormRequest,
  ): Promise<string | FormState> {
    const typed = readFields(form, ['title', 'description', 'base'])
    const result = await saveForm(db, {
      actor: viewer.actor,
      table: 'feature',
      writing: featureWriting,
      values: typed,
      current,
      base: typed['base'] ?? '',
      parentId: grid.id,
    })
    if ('id' in result) return toFeature(grid, result.id)
    const now = result.changed && current ? await findFeature(String(current.id)) : undefined
    return { ...result, values: { ...typed, ...(now && { base: now.feature.modified_at }) } }
  }

  addEditing<GridRow>(app, options, '/grids/feature/add/:slug/', {
    find: ({ parameters: { slug } }) => findGridRow(db, slug),
    isAllowed: (actor, { is_locked }) => may(actor, 'add', { kind: 'feature', isLocked: is_locked }),
    reason: lockedReason,
    toValues: () => ({}),
    page: (grid, { path, viewer }, state) =>
      formPage({
        site,
        viewer,
        path,
        state,
        labels,
        grid,
        title: 'Add a feature',
        lede: html`<p class="soft">A row of the grid: one thing that its packages can or cannot do.</p>`,
        fields: fieldsOf(state),
        action: 'Add the feature',
        cancel: gridPath(grid.slug),
      }),
    save: (grid, request) => save(grid, undefined, request),
  })

  addEditing<Place>(app, options, '/grids/feature/:id/', {
    find: ({ parameters: { id } }) => findFeature(id),
    isAllowed: (actor, { grid }) => may(actor, 'edit', { kind: 'feature', isLocked: grid.is_locked }),
    reason: ({ grid }) => lockedReason(grid),
    toValues: ({ feature: { title, description, modified_at } }) => ({ title, description, base: modified_at }),
    async page({ grid, feature }, { path, viewer }, state) {
      const now = state.changed ? (await findFeature(String(feature.id)))?.feature : undefined
      return formPage({
        site,
        viewer,
        path,
        state,
        labels,
        grid,
        title: 'Edit a feature',
        fields: html`${
          now &&
          stored([
            ['Title', now.title],
            ['Description', now.description],
          ])
        }${fieldsOf(state)}`,
        action: 'Save',
        cancel: toFeature(grid, feature.id),
        aside:
          may(viewer.actor, 'delete', { kind: 'feature', isLocked: grid.is_locked }) &&
          html`<p class="section"><a class="button danger" href="/grids/feature/${feature.id}/delete/">Delete this feature</a></p>`,
      })
    },
    save: ({ grid, feature }, request) => save(grid, feature, request),
  })

  addEditing<Place>(app, options, '/grids/feature/:id/delete/', {
    find: ({ parameters: { id } }) => findFeature(id),
    isAllowed: (actor, { grid }) => may(actor, 'delete', { kind: 'feature', isLocked: grid.is_locked }),
    reason: ({ grid }) => lockedReason(grid),
    toValues: () => ({}),
    page: ({ grid, feature }, { path, viewer }, state) =>
      formPage({
        site,
        viewer,
        path,
        state,
        labels,
        grid,
        title: 'Delete a feature',
        fields: html`<p>The row <strong dir="auto">${feature.title}</strong> and all its cells leave the grid. The history of the grid keeps them, so that they can be brought back.</p>`,
        action: 'Delete the feature',
        isDanger: true,
        cancel: toFeature(grid, feature.id),
      }),
    async save({ grid, feature }, { viewer: { actor } }) {
      await changeAs(db, actor, featureWriting, async (tx) => {
        await featureWriting.lock?.(tx, feature.id, {})
        await featureWriting.remove?.(tx, feature.id, { actor, parentId: grid.id })
      })
      return gridPath(grid.slug)
    },
  })
}

/** The row in the grid, even if nothing is known in it. */
function toFeature(grid: GridRow, id: number): string {
  return `${gridPath(grid.slug)}?unknown=all#feature-${id}`
}

function fieldsOf({ values, problems }: FormState): HtmlValue {
  return html`${baseField(values['base'] ?? '')}
${textField({ name: 'title', label: labels.title, value: values['title'], errors: problems['title'], isRequired: true, maxLength: 100 })}
${textArea({ name: 'description', label: labels.description, value: values['description'] ?? '', errors: problems['description'], hint: 'What counts as a yes, so that all who fill in cells mean the same.' })}`
}
