import { formatDate, dateElement } from '../http/figures.ts'
import { csrfField, errorSummary } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { linkText } from '../http/link-text.ts'
import { type Pages, pager } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { shorten } from '../http/texts.ts'
import { announcementFields, announcementLabels, levels, type Problems, type TypedAnnouncement } from './form.ts'
import type { Announcement } from './store.ts'

export const adminPath = '/moderation/announcements/'

interface Context {
  site: Site
  viewer: Viewer | undefined
  path: string
}

const changelogFeeds = [
  { title: 'Announcements', href: '/changelog/feeds/atom/', type: 'application/atom+xml' },
  { title: 'Announcements', href: '/changelog/feeds/rss/', type: 'application/rss+xml' },
] as const

/** What has been announced, the newest first. */
export function changelogPage(
  { site, viewer, path }: Context,
  { announcements, pages, mayWrite }: { announcements: readonly Announcement[]; pages: Pages; mayWrite: boolean },
): Html {
  return layoutPage(site, {
    title: 'Announcements',
    description: `What is new in ${site.title}, and what its readers should know.`,
    canonical: pages.href(pages.page),
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Announcements' }],
    feeds: changelogFeeds,
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Announcements</h1><p class="soft">What is new in ${site.title}, and what its readers should know. Also as <a href="/changelog/feeds/atom/">Atom</a> and <a href="/changelog/feeds/rss/">RSS</a>.</p></div>${
      mayWrite && html`<a class="button" href="${adminPath}">Write and edit</a>`
    }</div>
${
  announcements.length > 0
    ? html`<div class="prose">${announcements.map((one) => html`<article class="section"><h2><a href="/changelog/${one.slug}/"><bdi>${one.title}</bdi></a></h2>${byline(one)}${paragraphs(one.text)}</article>`)}</div>`
    : html`<div class="empty"><p>Nothing has been announced yet.</p></div>`
}
${pager(pages)}
</main>`,
  })
}

export function announcementPage({ site, viewer, path }: Context, announcement: Announcement): Html {
  const { title, text, slug } = announcement
  return layoutPage(site, {
    title,
    description: shorten(text.replaceAll(/\s+/g, ' '), 200) || `Announced on ${formatDate(announcement.startsAt)}.`,
    canonical: `/changelog/${slug}/`,
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Announcements', href: '/changelog/' }, { label: title }],
    feeds: changelogFeeds,
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><article class="prose"><h1 dir="auto">${title}</h1>${byline(announcement)}${paragraphs(text)}</article></main>`,
  })
}

function byline({ startsAt, author }: Announcement): Html {
  return html`<p class="soft">${dateElement(startsAt)}${author !== null && html`, <a href="/profiles/${author}/">${author}</a>`}</p>`
}

function paragraphs(text: string): HtmlValue {
  return text.split(/\n\s*\n/).map((paragraph) => {
    const lines = paragraph.split('\n').map((line, index) => html`${index > 0 && html`<br>`}${linkText(line)}`)
    return paragraph.trim() !== '' && html`<p dir="auto">${lines}</p>`
  })
}

interface Editor {
  site: Site
  viewer: Viewer
}

/** All there are, for those who write them. */
export function announcementListPage(
  { site, viewer }: Editor,
  announcements: readonly Announcement[],
  now: Date,
  notice: string | undefined,
): Html {
  return layoutPage(site, {
    title: 'Write announcements',
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Moderation', href: '/moderation/' }, { label: 'Announcements' }],
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    path: adminPath,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>Announcements</h1><p class="soft">What all should know. A banner stands on every page from its beginning to its end.</p></div><a class="button primary" href="${adminPath}add/">Write one</a></div>
${
  announcements.length > 0
    ? html`<div class="table-scroll" tabindex="0" role="region" aria-label="Announcements"><table><thead><tr><th scope="col">Title</th><th scope="col">State</th><th scope="col">Level</th><th scope="col">From (UTC)</th><th scope="col">Until (UTC)</th></tr></thead><tbody>${announcements.map(
        (one) =>
          html`<tr><th scope="row"><a href="${adminPath}${one.id}/"><bdi>${one.title}</bdi></a></th><td>${toState(one, now)}</td><td>${levels.find(({ value }) => value === one.level)?.label}</td><td class="nowrap">${toTime(one.startsAt)}</td><td class="nowrap">${one.endsAt === null ? 'open' : toTime(one.endsAt)}</td></tr>`,
      )}</tbody></table></div>`
    : html`<div class="empty"><p>Nothing has been announced yet.</p></div>`
}</main>`,
  })
}

function toState({ isBanner, startsAt, endsAt }: Announcement, now: Date): Html {
  if (new Date(startsAt) > now) return html`<span class="badge">planned</span>`
  if (!isBanner) return html`<span class="badge">in the list</span>`
  return endsAt !== null && new Date(endsAt) <= now
    ? html`<span class="badge">ended</span>`
    : html`<span class="badge good">on every page</span>`
}

const toTime = (time: string) => time.slice(0, 16).replace('T', ' ')

export interface AnnouncementForm {
  /** Undefined for a new one. */
  announcement: Announcement | undefined
  typed: TypedAnnouncement
  problems?: Problems
}

export function announcementFormPage({ site, viewer }: Editor, { announcement, typed, problems = {} }: AnnouncementForm): Html {
  const title = announcement ? 'Edit an announcement' : 'Write an announcement'
  const action = `${adminPath}${announcement ? announcement.id : 'add'}/`
  return layoutPage(site, {
    title,
    breadcrumbs: [
      { label: 'Home', href: '/' },
      { label: 'Moderation', href: '/moderation/' },
      { label: 'Announcements', href: adminPath },
      { label: title },
    ],
    path: action,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><h1>${title}</h1></div>
${errorSummary(problems, announcementLabels)}
<form class="form" method="post" action="${action}">${csrfField(viewer.csrfToken)}
${announcementFields(typed, problems)}
<div class="form-actions"><button class="primary">${announcement ? 'Save' : 'Announce'}</button><a href="${adminPath}">Cancel</a></div></form>
${
  announcement &&
  html`<form class="section" method="post" action="${action}delete/">${csrfField(viewer.csrfToken)}<p class="soft">Ending it keeps it in the list. Deleting removes it from everywhere.</p><button class="danger">Delete this announcement</button></form>`
}</main>`,
  })
}
