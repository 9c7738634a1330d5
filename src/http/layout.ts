import { bannerScript, icon as iconFile, modulePaths, stylesheet, themeScript } from './assets.ts'
import { bannerStrips } from './banners.ts'
import { footer, header } from './frame.ts'
import { type Html, html, jsonForScript } from './html.ts'
import { type MessageKind, message } from './messages.ts'
import type { Site, Viewer } from './site.ts'

export interface Layout {
  /** Of this page alone; the site's follows it. */
  title: string
  /** One or two sentences, for search engines and previews. */
  description?: string | undefined
  /** Path and query of the page's one true address; without it the page has none and asks not to be indexed. */
  canonical?: string | undefined
  /** From the outermost page to this one; the last has no link. */
  breadcrumbs: readonly Crumb[]
  /** Everything between the breadcrumbs and the footer, `<main id="content" tabindex="-1">` included. */
  content: Html
  /** Path of a picture of 1200 × 630 for previews; that of the site when there is none. */
  picture?: string | undefined
  feeds?: readonly { title: string; href: string; type: 'application/rss+xml' | 'application/atom+xml' }[]
  /** Described to machines, as schema.org has it. */
  structuredData?: object | undefined
  /** The path of the page, so that logging in leads back to it. */
  path?: string | undefined
  /** The part of the site that the page belongs to, as its navigation links to it. */
  section?: string | undefined
  viewer?: Viewer | undefined
  /** What happened just now, told once. */
  messages?: readonly { kind: MessageKind; text: string | Html }[]
}

export interface Crumb {
  label: string
  href?: string
}

/** The frame of every page. It is painted when all of it is there (`expect`): what comes piece by piece moves what came before. */
export function layoutPage(site: Site, page: Layout): Html {
  const { breadcrumbs, content, messages = [] } = page
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${page.title === site.title ? site.title : `${page.title} – ${site.title}`}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${stylesheet.path}">
<link rel="expect" href="#end" blocking="render">
<script src="${themeScript.path}"></script>
<link rel="search" type="application/opensearchdescription+xml" title="${site.title}" href="/search/opensearch/description/">
<link rel="icon" type="image/svg+xml" href="${iconFile.path}">
<script type="module" src="${modulePaths[0]}"></script>
${modulePaths.slice(1).map((path) => html`<link rel="modulepreload" href="${path}">`)}
${metadata(site, page)}
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
${header(site, page)}
${bannerStrips(site.banners.due(), bannerScript.path)}
${breadcrumbs.length > 0 && breadcrumbList(breadcrumbs)}
${messages.length > 0 && html`<div class="wrap messages">${messages.map(({ kind, text }) => message(kind, text))}</div>`}
${content}
${footer(site)}
<div id="end" hidden></div>
</body>
</html>
`
}

function metadata(
  site: Site,
  { title, description, canonical, picture = '/picture.png', breadcrumbs, feeds = [], structuredData }: Layout,
): Html {
  const address = canonical === undefined ? undefined : site.origin() + canonical
  return html`${description && html`<meta name="description" content="${description}">\n`}${
    address
      ? html`<link rel="canonical" href="${address}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="${site.title}">
<meta property="og:title" content="${title}">
<meta property="og:url" content="${address}">\n`
      : html`<meta name="robots" content="noindex">\n`
  }${address && description && html`<meta property="og:description" content="${description}">\n`}${
    address &&
    html`<meta property="og:image" content="${site.origin()}${picture}">
<meta property="og:image:width" content="1200">
<meta property="og:image:height" content="630">
<meta name="twitter:card" content="summary_large_image">\n`
  }${feeds.map((feed) => html`<link rel="alternate" type="${feed.type}" title="${feed.title}" href="${feed.href}">\n`)}${
    structuredData && html`<script type="application/ld+json">${jsonForScript(structuredData)}</script>\n`
  }${address && breadcrumbs.length > 1 && html`<script type="application/ld+json">${jsonForScript(toBreadcrumbData(site, breadcrumbs, address))}</script>`}`
}

function toBreadcrumbData(site: Site, breadcrumbs: readonly Crumb[], address: string): object {
  return {
    '@context': 'https://schema.org',
    '@type': 'BreadcrumbList',
    itemListElement: breadcrumbs.map(({ label, href }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name: label,
      item: href === undefined ? address : site.origin() + href,
    })),
  }
}

function breadcrumbList(breadcrumbs: readonly Crumb[]): Html {
  return html`<nav class="breadcrumbs wrap" aria-label="Breadcrumbs"><ol>${breadcrumbs.map(({ label, href }) =>
    href ? html`<li><a href="${href}">${label}</a></li>` : html`<li aria-current="page">${label}</li>`,
  )}</ol></nav>`
}

/** Headers of every HTML answer: everything from our own origin, nothing inline, no framing. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
    "frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}
