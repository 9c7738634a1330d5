import { Feed } from 'feed'

import { html } from '../http/html.ts'
import type { Site } from '../http/site.ts'
import { toXmlText } from '../http/xml.ts'

export const feedFormats = ['atom', 'rss'] as const
export type FeedFormat = (typeof feedFormats)[number]

export const feedTypes: Readonly<Record<FeedFormat, string>> = {
  atom: 'application/atom+xml; charset=utf-8',
  rss: 'application/rss+xml; charset=utf-8',
}

export interface FeedEntry {
  /** Path of what it is about. */
  path: string
  /** Tells it from every other for ever, if its path does not. */
  id?: string
  title: string
  text: string
  /** As the database writes it. */
  timestamp: string
}

export interface FeedContent {
  title: string
  description: string
  /** Path of the page that shows the same. */
  page: string
  /** Path of the feed above its formats: `/feeds/packages/latest/`. */
  path: string
  entries: readonly FeedEntry[]
}

/** The feed as XML, the newest entry first. */
export function renderFeed(site: Site, format: FeedFormat, { title, description, page, path, entries }: FeedContent): string {
  const origin = site.origin()
  const dates = entries.map(({ timestamp }) => new Date(timestamp))
  const feed = new Feed({
    id: `${origin}${path}`,
    title: toXmlText(title),
    description: toXmlText(description),
    link: `${origin}${page}`,
    language: 'en',
    generator: 'Packgrid',
    // A feed that has nothing yet is as old as feeds can be, so that it does not change with every request.
    updated: dates[0] ?? new Date(0),
    feedLinks: { [format]: `${origin}${path}${format}/` },
    author: { name: site.title, link: `${origin}/` },
  })
  entries.forEach((entry, index) => {
    const link = origin + entry.path
    feed.addItem({
      id: entry.id === undefined ? link : `${link}#${entry.id}`,
      guid: entry.id === undefined ? link : `${link}#${entry.id}`,
      link,
      title: toMarkup(entry.title),
      description: toMarkup(entry.text),
      date: dates[index] ?? new Date(0),
      published: dates[index] ?? new Date(0),
    })
  })
  return format === 'atom' ? feed.atom1() : feed.rss2()
}

/** Entries are read as HTML. */
function toMarkup(text: string): string {
  return String(html`${toXmlText(text)}`)
}
