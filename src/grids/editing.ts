import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { Actor } from '../http/actor.ts'
import { addForm, type FormRequest, toLogin } from '../http/form-routes.ts'
import type { Html } from '../http/html.ts'
import { addPage, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { gridColumns, type GridRow } from './resource.ts'
import type { Problems } from './saving.ts'

export interface GridFormOptions extends PageOptions {
  db: Database
  /** Waits until every process knows what was committed. */
  settled: () => Promise<void>
}

/** What a form shows: what is stored, or what was typed and what is wrong with it. */
export interface FormState {
  values: Readonly<Record<string, string>>
  problems: Problems
  /** Somebody else changed the record meanwhile. */
  changed?: boolean
}

interface SignedIn extends PageRequest {
  viewer: Viewer
}

interface Editing<Subject> {
  /** Undefined: there is no such thing. */
  find(request: PageRequest): Promise<Subject | undefined>
  isAllowed(actor: Actor, subject: Subject): boolean
  /** Why those who are not allowed are not. */
  reason(subject: Subject): string
  toValues(subject: Subject, request: SignedIn): Readonly<Record<string, string>>
  page(subject: Subject, request: SignedIn, state: FormState): Html | Promise<Html>
  /** The path to go on to, or the form again. */
  save(subject: Subject, request: FormRequest): Promise<string | FormState>
}

/** Serves a form at `path`, and takes it back; both only for those who may. */
export function addEditing<Subject>(
  app: FastifyInstance,
  options: GridFormOptions,
  path: string,
  editing: Editing<Subject>,
): void {
  addPage(app, options, path, async (request) => {
    const { viewer } = request
    if (!viewer) return toLogin(request.path)
    const subject = await editing.find(request)
    if (!subject) return undefined
    if (!editing.isAllowed(viewer.actor, subject)) return { refusal: 403, reason: editing.reason(subject) }
    const signedIn = { ...request, viewer }
    return {
      body: await editing.page(subject, signedIn, { values: editing.toValues(subject, signedIn), problems: {} }),
      tags: [],
    }
  })
  addForm(
    app,
    options,
    path,
    async (request) => {
      const subject = await editing.find(request)
      if (!subject) return undefined
      if (!editing.isAllowed(request.viewer.actor, subject)) return { refusal: 403, reason: editing.reason(subject) }
      const result = await editing.save(subject, request)
      if (typeof result !== 'string')
        return { body: await editing.page(subject, request, result), status: result.changed ? 409 : 400 }
      await options.settled()
      return { redirect: result, status: 303 }
    },
    { hasPage: true },
  )
}

/** The fields `names` of a form, with line breaks as they are kept. */
export function readFields(form: URLSearchParams, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, (form.get(name) ?? '').replaceAll('\r\n', '\n')]))
}

export async function findGridRow(db: Database, slug = ''): Promise<GridRow | undefined> {
  if (!/^[\w-]{1,50}$/.test(slug)) return undefined
  const { rows } = await sql<GridRow>`select ${gridColumns} from grid where slug = ${slug}`.execute(db)
  return rows[0]
}

export const lockedReason = ({ is_locked }: Pick<GridRow, 'is_locked'>): string =>
  is_locked
    ? 'This grid is locked: only moderators change it.'
    : 'Your account may not edit grids. Ask a moderator if you think that it should.'

/** 0, which no row has, for what is no id. */
export const toId = (text = ''): number => (/^\d{1,15}$/.test(text) ? Number(text) : 0)
