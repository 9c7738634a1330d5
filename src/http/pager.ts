import { html, type HtmlValue } from './html.ts'
import { icon } from './icons.ts'

export interface Pages {
  page: number
  pages: number
  /** Address of a page. */
  href: (page: number) => string
}

/** Links to the pages of a list: the neighbours, the first and the last. */
export function pager({ page, pages, href }: Pages): HtmlValue {
  if (pages < 2) return undefined
  const shown = [1, page - 2, page - 1, page, page + 1, page + 2, pages].filter((number) => number >= 1 && number <= pages)
  const numbers = [...new Set(shown)].toSorted((a, b) => a - b)
  return html`<nav class="pager" aria-label="Pages"><ul>
${page > 1 && html`<li><a href="${href(page - 1)}" rel="prev">${icon('previous')} Previous</a></li>`}
${numbers.map(
  (number, index) =>
    html`${number - (numbers[index - 1] ?? 0) > 1 && html`<li><span class="gap" aria-hidden="true">…</span></li>`}<li>${
      number === page
        ? html`<span aria-current="page"><span class="visually-hidden">Page </span>${number}</span>`
        : html`<a href="${href(number)}"><span class="visually-hidden">Page </span>${number}</a>`
    }</li>`,
)}
${page < pages && html`<li><a href="${href(page + 1)}" rel="next">Next ${icon('next')}</a></li>`}
</ul></nav>`
}
