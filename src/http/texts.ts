import { type Html, html, type HtmlValue, toOutsideLink } from './html.ts'

/** At most `length` characters of `text`, with a sign that there is more. */
export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length).toWellFormed().trimEnd()}…` : text
}

/** A link that leads away from here, if `url` may be one; else only its label. */
export function outsideLink(url: string, label: HtmlValue): Html {
  const href = toOutsideLink(url)
  return href === undefined ? html`<span>${label}</span>` : html`<a href="${href}" rel="nofollow noopener">${label}</a>`
}
