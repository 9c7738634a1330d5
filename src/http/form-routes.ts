import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { sendErrorPage } from './errors.ts'
import type { Html } from './html.ts'
import { pageHeaders } from './layout.ts'
import { type PageOptions, type PageRequest, type Redirect, type Refusal, sendOther, toPageRequest } from './page-routes.ts'
import { requireSameOrigin } from './same-origin.ts'
import type { Viewer } from './site.ts'

/** A form that somebody who is logged in has sent from one of our pages. */
export interface FormRequest extends PageRequest {
  viewer: Viewer
  form: URLSearchParams
}

/** Where to go on, the form again with what is wrong, a refusal, or nothing at all: 404. */
export type FormAnswer = Redirect | { body: Html; status?: 200 | 400 | 409 } | Refusal | undefined

/** Longer than any form of ours with every field full. */
const maxFormBytes = 65_536

/** Lets the routes of `app` read HTML forms. */
export function acceptForms(app: FastifyInstance): void {
  if (app.hasContentTypeParser('application/x-www-form-urlencoded')) return
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(String(body)))
  })
}

/**
 * Serves POST of `path` by `respond` to those who are logged in; others are asked to log in first, and come back to `next` in the form or
 * to `path`. A path that has no page of its own answers GET with 405, so that no link changes anything.
 */
export function addForm(
  app: FastifyInstance,
  options: PageOptions,
  path: string,
  respond: (request: FormRequest) => Promise<FormAnswer>,
  { hasPage = false } = {},
): void {
  acceptForms(app)
  app.route({
    method: 'POST',
    url: path,
    schema: { hide: true },
    bodyLimit: maxFormBytes,
    handler: (request, reply) => answer(request, reply, options, respond, hasPage),
  })
  if (hasPage) return
  app.route({
    method: 'GET',
    url: path,
    schema: { hide: true },
    handler: (_request, reply) => sendErrorPage(reply.header('Allow', 'POST'), options.site, 405),
  })
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  options: PageOptions,
  respond: (request: FormRequest) => Promise<FormAnswer>,
  hasPage: boolean,
): Promise<FastifyReply> {
  const { site } = options
  const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams()
  const viewer = await options.findViewer(request.raw)
  reply.header('Cache-Control', 'no-store')
  if (!viewer) {
    const back = toSitePath(form.get('next')) ?? (hasPage ? request.url : '/')
    return reply.redirect(`/login/?next=${encodeURIComponent(back)}`, 303)
  }
  requireSameOrigin(request.raw, site.origin(), { given: form.get('csrf') ?? undefined, expected: viewer.csrfToken })
  const result = await respond({ ...toPageRequest(request, viewer, options.now()), viewer, form })
  if (!result || 'refusal' in result) return sendOther(reply, site, result, viewer)
  if ('redirect' in result) {
    // The page where it goes on shows what was changed.
    await options.settled()
    return reply.redirect(result.redirect, result.status ?? 303)
  }
  return reply
    .code(result.status ?? 400)
    .headers(pageHeaders)
    .type('text/html; charset=utf-8')
    .send(String(result.body))
}

/** `next` if it is a path of this site: no form of ours may lead elsewhere. */
export function toSitePath(next: string | null | undefined): string | undefined {
  const base = 'http://site.invalid'
  const isPath = typeof next === 'string' && next.length <= 2_000 && /^\/(?![/\\])[\x21-\x7e]*$/.test(next)
  return isPath && URL.parse(next, base)?.origin === base ? next : undefined
}

/** Where whoever is not logged in is led. */
export function toLogin(path: string): Redirect {
  return { redirect: `/login/?next=${encodeURIComponent(path)}`, status: 303 }
}
