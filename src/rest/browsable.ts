import { STATUS_CODES } from 'node:http'

import { type Html, html, type HtmlValue, toOutsideLink } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { writeForms } from './browsable-forms.ts'
import type { Answer } from './endpoint.ts'
import { type Exchange, toAllow } from './exchange.ts'
import { renderJson } from './json.ts'
import type { PageLinks } from './pagination.ts'

/** The page that a person sees at an address of the API: the request, the answer's head, and its JSON with every link clickable. */
export function browsablePage(exchange: Exchange, status: number, { body, pages }: Pick<Answer, 'body' | 'pages'>): Html {
  const { endpoint, key, query, method, url, address } = exchange
  const withFormat = (format: string) => `${address}?${query.with({ format, options: undefined })}`
  const title = endpoint.name
  // The text of this part is what a person may copy: line for line a request and its answer.
  const answerHead = html`${endpoint.description && html`<span class="description">${endpoint.description}</span>\n\n`}<b>${method}</b> ${shownUrl(url, method)}
<b>HTTP ${status} ${STATUS_CODES[status]}</b>
<b>Allow:</b> ${toAllow(exchange)}
<b>Content-Type:</b> application/json
<b>Vary:</b> Accept`
  return layoutPage(exchange.site, {
    title: key ? `${title} ${key}` : title,
    description: `${title} of the ${exchange.site.title} API, as a page.`,
    section: '/api/docs/',
    breadcrumbs: toBreadcrumbs(exchange),
    content: html`<div class="wrap page-body api">
<section class="page-head" aria-labelledby="title">
<h1 id="title">${title}</h1>
<div class="tools">
<form action="${address}"><input type="hidden" name="format" value="api"><button name="options" value="1">OPTIONS</button></form>
<details class="menu"><summary class="button primary">GET ${icon('chevron')}</summary><ul>
<li><a href="${withFormat('json')}">JSON</a></li>
<li><a href="${withFormat('api')}">Browsable page</a></li>
</ul></details>
</div>
</section>
${pageNavigation(pages, 'above')}
<main id="content" class="exchange" tabindex="-1">${answerHead}

${markUp(renderJson(body, 4))}</main>
${pageNavigation(pages, 'below')}
${writeForms(exchange, status, body)}
</div>`,
  })
}

/** The path as it came; the button's own parameters are not part of the request that the page shows. */
function shownUrl(url: string, method: string): string {
  return method === 'OPTIONS' ? url.replace(/\?.*$/s, '') : url
}

/** Every endpoint above this one, by its name. */
function toBreadcrumbs({ endpoint, endpoints, root }: Exchange): { label: string; href?: string }[] {
  const above = endpoints.filter(({ path }) => path !== endpoint.path && endpoint.path.startsWith(path))
  return [...above.map(({ name, path }) => ({ label: name, href: root + path })), { label: endpoint.name }]
}

function pageNavigation(pages: PageLinks | undefined, place: 'above' | 'below'): HtmlValue {
  if (!pages?.next && !pages?.previous) return undefined
  return html`<nav class="pager" aria-label="Pages, ${place}"><ul>${pageLink(html`${icon('previous')} Previous`, 'prev', pages.previous)}${pageLink(
    html`Next ${icon('next')}`,
    'next',
    pages.next,
  )}</ul></nav>`
}

function pageLink(label: Html, relation: string, href: string | null): HtmlValue {
  return href !== null && html`<li><a href="${href.replace(/^https?:\/\/[^/]+/, '')}" rel="${relation}">${label}</a></li>`
}

/** JSON text with its keys marked and every string that is a web address made a link. */
function markUp(json: string): HtmlValue[] {
  return json.split(/("(?:[^"\\]|\\.)*"(?:: )?)/).map((part, index): HtmlValue => {
    const isString = index % 2 === 1
    if (!isString) return part
    if (part.endsWith(': ')) return html`<span class="key">${part.slice(0, -2)}</span>: `
    const text: unknown = JSON.parse(part)
    const link = typeof text === 'string' ? toOutsideLink(text) : undefined
    return link === undefined ? part : html`"<a href="${link}">${part.slice(1, -1)}</a>"`
  })
}
