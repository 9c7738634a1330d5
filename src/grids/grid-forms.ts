import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import type { Actor } from '../http/actor.ts'
import type { FormRequest } from '../http/form-routes.ts'
import { checkField, textArea, textField } from '../http/forms.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { addEditing, findGridRow, type FormState, type GridFormOptions, lockedReason, readFields } from './editing.ts'
import { baseField, formPage, stored } from './form-pages.ts'
import { gridPath } from './list-pages.ts'
import type { GridRow } from './resource.ts'
import { saveForm } from './saving.ts'
import { gridWriting } from './writing.ts'

const labels = { title: 'Title', slug: 'Address', description: 'Description', is_locked: 'Locked', header: 'Of note' }
const mayLock = (actor: Actor) => may(actor, 'lock', { kind: 'grid' })

/** Adding a grid, and editing its title, address and description. */
export async function gridFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, site } = options

  async function save(current: GridRow | undefined, { viewer, form }: FormRequest): Promise<string | FormState> {
    const typed = readFields(form, ['title', 'slug', 'description', 'base'])
    const slug = typed['slug']?.trim().toLowerCase() || toSlug(typed['title'] ?? '')
    const flags = readFlags(form)
    const values = { ...typed, slug, ...(mayLock(viewer.actor) && flags) }
    const result = await saveForm(db, {
      actor: viewer.actor,
      table: 'grid',
      writing: gridWriting,
      values,
      current,
      base: typed['base'] ?? '',
      parentId: 0,
    })
    if ('id' in result) return gridPath(slug)
    const now = result.changed
      ? await db
          .selectFrom('grid')
          .select('modified_at')
          .where('id', '=', current?.id ?? 0)
          .executeTakeFirst()
      : undefined
    return { ...result, values: { ...typed, slug, ...flags, base: now?.modified_at ?? typed['base'] ?? '' } }
  }

  addEditing<{ grid: undefined }>(app, options, '/grids/add/', {
    find: async () => ({ grid: undefined }),
    isAllowed: (actor) => may(actor, 'add', { kind: 'grid' }),
    reason: () => lockedReason({ is_locked: false }),
    toValues: () => ({}),
    page: (_subject, { path, viewer }, state) =>
      formPage({
        site,
        viewer,
        path,
        state,
        labels,
        title: 'Add a grid',
        grid: undefined,
        lede: html`<p class="soft">A grid shows packages for one purpose side by side. Packages and features are added once it is there.</p>`,
        fields: fieldsOf(state, viewer.actor),
        action: 'Add the grid',
        cancel: '/grids/',
      }),
    save: (_subject, request) => save(undefined, request),
  })

  addEditing<GridRow>(app, options, '/grids/:slug/edit/', {
    find: ({ parameters: { slug } }) => findGridRow(db, slug),
    isAllowed: (actor, grid) => may(actor, 'edit', { kind: 'grid', isLocked: grid.is_locked }),
    reason: lockedReason,
    toValues: ({ title, slug, description, is_locked, header, modified_at }) => ({
      title,
      slug,
      description,
      base: modified_at,
      is_locked: String(is_locked),
      header: String(header),
    }),
    async page(grid, { path, viewer }, state) {
      const now = state.changed ? ((await findGridRow(db, grid.slug)) ?? grid) : undefined
      return formPage({
        site,
        viewer,
        path,
        state,
        labels,
        grid,
        title: 'Edit the grid',
        fields: html`${
          now &&
          stored([
            ['Title', now.title],
            ['Address', now.slug],
            ['Description', now.description],
          ])
        }${fieldsOf(state, viewer.actor)}`,
        action: 'Save',
        cancel: gridPath(grid.slug),
      })
    },
    save: (grid, request) => save(grid, request),
  })
}

function fieldsOf({ values, problems }: FormState, actor: Actor): HtmlValue {
  return html`${baseField(values['base'] ?? '')}
${textField({ name: 'title', label: labels.title, value: values['title'], errors: problems['title'], isRequired: true, maxLength: 100 })}
${textField({ name: 'slug', label: labels.slug, value: values['slug'], errors: problems['slug'], maxLength: 50, hint: 'The last part of the address: letters, digits, hyphens. Left empty, it is made from the title.' })}
${textArea({ name: 'description', label: labels.description, value: values['description'] ?? '', errors: problems['description'], hint: 'What the packages have in common, and who needs them.' })}
${
  mayLock(actor) &&
  html`<fieldset><legend>For moderators</legend>${checkField({ name: 'is_locked', label: 'Locked: only moderators change it', isChecked: values['is_locked'] === 'true' })}${checkField({ name: 'header', label: 'Of note: the home page names it', isChecked: values['header'] === 'true' })}</fieldset>`
}`
}

const readFlags = (form: URLSearchParams) => ({
  is_locked: String(form.has('is_locked')),
  header: String(form.has('header')),
})

function toSlug(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replaceAll(/^-+|-+$/g, '')
}
