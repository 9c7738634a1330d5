import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import type { Actor } from '../http/actor.ts'
import type { FormRequest } from '../http/form-routes.ts'
import { checkField, textArea, textField } from '../http/forms.ts'
import { html, type HtmlValue } from '../http/html.ts'
import { findPackage } from './candidates.ts'
import {
  addGridForm,
  findGridRow,
  findGridRowById,
  type FormState,
  type GridFormOptions,
  readFields,
  type Saved,
  type Typed,
} from './editing.ts'
import { baseField, storedNow } from './form-pages.ts'
import { gridPath } from './list-pages.ts'
import type { GridRow } from './resource.ts'
import { saveRecord } from './saving.ts'

const labels = { title: 'Title', slug: 'Address', description: 'Description', is_locked: 'Locked', header: 'Of note' }
const mayLock = (actor: Actor) => may(actor, 'lock', { kind: 'grid' })

interface NewGrid {
  grid: undefined
  /** To be its first package. */
  first: { id: number; title: string } | undefined
}

/** Adding a grid, and editing its title, address and description. */
export async function gridFormRoutes(app: FastifyInstance, options: GridFormOptions): Promise<void> {
  const { db, resource } = options

  async function save(grid: GridRow | undefined, { viewer, form }: FormRequest, more: Typed = {}): Promise<Saved | FormState> {
    const { base, ...typed } = readFields(form, ['title', 'slug', 'description', 'base'])
    const slug = typed.slug.trim().toLowerCase() || toSlug(typed.title)
    const flags = readFlags(form)
    const values = { ...typed, ...more, slug, ...(mayLock(viewer.actor) && flags) }
    const saved = await saveRecord(db, { actor: viewer.actor, resource, values, id: grid?.id, base })
    if (!saved.errors) return { next: gridPath(slug), notice: grid ? 'saved' : 'grid-added' }
    const now = saved.isChanged ? await findGridRowById(db, grid?.id ?? 0) : undefined
    return {
      errors: saved.errors,
      values: { ...typed, slug, ...flags, base: now?.modified_at ?? base },
      stored: now && toTexts(now),
    }
  }

  addGridForm<NewGrid>(app, options, '/grids/add/', {
    async find({ query }) {
      const named = query.get('package') ?? ''
      return { grid: undefined, first: await findPackage(db, named) }
    },
    isAllowed: (actor) => may(actor, 'add', { kind: 'grid' }),
    title: 'Add a grid',
    lede: ({ first }) =>
      html`<p class="soft">A grid shows packages for one purpose side by side. ${
        first ? html`<strong>${first.title}</strong> will be its first package; more, and features,` : 'Packages and features'
      } are added once it is there.</p>`,
    labels,
    fields: (state, _subject, { actor }) => fieldsOf(state, actor),
    action: 'Add the grid',
    cancel: () => '/grids/',
    save: ({ first }, request) => save(undefined, request, first && { packages: String(first.id) }),
  })

  addGridForm<{ grid: GridRow }>(app, options, '/grids/:slug/edit/', {
    async find({ parameters: { slug } }) {
      const grid = await findGridRow(db, slug)
      return grid && { grid }
    },
    isAllowed: (actor, { grid }) => may(actor, 'edit', { kind: 'grid', isLocked: grid.is_locked }),
    toValues: ({ grid }) => ({
      ...toTexts(grid),
      base: grid.modified_at,
      is_locked: String(grid.is_locked),
      header: String(grid.header),
    }),
    title: 'Edit the grid',
    labels,
    fields: (state, _subject, { actor }) => fieldsOf(state, actor),
    action: 'Save',
    cancel: ({ grid }) => gridPath(grid.slug),
    save: ({ grid }, request) => save(grid, request),
  })
}

const toTexts = ({ title, slug, description }: GridRow) => ({ title, slug, description })

function fieldsOf(state: FormState, actor: Actor): HtmlValue {
  const { values, errors } = state
  return html`${storedNow(state, labels)}${baseField(values['base'] ?? '')}
${textField({ name: 'title', label: labels.title, value: values['title'], errors: errors['title'], isRequired: true, maxLength: 100 })}
${textField({ name: 'slug', label: labels.slug, value: values['slug'], errors: errors['slug'], maxLength: 50, hint: 'The last part of the address: letters, digits, hyphens. Left empty, it is made from the title.' })}
${textArea({ name: 'description', label: labels.description, value: values['description'] ?? '', errors: errors['description'], hint: 'What the packages have in common, and who needs them.' })}
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
