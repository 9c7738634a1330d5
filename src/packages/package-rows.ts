import { dateElement, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { deadStatuses, type Status, statusWords } from './status.ts'
import type { PackageSummary } from './summaries.ts'

export interface RowOptions {
  /** Tick boxes belong to the form with this id; none without it. */
  compareForm?: string
  /** Level of the titles in the outline of the page. */
  isCompact?: boolean
}

/** Packages one below the other. */
export function packageRows(packages: readonly PackageSummary[], options: RowOptions = {}): Html {
  return html`<ol class="rows${options.isCompact && ' compact'}">${packages.map((pkg) => packageRow(pkg, options))}</ol>`
}

export function packagePath(slug: string): string {
  return `/packages/p/${slug}/`
}

export function statusBadge(status: Status): Html {
  const { label, tone, icon: name, meaning } = statusWords[status]
  return html`<span class="status ${tone}" title="${meaning}">${icon(name)}${label}</span>`
}

/** One package, as an item of `.rows`. */
export function packageRow(pkg: PackageSummary, { compareForm, isCompact }: RowOptions): Html {
  const isDead = deadStatuses.some((status) => status === pkg.status)
  return html`<li class="row${!compareForm && ' plain'}${isDead && ' is-dead'}">${
    compareForm &&
    html`<div class="tick"><input type="checkbox" name="packages" value="${pkg.slug}" form="${compareForm}" aria-label="Compare ${pkg.title}"></div>`
  }<div>
<div class="title"><h3><a href="${packagePath(pkg.slug)}">${pkg.title}</a></h3>${statusBadge(pkg.status)}</div>
${pkg.description && html`<p class="description clamp" dir="auto">${pkg.description}</p>`}
${pkg.successor && html`<p class="description">Use <a href="${packagePath(pkg.successor.slug)}">${pkg.successor.title}</a> instead.</p>`}
${isCompact ? compactMeta(pkg) : fullMeta(pkg)}
</div></li>`
}

function fullMeta(pkg: PackageSummary): Html {
  return html`<ul class="meta">
<li><a href="/categories/${pkg.categorySlug}/">${pkg.category}</a></li>
${version(pkg)}
<li title="Stars">${icon('star')}<span class="visually-hidden">Stars: </span>${formatNumber(pkg.watchers)}</li>
<li title="Forks">${icon('fork')}<span class="visually-hidden">Forks: </span>${formatNumber(pkg.forks)}</li>
${pkg.downloads > 0 && html`<li title="Downloads in the last month">${icon('download')}${formatNumber(pkg.downloads)} a month</li>`}
${pkg.users > 0 && html`<li title="People who said that they use it">${icon('users')}used by ${formatNumber(pkg.users)}</li>`}
${pkg.likes > 0 && html`<li>${icon('heart')}<span class="visually-hidden">Favourites: </span>${formatNumber(pkg.likes)}</li>`}
<li>${pkg.lastCommitAt ? html`last commit ${dateElement(pkg.lastCommitAt)}` : 'no commit known'}</li>
</ul>`
}

function compactMeta(pkg: PackageSummary): Html {
  return html`<ul class="meta">
${version(pkg)}
<li title="Stars">${icon('star')}<span class="visually-hidden">Stars: </span>${formatNumber(pkg.watchers)}</li>
<li>added ${dateElement(pkg.createdAt)}</li>
</ul>`
}

function version({ version: number, releasedAt }: PackageSummary): HtmlValue {
  return (
    number !== null &&
    html`<li title="Latest release">${icon('tag')}<span class="visually-hidden">Latest release: </span>${number}${
      releasedAt && html`<span class="faint">(${dateElement(releasedAt)})</span>`
    }</li>`
  )
}
