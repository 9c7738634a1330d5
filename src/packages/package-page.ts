import { weeklyChart } from '../http/charts.ts'
import { dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import type { Site, Viewer } from '../http/site.ts'
import { shorten } from '../http/texts.ts'
import { packageActions } from './package-actions.ts'
import type { Alternative, Example, GridOfPackage, Opinion, PackageFacts, Release } from './package-facts.ts'
import { packagePath, statusBadge } from './package-rows.ts'
import {
  alternativesSection,
  badgeSection,
  examplesSection,
  gridsSection,
  installSection,
  participantsSection,
} from './package-sections.ts'
import { factList } from './package-side.ts'
import { releaseTable } from './release-table.ts'
import { listEvidence } from './status-evidence.ts'
import { deadStatuses } from './status.ts'
import { toStructuredData } from './structured-data.ts'
import { trendsSection } from './trends-section.ts'
import type { TrendPoint } from './trends.ts'

export interface PackagePage {
  site: Site
  path: string
  now: Date
  viewer: Viewer | undefined
  facts: PackageFacts
  releases: readonly Release[]
  releaseCount: number
  grids: readonly GridOfPackage[]
  alternatives: readonly Alternative[]
  examples: readonly Example[]
  /** The oldest first. */
  trend: readonly TrendPoint[]
  /** Of the viewer. */
  opinion: Opinion | undefined
  mayEdit: boolean
  mayAddToGrid: boolean
  mayDelete: boolean
  /** What the viewer has just done. */
  notice: string | undefined
}

/** What a package is, whether it is alive, and what else there is. */
export function packagePage(page: PackagePage): Html {
  const { site, facts, viewer, path, notice } = page
  const { title, slug, description } = facts
  return layoutPage(site, {
    title,
    description: toDescription(page),
    canonical: packagePath(slug),
    section: '/packages/',
    breadcrumbs: [
      { label: 'Home', href: '/' },
      { label: 'Packages', href: '/packages/' },
      { label: facts.category, href: `/categories/${facts.categorySlug}/` },
      { label: title },
    ],
    picture: `${packagePath(slug)}picture.png`,
    structuredData: toStructuredData(site, facts),
    messages: notice === undefined ? [] : [{ kind: 'success', text: notice }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head package-head"><div><h1 dir="auto">${title}</h1>
${description && html`<p class="lede" dir="auto">${shorten(description, 600)}</p>`}</div>
${packageActions(page)}</div>
${standing(facts)}
<div class="columns aside package">
${factList(page)}
<div>
${installSection(facts)}
${commitsSection(page)}
${trendsSection(page)}
${releasesSection(page)}
${gridsSection(page)}
${alternativesSection(page)}
${examplesSection(page)}
${participantsSection(facts)}
${badgeSection(site, facts)}
</div>
</div>
</main>`,
  })
}

/** Whether it is alive, before anything else. */
function standing(facts: PackageFacts): HtmlValue {
  const { status, successor, isFlagged } = facts
  const isDead = deadStatuses.some((dead) => dead === status)
  const words = html`${listEvidence(facts).map((each) => html`<p>${statusBadge(each.status)} ${each.words}</p>`)}${
    successor && html`<p>Use <a href="${packagePath(successor.slug)}"><strong>${successor.title}</strong></a> instead.</p>`
  }`
  return html`${isDead ? message('warning', words) : html`<div class="standing">${words}</div>`}${
    isFlagged &&
    message('warning', 'Moderators have agreed with somebody who flagged this package: take care, and read its repository first.')
  }`
}

function commitsSection({ facts, now }: PackagePage): HtmlValue {
  const { commits, lastFetchedAt } = facts
  const isKnown = commits.length > 0
  return html`<section class="section" aria-labelledby="commits"><div class="section-head"><h2 id="commits">Commits</h2><p class="soft">${
    facts.commitCount > 0 && html`${formatNumber(facts.commitCount)} in all. `
  }${facts.lastCommitAt && html`The last on ${dateElement(facts.lastCommitAt)}.`}</p></div>
${
  isKnown && commits.some((count) => count > 0)
    ? weeklyChart(commits, lastFetchedAt === null ? now : new Date(lastFetchedAt.slice(0, 10)), 'commits-chart')
    : html`<p class="soft">${isKnown ? 'No commit in the last 52 weeks.' : 'Nothing is known of its commits yet.'}</p>`
}</section>`
}

/** As many as a reader looks at. */
export const shownReleases = 10

function releasesSection({ facts, releases, releaseCount }: PackagePage): HtmlValue {
  const address = `/packages/${facts.slug}/versions/`
  return html`<section class="section" aria-labelledby="releases"><div class="section-head"><h2 id="releases">Releases</h2>${
    releaseCount > releases.length && html`<p><a href="${address}">All ${formatNumber(releaseCount)} releases</a></p>`
  }</div>
${releases.length > 0 ? releaseTable(releases) : html`<p class="soft">${facts.version === null ? 'No release is known.' : html`The latest is ${facts.version}.`}</p>`}</section>`
}

function toDescription({ site, facts }: PackagePage): string {
  const { title, description, watchers, version } = facts
  const about = description === '' ? `${title} for ${site.framework}` : shorten(description, 200)
  return `${about} – ${version === null ? '' : `release ${version}, `}${formatNumber(watchers)} stars: status, releases, alternatives.`
}
