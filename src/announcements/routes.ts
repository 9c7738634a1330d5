import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import type { Database } from '../db/connect.ts'
import { type FeedFormat, feedTypes, renderFeed } from '../feeds/feed.ts'
import { addForm, toLogin } from '../http/form-routes.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { addPage, type Page, type PageOptions, type PageRequest } from '../http/page-routes.ts'
import type { Viewer } from '../http/site.ts'
import { parseAnnouncement, readAnnouncement, toTyped } from './form.ts'
import { adminPath, announcementFormPage, announcementListPage, announcementPage, changelogPage } from './pages.ts'
import {
  countAnnouncements,
  createAnnouncement,
  findAnnouncement,
  findNextStart,
  listAnnouncements,
  removeAnnouncement,
  updateAnnouncement,
} from './store.ts'

const perPage = 20
const perFeed = 10
const onlyModerators = { refusal: 403, reason: 'Only moderators write announcements.' } as const
const notices: Readonly<Record<string, string>> = {
  saved: 'The announcement is saved. Every page knows of it.',
  deleted: 'The announcement is deleted.',
}

/** What all should know: the list for readers, its feeds, and the pages on which moderators write it. */
export async function announcementRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options
  const mayWrite = (viewer: Viewer | undefined) => may(viewer?.actor, 'edit', { kind: 'announcement' })
  const blank = { title: '', text: '', level: 'notice', starts_at: '', ends_at: '', is_banner: '1' }

  /** What lists announcements holds until one changes or the next begins. */
  async function keep(now: Date): Promise<Pick<Page, 'tags' | 'maxAgeMs'>> {
    const next = await findNextStart(db, now)
    return { tags: ['announcements', 'accounts'], ...(next && { maxAgeMs: next.getTime() - now.getTime() }) }
  }

  addPage(app, options, '/changelog/', async ({ path, query, viewer, now }) => {
    const list = new ListParameters('/changelog/', query)
    const { page, pages, offset } = list.paginate(await countAnnouncements(db, now), perPage)
    const announcements = await listAnnouncements(db, { until: now, limit: perPage, offset })
    const href = (number: number) => list.href({ page: number === 1 ? undefined : String(number) })
    const content = { announcements, pages: { page, pages, href }, mayWrite: mayWrite(viewer) }
    return { body: changelogPage({ site, viewer, path }, content), ...(await keep(now)) }
  })

  addPage(app, options, '/changelog/:slug/', async ({ parameters: { slug = '' }, path, viewer, now }) => {
    if (!/^[a-z0-9-]{1,120}$/.test(slug)) return undefined
    const announcement = await findAnnouncement(db, { slug })
    // What is only planned is nobody's business yet.
    if (!announcement || new Date(announcement.startsAt) > now) return undefined
    return { body: announcementPage({ site, viewer, path }, announcement), tags: ['announcements', 'accounts'] }
  })

  for (const [path, format] of [
    ['/changelog/feeds/', 'rss'],
    ['/changelog/feeds/rss/', 'rss'],
    ['/changelog/feeds/atom/', 'atom'],
  ] as const satisfies [string, FeedFormat][]) {
    addPage(app, options, path, async ({ now }): Promise<Page> => {
      const announcements = await listAnnouncements(db, { until: now, limit: perFeed })
      const body = renderFeed(site, format, {
        title: `${site.title}: announcements`,
        description: `What is new in ${site.title}`,
        page: '/changelog/',
        path: '/changelog/feeds/',
        entries: announcements.map(({ slug, title, text, startsAt }) => ({
          path: `/changelog/${slug}/`,
          title,
          text,
          timestamp: startsAt,
        })),
      })
      return { body, type: feedTypes[format], ...(await keep(now)) }
    })
  }

  addPage(app, options, adminPath, async ({ viewer, query, now }) => {
    if (!viewer) return toLogin(adminPath)
    if (!mayWrite(viewer)) return onlyModerators
    const announcements = await listAnnouncements(db, { limit: 200 })
    return { body: announcementListPage({ site, viewer }, announcements, now, notices[query.get('done') ?? '']), tags: [] }
  })

  const find = ({ parameters: { id = '' } }: PageRequest) => findAnnouncement(db, { id: /^\d{1,15}$/.test(id) ? Number(id) : 0 })

  for (const [path, isNew] of [
    [`${adminPath}add/`, true],
    [`${adminPath}:id/`, false],
  ] as const) {
    addPage(app, options, path, async (request) => {
      const { viewer } = request
      if (!viewer) return toLogin(request.path)
      if (!mayWrite(viewer)) return onlyModerators
      const announcement = isNew ? undefined : await find(request)
      if (!isNew && !announcement) return undefined
      const typed = announcement ? toTyped(announcement) : blank
      return { body: announcementFormPage({ site, viewer }, { announcement, typed }), tags: [] }
    })
    addForm(
      app,
      options,
      path,
      async (request) => {
        const { viewer, form, now } = request
        if (!mayWrite(viewer)) return onlyModerators
        const announcement = isNew ? undefined : await find(request)
        if (!isNew && !announcement) return undefined
        const typed = readAnnouncement(form)
        const parsed = parseAnnouncement(typed, now)
        if ('problems' in parsed) {
          return { body: announcementFormPage({ site, viewer }, { announcement, typed, problems: parsed.problems }) }
        }
        const { accountId } = viewer.actor
        if (announcement) await updateAnnouncement(db, announcement.id, parsed.values, accountId)
        else await createAnnouncement(db, parsed.values, accountId)
        return { redirect: `${adminPath}?done=saved` }
      },
      { hasPage: true },
    )
  }

  addForm(app, options, `${adminPath}:id/delete/`, async (request) => {
    if (!mayWrite(request.viewer)) return onlyModerators
    const announcement = await find(request)
    if (!announcement) return undefined
    await removeAnnouncement(db, announcement.id)
    return { redirect: `${adminPath}?done=deleted` }
  })
}
