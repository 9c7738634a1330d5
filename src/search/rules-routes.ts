import type { FastifyInstance } from 'fastify'

import type { Database } from '../db/connect.ts'
import { formatNumber } from '../http/figures.ts'
import { html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, hourMs, type PageOptions } from '../http/page-routes.ts'
import { findMovedSlug } from '../packages/moved-slugs.ts'
import { toPackageCrumbs } from '../packages/package-crumbs.ts'
import { findPackageFacts, isSlug } from '../packages/package-facts.ts'
import { packagePath } from '../packages/package-rows.ts'
import { findAppliedRules } from './weight.ts'

/** How the score and the weight of a package are made, rule by rule. */
export async function rulesRoutes(app: FastifyInstance, options: PageOptions & { db: Database }): Promise<void> {
  const { db, site } = options

  addPage(app, options, `${packagePath(':slug')}rules/`, async ({ parameters: { slug = '' }, viewer, path, now }) => {
    const facts = await findPackageFacts(db, slug, now)
    if (!facts) {
      const moved = isSlug(slug) ? await findMovedSlug(db, 'package', slug) : undefined
      return moved === undefined ? undefined : { redirect: `${packagePath(moved)}rules/`, status: 301 }
    }
    const rules = (await findAppliedRules(db, facts.id)) ?? []
    const points = rules.reduce((sum, rule) => sum + rule.points, 0)
    const most = rules.reduce((sum, rule) => sum + rule.maxPoints, 0)
    const weight = Math.trunc((points / Math.max(1, most)) * 100)
    return {
      body: layoutPage(site, {
        title: `How ${facts.title} is rated`,
        description: `${facts.title} has a weight of ${weight} of 100 in search and a score of ${facts.score}: every rule with its points.`,
        canonical: `${packagePath(facts.slug)}rules/`,
        section: '/packages/',
        breadcrumbs: toPackageCrumbs(facts, 'Rating'),
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1 dir="auto">How ${facts.title} is rated</h1><p class="soft">Two numbers, made of nothing but what its page shows.</p></div></div>
<section class="section" aria-labelledby="weight"><div class="section-head"><h2 id="weight">Weight in search: ${weight} of 100</h2></div>
<div class="table-scroll" tabindex="0" role="region" aria-label="Table of rules"><table><thead><tr><th scope="col">Rule</th><th scope="col">What gives points</th><th scope="col" class="number">Points</th><th scope="col" class="number">Most</th></tr></thead><tbody>${rules.map(
          (rule) =>
            html`<tr><th scope="row">${rule.title}</th><td class="words">${rule.description}</td><td class="number">${rule.points}</td><td class="number">${rule.maxPoints}</td></tr>`,
        )}</tbody><tfoot><tr><th scope="row" colspan="2">Sum; the weight is its share of the most, in percent</th><td class="number">${points}</td><td class="number">${most}</td></tr></tfoot></table></div></section>
<section class="section prose" aria-labelledby="score"><div class="section-head"><h2 id="score">Score: ${formatNumber(facts.score)}</h2></div>
<p>The stars (${formatNumber(facts.watchers)}), less a tenth of them for every three months without a commit, less three tenths (at most 1,000) if nothing says that it runs on Python 3. Never below −500.</p></section>
</main>`,
      }),
      tags: [`package:${facts.id}`],
      maxAgeMs: hourMs,
    }
  })
}
