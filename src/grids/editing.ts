import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { addForm, type FormRequest, toLogin } from '../http/form-routes.ts'
import type { Html, HtmlValue } from '../http/html.ts'
import { addPage, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import type { FormErrors } from '../rest/form-errors.ts'
import type { Resource } from '../rest/resource.ts'
import { formPage } from './form-pages.ts'
import { type GridNotice, toldOf } from './notices.ts'
import { gridColumns, type GridRow } from './resource.ts'

export interface GridFormOptions extends PageOptions {
  db: Database
  /** Of grids. */
  resource: Resource
}

export type Typed = Readonly<Record<string, string>>

/** What a form shows: what is stored, or what was typed and what is wrong with it. */
export interface FormState {
  values: Typed
  errors: FormErrors
  /** Somebody else changed the record meanwhile: what is stored now, by the names of its fields. */
  stored?: Typed | undefined
}

/** Where to go on, and what to say there. */
export interface Saved {
  next: string
  notice: GridNotice
}

interface SignedIn extends PageRequest {
  viewer: Viewer
}

/** What a form is about: a grid, undefined if it is not there yet, and maybe more. */
export interface InGrid {
  grid: GridRow | undefined
}

interface Editing<Subject extends InGrid> {
  /** Undefined: there is no such thing. */
  find(request: PageRequest): Promise<Subject | undefined>
  isAllowed(actor: Actor, subject: Subject): boolean
  page(subject: Subject, request: SignedIn, state: FormState): Html | Promise<Html>
  /** Where to go on, the form again, or undefined for nothing said: it is only left. */
  save(subject: Subject, request: FormRequest): Promise<Saved | string | FormState>
  toValues?(subject: Subject, request: SignedIn): Typed
}

/** Serves a page with a form at `path`, and takes it back; both only for those who may. */
export function addEditing<Subject extends InGrid>(
  app: FastifyInstance,
  options: GridFormOptions,
  path: string,
  editing: Editing<Subject>,
): void {
  const refuse = ({ grid }: Subject) => ({ refusal: 403, reason: lockedReason(grid) }) as const
  addPage(app, options, path, async (request) => {
    const { viewer } = request
    if (!viewer) return toLogin(request.path)
    const subject = await editing.find(request)
    if (!subject) return undefined
    if (!editing.isAllowed(viewer.actor, subject)) return refuse(subject)
    const signedIn = { ...request, viewer }
    const values = editing.toValues?.(subject, signedIn) ?? {}
    return { body: await editing.page(subject, signedIn, { values, errors: {} }), tags: [] }
  })
  addForm(
    app,
    options,
    path,
    async (request) => {
      const subject = await editing.find(request)
      if (!subject) return undefined
      if (!editing.isAllowed(request.viewer.actor, subject)) return refuse(subject)
      const result = await editing.save(subject, request)
      if (typeof result === 'string') return { redirect: result, status: 303 }
      if ('values' in result) return { body: await editing.page(subject, request, result), status: result.stored ? 409 : 400 }
      return { redirect: toldOf(result.next, result.notice), status: 303 }
    },
    { hasPage: true },
  )
}

interface GridForm<Subject extends InGrid> extends Omit<Editing<Subject>, 'page'> {
  title: string | ((subject: Subject) => string)
  lede?(subject: Subject): HtmlValue
  /** Names of the fields, for the list of what is wrong. */
  labels: Typed
  fields(state: FormState, subject: Subject, viewer: Viewer): HtmlValue
  /** What the button says. */
  action: string
  isDanger?: boolean
  /** Where one goes who does not want to. */
  cancel(subject: Subject, state: FormState): string
  /** Below the form. */
  aside?(subject: Subject, viewer: Viewer): HtmlValue
}

/** A form whose page is nothing but the form. */
export function addGridForm<Subject extends InGrid>(
  app: FastifyInstance,
  options: GridFormOptions,
  path: string,
  form: GridForm<Subject>,
): void {
  const { site } = options
  const { title, labels, action, isDanger = false } = form
  addEditing<Subject>(app, options, path, {
    ...form,
    page: (subject, { viewer, path: address }, state) =>
      formPage({
        site,
        viewer,
        path: address,
        state,
        labels,
        grid: subject.grid,
        title: typeof title === 'string' ? title : title(subject),
        lede: form.lede?.(subject),
        fields: form.fields(state, subject, viewer),
        action,
        isDanger,
        cancel: form.cancel(subject, state),
        aside: form.aside?.(subject, viewer),
      }),
  })
}

/** The fields `names` of a form, with line breaks as they are kept. */
export function readFields<Name extends string>(form: URLSearchParams, names: readonly Name[]): Record<Name, string> {
  const pairs = names.map((name) => [name, (form.get(name) ?? '').replaceAll('\r\n', '\n')])
  // oxlint-disable-next-line typescript/no-unsafe-return -- every name has its pair
  return Object.fromEntries(pairs)
}

export async function findGridRow(db: Database, slug = ''): Promise<GridRow | undefined> {
  if (!/^[\w-]{1,50}$/.test(slug)) return undefined
  const { rows } = await sql<GridRow>`select ${gridColumns} from grid where slug = ${slug}`.execute(db)
  return rows[0]
}

export async function findGridRowById(db: Database, id: number): Promise<GridRow | undefined> {
  const { rows } = await sql<GridRow>`select ${gridColumns} from grid where id = ${id}`.execute(db)
  return rows[0]
}

/** Why those who may not are not allowed. */
const lockedReason = (grid: Pick<GridRow, 'is_locked'> | undefined): string =>
  grid?.is_locked
    ? 'This grid is locked: only moderators change it.'
    : 'Your account may not edit grids. Ask a moderator if you think that it should.'

/** 0, which no row has, for what is no id. */
export const toId = (text = ''): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0)
