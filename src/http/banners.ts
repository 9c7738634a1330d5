import { type Html, html, type HtmlValue } from './html.ts'
import { icon } from './icons.ts'

export type BannerLevel = 'notice' | 'success' | 'warning' | 'critical'

/** What every page says at its top while it is due. */
export interface Banner {
  id: number
  title: string
  level: BannerLevel
  /** Where more is said. */
  path: string
}

/** Knows which banners are due. */
export interface BannerBoard {
  /** The newest first. */
  due(): readonly Banner[]
}

const looks = {
  notice: { tone: 'note', sign: 'info' },
  success: { tone: 'good', sign: 'check' },
  warning: { tone: 'caution', sign: 'warning' },
  critical: { tone: 'bad', sign: 'warning' },
} as const

/** One strip below the other; scripts let readers put one away, and remember that on their device before the rest of the page is there. */
export function bannerStrips(banners: readonly Banner[], script: string): HtmlValue {
  if (banners.length === 0) return undefined
  return html`<aside class="banners" aria-label="Announcements">${banners.map(bannerStrip)}</aside>
<script src="${script}"></script>`
}

function bannerStrip({ id, title, level, path }: Banner): Html {
  const { tone, sign } = looks[level]
  return html`<div class="banner ${tone}" data-banner="${id}"><div class="wrap">${icon(sign)}<p><span class="visually-hidden">${level}: </span><bdi>${title}</bdi> <a href="${path}">Read more<span class="visually-hidden"> about ${title}</span></a></p><button class="quiet small" hidden>Hide<span class="visually-hidden"> ${title}</span></button></div></div>`
}
