import { STATUS_CODES } from 'node:http'

import { type Html, html, type HtmlValue, toOutsideLink } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import type { Answer } from './endpoint.ts'
import { type Exchange, toAllow } from './exchange.ts'
import { renderJson } from './json.ts'
import type { PageLinks } from './pagination.ts'

/** The page that a person sees at an address of the API: the request, the answer's head, and its JSON with every link clickable. */
export function browsablePage(exchange: Exchange, status: number, { body, pages }: Pick<Answer, 'body' | 'pages'>): Html {
  const { endpoint, root, key, child, query, method, url } = exchange
  const address = root + endpoint.path.replace(':key', key).replace(':child', child)
  const withFormat = (format: string) => `${address}?${query.with({ format, options: undefined })}`
  const title = endpoint.name
  // The text of this part is what a person may copy: line for line a request and its answer.
  const answerHead = html`${endpoint.description && html`<span class="description">${endpoint.description}</span>\n\n`}<b>${method}</b> ${shownUrl(url, method)}
<b>HTTP ${status} ${STATUS_CODES[status]}</b>
<b>Allow:</b> ${toAllow(exchange)}
<b>Content-Type:</b> application/json
<b>Vary:</b> Accept`
  return layoutPage({
    title: key ? `${title} ${key}` : title,
    breadcrumbs: toBreadcrumbs(exchange),
    content: html`<div class="api">
<div class="head">
<h1>${title}</h1>
<div class="tools">
<details class="menu"><summary>GET</summary><ul>
<li><a href="${withFormat('json')}">JSON</a></li>
<li><a href="${withFormat('api')}">Browsable page</a></li>
</ul></details>
<form action="${address}"><input type="hidden" name="format" value="api"><button name="options" value="1">OPTIONS</button></form>
</div>
</div>
${pageNavigation(pages)}
<main id="content" class="exchange" tabindex="-1">${answerHead}

${markUp(renderJson(body, 4))}</main>
${pageNavigation(pages)}
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

function pageNavigation(pages: PageLinks | undefined): HtmlValue {
  if (!pages?.next && !pages?.previous) return undefined
  return html`<nav class="pages" aria-label="Pages">${pageLink('Previous', 'prev', pages.previous)}${pageLink('Next', 'next', pages.next)}</nav>`
}

function pageLink(label: string, relation: string, href: string | null): Html {
  return href === null ? html`<span>${label}</span>` : html`<a href="${href}" rel="${relation}">${label}</a>`
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
