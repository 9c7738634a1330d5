import { dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import { pager, type Pages } from '../http/pager.ts'
import type { Site, Viewer } from '../http/site.ts'
import { packageRows } from '../packages/package-rows.ts'
import type { PackageSummary } from '../packages/summaries.ts'
import type { Profile, ProfileList } from './store.ts'

export interface ProfilePage {
  site: Site
  viewer: Viewer | undefined
  path: string
  profile: Profile
  isOwn: boolean
  list: ProfileList
  /** How long each list is that the viewer may see. */
  counts: readonly { list: ProfileList; count: number }[]
  packages: readonly PackageSummary[]
  pages: Pages
  problems: readonly string[]
  href: (list: ProfileList) => string
}

const words: Readonly<Record<ProfileList, { label: string; none: string }>> = {
  contributed: { label: 'Contributed to', none: 'No package here names this account among its participants or was added by it.' },
  used: { label: 'Uses', none: 'No package is used by this account, as far as it has told.' },
  favourites: { label: 'Favourites', none: 'There are no favourites yet.' },
}

/** What somebody contributed to, uses and likes. */
export function profilePage(page: ProfilePage): Html {
  const { site, viewer, path, profile, isOwn, list, counts, packages } = page
  const { name } = profile
  return layoutPage(site, {
    title: name,
    description: `Packages for ${site.framework} that ${name} contributed to, uses and likes.`,
    canonical: page.pages.href(page.pages.page),
    breadcrumbs: [{ label: 'Home', href: '/' }, { label: name }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1><span class="avatar" aria-hidden="true">${name.slice(0, 2).toUpperCase()}</span> <bdi>${name}</bdi></h1>
<p class="soft">Here since ${dateElement(profile.createdAt)}. <a href="/revisions/?account=${name}">Edits by ${name}</a>${isOwn && html` · <a href="/account/">Account</a>`}</p></div></div>
<nav class="chips section" aria-label="Lists">${counts.map(
      (entry) =>
        html`<a class="chip" href="${page.href(entry.list)}"${entry.list === list && html` aria-current="page"`}>${words[entry.list].label} <span class="count">${formatNumber(entry.count)}</span></a>`,
    )}</nav>
<h2 class="visually-hidden">${words[list].label}</h2>
${page.problems.map((problem) => message('warning', problem))}
${isOwn && list === 'favourites' && !profile.sharesFavourites && html`<p class="soft">Only you see these. You can show them to all in your <a href="/account/">account</a>.</p>`}
${packages.length > 0 ? packageRows(packages) : html`<div class="empty"><p>${words[list].none}</p></div>`}
${pager(page.pages)}
</main>`,
  })
}
