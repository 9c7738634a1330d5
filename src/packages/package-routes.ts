import type { FastifyInstance } from 'fastify'

import { may } from '../accounts/permissions.ts'
import { countOf, dateElement } from '../http/figures.ts'
import { csrfField } from '../http/forms.ts'
import { html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { ListParameters } from '../http/list-parameters.ts'
import { message } from '../http/messages.ts'
import { addPage, hourMs, type PageAnswer, type PageRequest } from '../http/page-routes.ts'
import { pager } from '../http/pager.ts'
import { findTombstone } from '../revisions/tombstones.ts'
import { findMovedSlug } from './moved-slugs.ts'
import { toPackageCrumbs } from './package-crumbs.ts'
import {
  countReleases,
  findPackageFacts,
  getOpinion,
  isSlug,
  listAlternatives,
  listExamples,
  listGridsOfPackage,
  listReleases,
} from './package-facts.ts'
import { packagePage, shownReleases } from './package-page.ts'
import { packagePath } from './package-rows.ts'
import type { PackagePageOptions } from './page-routes.ts'
import { releaseTable } from './release-table.ts'
import { listTrend } from './trends.ts'

/** What forms about a package may tell after they lead back to it, by its name in the address. */
const notices: Readonly<Record<string, string>> = {
  added: 'The package is in the directory. Its facts are fetched within the next hours.',
  refreshing: 'Its facts will be fetched in a moment. Look again in a minute.',
  'package-added': 'The package is in the grid.',
  saved: 'Your changes are saved.',
  unchanged: 'Nothing was to be changed.',
  flagged: 'Thank you. Moderators will look at your flag.',
  unflagged: 'Your flag is taken back.',
  example: 'Thank you. The site is shown to all once a moderator has looked at it.',
  'example-removed': 'The site is removed.',
}

const releasesPerPage = 50

/** The pages of one package. */
export async function packageRoutes(app: FastifyInstance, options: PackagePageOptions): Promise<void> {
  const { db, site } = options

  addPage(app, options, packagePath(':slug'), async (request) => {
    const { parameters, path, query, viewer, now } = request
    const facts = await findPackageFacts(db, parameters['slug'] ?? '', now)
    if (!facts) return findElsewhere(request, packagePath)
    const [releases, releaseCount, grids, alternatives, examples, trend, opinion] = await Promise.all([
      listReleases(db, facts.id, shownReleases),
      countReleases(db, facts.id),
      listGridsOfPackage(db, facts.id),
      listAlternatives(db, facts.id, now, 6),
      listExamples(db, facts.id, viewer?.actor.accountId),
      listTrend(db, facts.id, now),
      viewer && getOpinion(db, facts.id, viewer.actor.accountId),
    ])
    const body = packagePage({
      site,
      path: path.replace(/\?.*$/s, ''),
      now,
      viewer,
      facts,
      releases,
      releaseCount,
      grids,
      alternatives,
      examples,
      trend,
      opinion,
      mayEdit: may(viewer?.actor, 'edit', { kind: 'package' }),
      mayAddToGrid: may(viewer?.actor, 'edit', { kind: 'grid' }),
      mayDelete: may(viewer?.actor, 'delete', { kind: 'package' }),
      notice: viewer && notices[query.get('done') ?? ''],
    })
    const tags = [`package:${facts.id}`, 'categories', ...grids.map(({ id }) => `grid:${id}`)]
    // Its alternatives and its successor may change too.
    return { body, tags: alternatives.length > 0 || facts.successor ? [...tags, 'packages'] : tags, maxAgeMs: hourMs }
  })

  addPage(app, options, '/packages/:slug/versions/', async (request): Promise<PageAnswer> => {
    const { parameters, path, query, viewer, now } = request
    const facts = await findPackageFacts(db, parameters['slug'] ?? '', now)
    if (!facts) return findElsewhere(request, (slug) => `/packages/${slug}/versions/`)
    const address = `/packages/${facts.slug}/versions/`
    const list = new ListParameters(address, query)
    const total = await countReleases(db, facts.id)
    const { page, pages, offset } = list.paginate(total, releasesPerPage)
    const releases = await listReleases(db, facts.id, releasesPerPage, offset)
    const href = (number: number) => list.href({ page: number === 1 ? undefined : String(number) })
    const title = `Releases of ${facts.title}`
    return {
      body: layoutPage(site, {
        title,
        description: `${countOf(total, 'release')} of ${facts.title}, with dates, licences, and what was yanked or is a pre-release.`,
        canonical: href(page),
        section: '/packages/',
        breadcrumbs: toPackageCrumbs(facts, 'Releases'),
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><h1 id="releases" dir="auto">${title}</h1></div>
${list.problems.map((problem) => message('warning', problem))}
${releases.length > 0 ? releaseTable(releases) : html`<div class="empty"><p>No release is known.</p></div>`}
${pager({ page, pages, href })}
</main>`,
      }),
      tags: [`package:${facts.id}`],
    }
  })

  /** Where a package that has no page under this slug is now, or that it was deleted. */
  async function findElsewhere({ parameters, viewer }: PageRequest, toPath: (slug: string) => string): Promise<PageAnswer> {
    const slug = parameters['slug'] ?? ''
    if (!isSlug(slug)) return undefined
    const moved = await findMovedSlug(db, 'package', slug)
    if (moved !== undefined) return { redirect: toPath(moved), status: 301 }
    const tombstone = await findTombstone(db, 'package', slug)
    if (!tombstone || tombstone.slug !== slug) return undefined
    const mayUndelete = viewer && may(viewer.actor, 'restore', { kind: 'package' })
    return {
      refusal: 410,
      reason: html`<p>The package <bdi>${tombstone.title}</bdi> was deleted on ${dateElement(tombstone.deletedAt)}.</p>${
        mayUndelete &&
        html`<form method="post" action="/revisions/${tombstone.revisionId}/revert/">${csrfField(viewer.csrfToken)}<input type="hidden" name="next" value="${packagePath(slug)}"><button class="primary">Undelete it</button></form>`
      }`,
    }
  }
}
