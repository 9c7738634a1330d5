import { type Html, html } from './html.ts'
import { icon, mark } from './icons.ts'
import type { Site, Viewer } from './site.ts'

const sections = [
  { label: 'Packages', href: '/packages/' },
  { label: 'Grids', href: '/grids/' },
  { label: 'Categories', href: '/categories/' },
  { label: 'API', href: '/api/docs/' },
]

/** The top of every page: where one is, the search, and who one is. */
export function header(
  site: Site,
  page: { section?: string | undefined; path?: string | undefined; viewer?: Viewer | undefined },
): Html {
  return html`<header class="site-header"><div class="wrap">
<a class="brand" href="/">${mark}${site.title}</a>
<nav class="site-nav" aria-label="Site"><ul>${sections.map(
    ({ label, href }) => html`<li><a href="${href}"${href === page.section && html` aria-current="true"`}>${label}</a></li>`,
  )}</ul></nav>
<form class="site-search" role="search" action="/search/">
<label class="visually-hidden" for="site-q">Search packages and grids</label>
<input type="search" id="site-q" name="q" placeholder="Search packages and grids" maxlength="200" autocomplete="off" spellcheck="false">${icon('search')}<kbd class="key" aria-hidden="true">/</kbd>
</form>
<div class="corner">${page.viewer ? viewerMenu(page.viewer) : html`<a href="/login/${page.path && `?next=${encodeURIComponent(page.path)}`}">Log in</a>`}</div>
</div></header>`
}

function viewerMenu({ name, profile, csrfToken, actor }: Viewer): Html {
  return html`<details class="menu"><summary class="button quiet small">${icon('user')}<span>${name}</span>${icon('chevron')}</summary>
<ul>
<li><a href="${profile}">Profile</a></li>
<li><a href="/account/">Account, tokens, sessions</a></li>
<li><a href="/packages/add/">Add a package</a></li>
${(actor.role === 'moderator' || actor.role === 'admin') && html`<li><a href="/moderation/">Moderation</a></li>`}
<li><form method="post" action="/logout/"><input type="hidden" name="csrf" value="${csrfToken}"><button>Log out</button></form></li>
</ul></details>`
}

const links = [
  {
    title: 'Find',
    items: [
      ['/packages/', 'All packages'],
      ['/packages/latest/', 'Latest packages'],
      ['/packages/liked/', 'Most liked'],
      ['/grids/', 'Grids'],
      ['/compare/', 'Compare packages'],
      ['/readiness/', 'Readiness'],
    ],
  },
  {
    title: 'Take part',
    items: [
      ['/packages/add/', 'Add a package'],
      ['/grids/add/', 'Add a grid'],
      ['/help/', 'Help'],
      ['/faq/', 'Questions'],
      ['/terms/', 'Terms'],
    ],
  },
  {
    title: 'Reuse',
    items: [
      ['/api/docs/', 'API documentation'],
      ['/api/v4/', 'Browse the API'],
      ['/syndication/', 'Feeds and badges'],
      ['/about/', 'About'],
      ['/changelog/', 'Announcements'],
      ['/open/', 'In numbers'],
    ],
  },
] as const

/** The bottom of every page. */
export function footer(site: Site): Html {
  return html`<footer class="site-footer"><div class="wrap">
<p class="about"><strong>${site.title}</strong> is a directory of reusable packages for ${site.framework}, kept by its community. Facts come from repository hosts and the package index; each says when it was fetched. No tracking, no advertising.
<label class="theme">Colours <select id="theme" autocomplete="off"><option value="">as the system</option><option value="light">light</option><option value="dark">dark</option></select></label></p>
${links.map(
  ({ title, items }) =>
    html`<nav aria-label="${title}"><h2>${title}</h2><ul>${items.map(([href, label]) => html`<li><a href="${href}">${label}</a></li>`)}</ul></nav>`,
)}
</div></footer>`
}
