import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { addForm, type FormAnswer, toLogin } from '../http/form-routes.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, type PageOptions } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { isRole } from './actor.ts'
import { accountsPage, adminPath } from './admin-page.ts'
import { changeAccount, countAccounts, listAccountLog, listManagedAccounts } from './admin-store.ts'
import { hasRole } from './permissions.ts'

const perPage = 50
const onlyAdmins = { refusal: 403, reason: 'Only administrators manage accounts.' } as const
const notices: Readonly<Record<string, string>> = {
  role: 'The role is changed.',
  blocked: 'The account is shut out.',
  unblocked: 'The account is let in again.',
}

/** Other people's accounts: their roles, and shutting them out. */
export async function accountAdminRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  const isAdmin = ({ actor }: Viewer) => hasRole(actor, 'admin')

  addPage(app, options, adminPath, async ({ viewer, path, query }) => {
    if (!viewer) return toLogin(path)
    if (!isAdmin(viewer)) return onlyAdmins
    const list = new ListParameters(adminPath, query)
    const q = list.text('q', 50)
    const total = await countAccounts(db, q)
    const { page, pages, offset } = list.paginate(total, perPage)
    const [accounts, log] = await Promise.all([listManagedAccounts(db, { q, limit: perPage, offset }), listAccountLog(db, 20)])
    const href = (number: number) => list.href({ page: number === 1 ? undefined : String(number) })
    const notice = notices[query.get('done') ?? '']
    return { body: accountsPage({ site, viewer, path, accounts, log, q, total, pages: { page, pages, href }, notice }), tags: [] }
  })

  addForm(app, options, `${adminPath}:id/role/`, async ({ viewer, parameters: { id }, form }) => {
    const role = form.get('role') ?? ''
    if (isAdmin(viewer) && !isRole(role)) return { refusal: 404, reason: 'There is no such role.' }
    return isRole(role) ? change(viewer, id, { role }, 'role') : onlyAdmins
  })
  addForm(app, options, `${adminPath}:id/block/`, ({ viewer, parameters: { id } }) =>
    change(viewer, id, { isBlocked: true }, 'blocked'),
  )
  addForm(app, options, `${adminPath}:id/unblock/`, ({ viewer, parameters: { id } }) =>
    change(viewer, id, { isBlocked: false }, 'unblocked'),
  )

  async function change(
    viewer: Viewer,
    key: string | undefined,
    wanted: Parameters<typeof changeAccount>[1]['wanted'],
    notice: string,
  ): Promise<FormAnswer> {
    if (!isAdmin(viewer)) return onlyAdmins
    const id = /^\d{1,15}$/.test(key ?? '') ? Number(key) : 0
    // Nobody locks the last door behind oneself.
    if (id === viewer.actor.accountId) return { refusal: 409, reason: 'Another administrator must change your account.' }
    const outcome = await changeAccount(db, { id, byId: viewer.actor.accountId, wanted })
    if (outcome === 'refused') return onlyAdmins
    return outcome === 'missing' ? undefined : { redirect: `${adminPath}?done=${notice}` }
  }
}
