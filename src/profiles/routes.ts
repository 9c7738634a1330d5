import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { listSummaries } from '../packages/summaries.ts'
import { profilePage } from './page.ts'
import { countList, findProfile, profileLists, toCondition } from './store.ts'

const perPage = 50

/** The public page of an account. */
export async function profileRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, '/profiles/:name/', async ({ parameters: { name = '' }, path, query, viewer, now }) => {
    const profile = await findProfile(db, name)
    if (!profile) return undefined
    const address = `/profiles/${profile.name}/`
    if (name !== profile.name) return { redirect: address, status: 301 }
    const isOwn = viewer?.actor.accountId === profile.id
    const visible = profileLists.filter((entry) => entry !== 'favourites' || isOwn || profile.sharesFavourites)
    const parameters = new ListParameters(address, query)
    const list = parameters.choice('show', visible, 'contributed')
    const counts = await Promise.all(visible.map(async (entry) => ({ list: entry, count: await countList(db, entry, profile) })))
    const total = counts.find((entry) => entry.list === list)?.count ?? 0
    const { page, pages, offset } = parameters.paginate(total, perPage)
    const packages = await listSummaries(db, now, {
      conditions: [toCondition(list, profile)],
      order: '-repo_watchers',
      limit: perPage,
      offset,
    })
    const href = (number: number) => parameters.href({ page: number === 1 ? undefined : String(number) })
    const body = profilePage({
      site,
      viewer,
      path,
      profile,
      isOwn,
      list,
      counts,
      packages,
      pages: { page, pages, href },
      problems: parameters.problems,
      href: (entry) => parameters.href({ show: entry === 'contributed' ? undefined : entry }),
    })
    return { body, tags: ['packages', 'categories', 'accounts'], maxAgeMs: hourMs }
  })
}
