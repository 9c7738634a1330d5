import { icon, stylesheet } from './assets.ts'
import { type Html, html } from './html.ts'

export interface Layout {
  title: string
  /** From the outermost page to this one; the last has no link. */
  breadcrumbs: { label: string; href?: string }[]
  /** Everything below the header of the site, `<main>` included. */
  content: Html
}

/** The frame of every page. */
export function layoutPage({ title, breadcrumbs, content }: Layout): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} – Packgrid</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${stylesheet.path}">
<link rel="icon" type="image/svg+xml" href="${icon.path}">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="site">
<a class="brand" href="/"><img src="${icon.path}" alt="" width="20" height="20">Packgrid</a>
<nav aria-label="Site"><a href="/api/v4/">API</a><a href="/api/docs/">Documentation</a></nav>
</header>
${breadcrumbs.length > 0 && breadcrumbList(breadcrumbs)}
${content}
</body>
</html>
`
}

function breadcrumbList(breadcrumbs: Layout['breadcrumbs']): Html {
  return html`<nav class="breadcrumbs" aria-label="Breadcrumbs"><ol>${breadcrumbs.map(({ label, href }) =>
    href ? html`<li><a href="${href}">${label}</a></li>` : html`<li aria-current="page">${label}</li>`,
  )}</ol></nav>`
}

/** Headers of every HTML answer: nothing from elsewhere, no scripts, no framing. */
export const pageHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
}
