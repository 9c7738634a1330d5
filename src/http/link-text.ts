import { html, type HtmlValue, toOutsideLink } from './html.ts'

/** Text with the web addresses in it made links; the full stop or bracket behind one is not part of it. */
export function linkText(text: string): HtmlValue[] {
  return text.split(/(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/i).map((part, index) => {
    const href = index % 2 === 1 ? toOutsideLink(part) : undefined
    return href === undefined ? part : html`<a href="${href}" rel="nofollow">${part}</a>`
  })
}
