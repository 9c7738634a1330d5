import { dateElement } from '../http/figures.ts'
import { type Html, html } from '../http/html.ts'
import { shorten } from '../http/texts.ts'
import type { Release } from './package-facts.ts'

export const developmentStatuses = ['', 'planning', 'pre-alpha', 'alpha', 'beta', 'stable', 'mature', 'inactive'] as const

/** Whether installers pass a version over unless asked, by PEP 440: `2.0rc1`, `1.0.dev3`. */
export function isPreRelease(number: string): boolean {
  return /\d[._-]?(?:a|b|c|rc|alpha|beta|pre|preview|dev)[._-]?\d*/i.test(number.replace(/\+.*$/, ''))
}

/** Releases one below the other. */
export function releaseTable(releases: readonly Release[]): Html {
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Table of releases"><table class="releases"><thead><tr><th scope="col">Release</th><th scope="col">Date</th><th scope="col">Stage</th><th scope="col">Licence</th><th scope="col">Python 3</th></tr></thead><tbody>${releases.map(
    (release) =>
      html`<tr><th scope="row">${release.number}${isPreRelease(release.number) && html` <span class="badge note">pre-release</span>`}${
        release.isYanked &&
        html` <span class="badge bad">yanked</span>${release.yankedReason && html` <span class="soft">${shorten(release.yankedReason, 200)}</span>`}`
      }</th><td class="nowrap">${release.releasedAt ? dateElement(release.releasedAt) : 'unknown'}</td><td>${
        developmentStatuses[release.developmentStatus] || 'unknown'
      }</td><td class="clip">${release.licence ?? 'unknown'}</td><td>${release.supportsPython3 ? 'yes' : 'not said'}</td></tr>`,
  )}</tbody></table></div>`
}
