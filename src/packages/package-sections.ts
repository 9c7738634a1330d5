import { countOf, formatNumber } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import type { Site } from '../http/site.ts'
import { outsideLink, shorten } from '../http/texts.ts'
import { toProjectName } from './index-url.ts'
import type { PackageFacts } from './package-facts.ts'
import type { PackagePage } from './package-page.ts'
import { packagePath, statusBadge } from './package-rows.ts'
import { toParticipantUrl } from './participants.ts'

export function installSection({ indexUrl, repositoryUrl }: PackageFacts): HtmlValue {
  const name = toProjectName(indexUrl)
  const commands = name === undefined ? [] : [`pip install ${name}`, `uv add ${name}`, `poetry add ${name}`]
  if (name === undefined && /^https:\/\/[\w./~-]+$/.test(repositoryUrl)) commands.push(`pip install git+${repositoryUrl}`)
  if (commands.length === 0) return undefined
  return section(
    'install',
    'Install',
    html`<pre tabindex="0"><code>${commands.join('\n')}</code></pre>${name === undefined && html`<p class="soft">It is on no package index that we know of: this installs what the repository holds now.</p>`}`,
  )
}

export function gridsSection({ grids, facts, mayAddToGrid, viewer }: PackagePage): Html {
  const list =
    grids.length > 0
      ? html`<ul class="index">${grids.map(({ slug, title, packages }) => html`<li><a href="/grids/g/${slug}/">${title}</a><span class="faint">${countOf(packages, 'package')}</span></li>`)}</ul>`
      : html`<p class="soft">${facts.title} is in no grid yet.${!viewer && html` Know a grid where it belongs? <a href="/packages/${facts.slug}/grids/add/">Log in and add it</a>.`}</p>`
  return section('grids', 'Grids', html`${list}${mayAddToGrid && gridAdder(facts)}`)
}

/** Scripts show what is found in place; without them it is a page. */
function gridAdder({ id, slug, title }: PackageFacts): Html {
  const search = new URLSearchParams({ package_id: String(id), redirect: `${packagePath(slug)}#grids` })
  return html`<form class="adder" action="/packages/${slug}/grids/add/" role="search" aria-label="Find a grid for ${title}" data-part="/grids/ajax_grid_search/?${search.toString()}"><div class="field"><label for="add-grid">Add it to a grid</label><div class="input-row"><input type="search" id="add-grid" name="q" maxlength="200" placeholder="Title of the grid" autocomplete="off"><button>${icon('search')}Find</button></div></div></form><div class="part" aria-live="polite"></div>
<p class="soft">No grid fits? <a href="/grids/add/?package=${slug}">Add a grid with it</a></p>`
}

export function alternativesSection({ alternatives, facts }: PackagePage): HtmlValue {
  if (alternatives.length === 0) return undefined
  const slugs = [facts.slug, ...alternatives.slice(0, 5).map(({ slug }) => slug)]
  return html`<section class="section" aria-labelledby="alternatives"><div class="section-head"><h2 id="alternatives">Nearest alternatives</h2><p><a href="/compare/${slugs.join(',')}/">${icon('compare')} Compare side by side</a></p></div>
<ul class="rows compact">${alternatives.map(
    ({
      slug,
      title,
      description,
      status,
      watchers,
      shared,
    }) => html`<li class="row plain"><div><div class="title"><h3><a href="${packagePath(slug)}">${title}</a></h3>${statusBadge(status)}</div>
${description && html`<p class="description clamp" dir="auto">${shorten(description, 300)}</p>`}
<ul class="meta"><li title="Stars">${icon('star')}<span class="visually-hidden">Stars: </span>${formatNumber(watchers)}</li><li>shares ${countOf(shared, 'grid')}</li></ul></div></li>`,
  )}</ul></section>`
}

export function examplesSection({ examples, facts }: PackagePage): Html {
  return html`<section class="section" aria-labelledby="examples"><div class="section-head"><h2 id="examples">Sites using it</h2><p><a href="/packages/${facts.slug}/example/add/">Tell of one</a></p></div>
${
  examples.length > 0
    ? html`<ul class="examples">${examples.map(
        ({ id, title, url, active, isOwn }) =>
          html`<li>${outsideLink(url, html`<bdi>${title}</bdi>`)}${active === null && html` <span class="badge">waits for a moderator</span>`}${active === false && html` <span class="badge bad">rejected</span>`}${
            isOwn && html` <a href="/packages/${facts.slug}/example/${id}/edit/" aria-label="Edit ${title}">edit</a>`
          }</li>`,
      )}</ul>`
    : html`<p class="soft">Nobody has told of one yet.</p>`
}</section>`
}

const shownParticipants = 30

export function participantsSection(facts: PackageFacts): HtmlValue {
  const { participants } = facts
  if (participants.length === 0) return undefined
  const more = participants.slice(shownParticipants)
  return section(
    'participants',
    `${formatNumber(participants.length)} ${participants.length === 1 ? 'participant' : 'participants'}`,
    html`${participantList(facts, participants.slice(0, shownParticipants))}${
      more.length > 0 &&
      html`<details class="more"><summary>${formatNumber(more.length)} more</summary>${participantList(facts, more)}</details>`
    }`,
  )
}

function participantList({ repositoryUrl, repositoryHost }: PackageFacts, names: readonly string[]): Html {
  return html`<ul class="chips">${names.map((name) => {
    const url = toParticipantUrl(name, repositoryUrl, repositoryHost)
    return html`<li><bdi>${url === undefined ? shorten(name, 60) : html`<a href="${url}" rel="nofollow noopener">${shorten(name, 60)}</a>`}</bdi></li>`
  })}</ul>`
}

export function badgeSection(site: Site, { slug }: PackageFacts): Html {
  const address = `${site.origin()}${packagePath(slug)}`
  return section(
    'badge',
    'Badge for the README',
    html`<pre tabindex="0"><code>[![${site.title}](${address}badge.svg)](${address})</code></pre>`,
  )
}

function section(id: string, title: string, content: HtmlValue): Html {
  return html`<section class="section" aria-labelledby="${id}"><div class="section-head"><h2 id="${id}">${title}</h2></div>
${content}</section>`
}
