import type { FastifyInstance } from 'fastify'
import { type RawBuilder, sql } from 'kysely'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { countRows, selectRows } from '../db/selection.ts'
import { addForm, toSitePath } from '../http/form-routes.ts'
import { html } from '../http/html.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, type PageAnswer, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import { toIsoDatetime } from '../rest/datetimes.ts'
import { tryForm } from '../rest/form-errors.ts'
import { revisionsPage, type RevisionsPage } from './pages.ts'
import { createRevisionResources, type RevisionRow } from './resource.ts'
import { findRevision } from './revert.ts'
import { findTombstone } from './tombstones.ts'
import { mayUndo, undoAs } from './undo.ts'

const perPage = 25

const notices: Readonly<Record<string, string>> = { undone: 'The edit is taken back, which is an edit too.' }

/** The history of all and of one package, and taking edits back. */
export async function revisionPageRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  const [all, ofPackage] = createRevisionResources()
  const source = {
    table: 'revision',
    columns: sql`${all.source.columns}, case subject
      when 'package' then (select slug from package where id = subject_id)
      when 'grid' then (select slug from grid where id = subject_id)
      else (select slug from category where id = subject_id) end as slug`,
  }

  async function list(
    request: PageRequest,
    parameters: ListParameters,
    conditions: readonly RawBuilder<boolean>[],
    words: Pick<RevisionsPage, 'title' | 'heading' | 'breadcrumbs' | 'filter'>,
    tags: readonly string[],
  ): Promise<PageAnswer> {
    const { viewer, path, query, now } = request
    const selection = { conditions, order: sql`revision.id desc`, limit: perPage, offset: 0n }
    const total = await countRows(db, source, selection)
    const { page, pages, offset } = parameters.paginate(total, perPage)
    const revisions = await selectRows<RevisionRow>(db, source, { ...selection, offset: BigInt(offset) })
    const href = (number: number) => parameters.href({ page: number === 1 ? undefined : String(number) })
    const body = revisionsPage({
      site,
      viewer,
      path: path.replace(/[?&]done=\w*/, ''),
      canonical: href(page),
      revisions,
      total,
      pages: { page, pages, href },
      problems: parameters.problems,
      notice: viewer && notices[query.get('done') ?? ''],
      mayUndo: ({ account_id, at }) =>
        mayUndo(viewer?.actor, { account_id, age_ms: now.getTime() - Date.parse(toIsoDatetime(at)) }),
      ...words,
    })
    return { body, tags: [...tags, 'revisions'] }
  }

  addPage(app, options, '/revisions/', (request) => {
    const parameters = new ListParameters('/revisions/', request.query)
    const account = parameters.text('account', 50)
    const conditions = account === '' ? [] : [sql<boolean>`account_id = (select id from account where login = lower(${account}))`]
    return list(
      request,
      parameters,
      conditions,
      {
        title: account === '' ? 'Revisions' : `Revisions by ${account}`,
        heading: account === '' ? 'Revisions' : html`Revisions by <bdi>${account}</bdi>`,
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Revisions' }],
        filter: html`<form class="input-row section" action="/revisions/" role="search" aria-label="Revisions of an account"><label class="visually-hidden" for="account">Account</label><input id="account" name="account" value="${account}" maxlength="50" placeholder="Account" autocomplete="off"><button>Filter</button></form>`,
      },
      [],
    )
  })

  addPage(app, options, '/packages/:slug/revisions/', async (request) => {
    const pkg = await findPackage(db, request.parameters['slug'] ?? '')
    if (!pkg) return undefined
    const { id, slug, title, isDeleted } = pkg
    const condition = ofPackage.parent?.condition(id)
    return list(
      request,
      new ListParameters(`/packages/${slug}/revisions/`, request.query),
      condition ? [condition] : [],
      {
        title: `Revisions of ${title}`,
        heading: html`Revisions of ${isDeleted ? html`<bdi>${title}</bdi>` : html`<a href="/packages/p/${slug}/">${title}</a>`}`,
        breadcrumbs: [
          { label: 'Home', href: '/' },
          { label: 'Packages', href: '/packages/' },
          { label: title, href: `/packages/p/${slug}/` },
          { label: 'Revisions' },
        ],
      },
      [`package:${id}`],
    )
  })

  addForm(app, options, '/revisions/:id/revert/', async ({ parameters: { id = '' }, viewer, form }) => {
    const revision = /^\d{1,15}$/.test(id) ? await findRevision(db, Number(id)) : undefined
    if (!revision) return undefined
    if (!mayUndo(viewer.actor, revision) && !may(viewer.actor, 'restore', { kind: revision.subject })) {
      return { refusal: 403, reason: 'Only moderators may take this edit back, and for a day whoever made it.' }
    }
    const { errors } = await tryForm(() => undoAs(db, viewer.actor, revision))
    if (errors) return { refusal: 409, reason: Object.values(errors).flat().join(' ') }
    const next = toSitePath(form.get('next')) ?? '/revisions/'
    return { redirect: next.includes('/revisions/') ? `${next}${next.includes('?') ? '&' : '?'}done=undone` : next }
  })
}

/** The package that has this slug, or had it when it was deleted: what was done to it stays to be seen. */
async function findPackage(
  db: Database,
  slug: string,
): Promise<{ id: number; slug: string; title: string; isDeleted: boolean } | undefined> {
  if (!/^[\w-]{1,50}$/.test(slug)) return undefined
  const pkg = await db.selectFrom('package').select(['id', 'slug', 'title']).where('slug', '=', slug).executeTakeFirst()
  if (pkg) return { ...pkg, isDeleted: false }
  const tombstone = await findTombstone(db, 'package', slug)
  return tombstone && { ...tombstone, isDeleted: true }
}
