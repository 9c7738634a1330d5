import { type Html, html } from './html.ts'

/** Drawn on 16 × 16, one stroke thick; `base.css` gives them the size and colour of the text beside them. */
const shapes = {
  search: html`<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>`,
  star: html`<path d="m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z"/>`,
  fork: html`<circle cx="4" cy="3.5" r="1.5"/><circle cx="12" cy="3.5" r="1.5"/><circle cx="8" cy="12.5" r="1.5"/><path d="M4 5v1.5C4 8 5.5 8 8 8s4 0 4-1.5V5M8 8v3"/>`,
  package: html`<path d="m8 1.8 5.5 3v6.4l-5.5 3-5.5-3V4.8z"/><path d="m2.7 5 5.3 2.8L13.3 5M8 7.8V14"/>`,
  grid: html`<rect x="2" y="2" width="12" height="12" rx="1"/><path d="M2 6h12M2 10h12M6 2v12M10 2v12"/>`,
  compare: html`<rect x="2" y="2.5" width="5" height="11" rx="1"/><rect x="9" y="2.5" width="5" height="11" rx="1"/>`,
  tag: html`<path d="M2 2.5h5.5L14 9l-5 5L2.5 7.5z"/><path d="M5.2 5.2v.01"/>`,
  check: html`<path d="m3 8.5 3.2 3.2L13 4.5"/>`,
  cross: html`<path d="m4 4 8 8m0-8-8 8"/>`,
  minus: html`<path d="M3 8h10"/>`,
  unknown: html`<path d="M5.5 6a2.5 2.5 0 1 1 3.6 2.2C8.3 8.6 8 9 8 9.8M8 12.5v.01"/>`,
  warning: html`<path d="M8 2.2 14.3 13H1.7z"/><path d="M8 6.5v3M8 11.3v.01"/>`,
  info: html`<circle cx="8" cy="8" r="6"/><path d="M8 7.5v3.5M8 5v.01"/>`,
  archive: html`<rect x="2" y="2.5" width="12" height="3.5" rx=".5"/><path d="M3 6v7.5h10V6M6.5 9h3"/>`,
  clock: html`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`,
  external: html`<path d="M6.5 3H3v10h10V9.5M9 2.5h4.5V7M13.2 2.8 7.5 8.5"/>`,
  book: html`<path d="M8 4C6.5 2.8 4.5 2.5 2 2.5v10c2.5 0 4.5.3 6 1.5 1.5-1.2 3.5-1.5 6-1.5v-10c-2.5 0-4.5.3-6 1.5zM8 4v10"/>`,
  repository: html`<circle cx="4.5" cy="3.5" r="1.5"/><circle cx="4.5" cy="12.5" r="1.5"/><circle cx="11.5" cy="5.5" r="1.5"/><path d="M4.5 5v6M11.5 7c0 2.5-4 2-6.5 4"/>`,
  user: html`<circle cx="8" cy="5" r="2.7"/><path d="M2.7 14c.5-3 2.6-4.5 5.3-4.5s4.8 1.5 5.3 4.5"/>`,
  users: html`<circle cx="6" cy="5.2" r="2.4"/><path d="M1.5 13.5c.4-2.7 2.2-4 4.5-4s4.1 1.3 4.5 4M10.5 3a2.4 2.4 0 0 1 0 4.4M12 9.8c1.4.5 2.3 1.7 2.6 3.7"/>`,
  heart: html`<path d="M8 13.5C4 10.8 2 8.7 2 6.2a3 3 0 0 1 6-.9 3 3 0 0 1 6 .9c0 2.5-2 4.6-6 7.3z"/>`,
  flag: html`<path d="M3.5 14V2.5h8l-1.5 3 1.5 3h-8"/>`,
  pencil: html`<path d="m3 13 .7-3L11 2.7l2.3 2.3L6 12.3zM9.5 4.2l2.3 2.3"/>`,
  plus: html`<path d="M8 3v10M3 8h10"/>`,
  feed: html`<path d="M3 3a10 10 0 0 1 10 10M3 7.5A5.5 5.5 0 0 1 8.5 13M3.8 12.2v.01"/>`,
  code: html`<path d="m5.5 4.5-4 3.5 4 3.5M10.5 4.5l4 3.5-4 3.5"/>`,
  filter: html`<path d="M2 3h12L9.5 8.5V13l-3-1.5v-3z"/>`,
  up: html`<path d="M8 13V3M4 7l4-4 4 4"/>`,
  down: html`<path d="M8 3v10M4 9l4 4 4-4"/>`,
  chevron: html`<path d="m4 6 4 4 4-4"/>`,
  next: html`<path d="m6 3.5 4.5 4.5L6 12.5"/>`,
  previous: html`<path d="M10 3.5 5.5 8l4.5 4.5"/>`,
  download: html`<path d="M8 2.5v7.5M4.5 7 8 10.5 11.5 7M2.5 13.5h11"/>`,
  refresh: html`<path d="M13.5 7A5.6 5.6 0 0 0 3.6 4.5L2.5 6M2.5 9a5.6 5.6 0 0 0 9.9 2.5l1.1-1.5M2.5 2.8V6h3.2M13.5 13.2V10h-3.2"/>`,
  lock: html`<rect x="3" y="7" width="10" height="6.5" rx="1"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>`,
  history: html`<path d="M2.8 6A5.7 5.7 0 1 1 2.5 9.5M2.5 3v3h3M8 5v3.3l2.3 1.4"/>`,
  chart: html`<path d="M2.5 13.5h11M4 11V8M7 11V4.5M10 11V6.5M13 11V3"/>`,
} as const

export type IconName = keyof typeof shapes

/** A picture beside words, which say the same; hidden from those who hear the page. */
export function icon(name: IconName): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">${shapes[name]}</svg>`
}

/** The sign of the site. */
export const mark: Html = html`<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path class="tile" d="M1 1h6v6H1zM9 1h6v6H9zM1 9h6v6H1z"/><path class="tile marked" d="M9 9h6v6H9z"/></svg>`
