import type { FastifyInstance } from 'fastify'

import { html } from '../http/html.ts'
import { icon } from '../http/icons.ts'
import { layoutPage } from '../http/layout.ts'
import { message } from '../http/messages.ts'
import { addPage, type PageOptions } from '../http/page-routes.ts'

/** As many packages as still make a table. */
const maxPackages = 50

/** Where the forms with tick boxes lead: to the address of the comparison. */
export async function compareStartRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  addPage(app, options, '/compare/', ({ path, query, viewer }) => {
    const slugs = parseSlugs(query.getAll('packages'))
    if (slugs.length > 1) return { redirect: `/compare/${slugs.slice(0, maxPackages).join(',')}/` }
    return {
      body: layoutPage(options.site, {
        title: 'Compare packages',
        description: 'Any packages side by side: releases, licence, activity, stars.',
        canonical: '/compare/',
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: 'Compare' }],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose">
<h1>Compare packages</h1>
${query.has('packages') && message('warning', 'Two packages or more make a comparison: tick some more, or type their names below.')}
<p>Tick packages in <a href="/packages/">any list</a>, or type the last part of their addresses, separated by commas. The address of the comparison can be shared.</p>
<form class="input-row" action="/compare/"><label class="visually-hidden" for="packages">Packages</label><input id="packages" name="packages" value="${slugs.join(', ')}" placeholder="django-mfa, django-two-factor-auth" autocomplete="off" spellcheck="false"><button class="primary">${icon('compare')}Compare</button></form>
</div></main>`,
      }),
      tags: [],
    }
  })
}

function parseSlugs(values: readonly string[]): string[] {
  const words = values.flatMap((value) => value.split(/[\s,]+/))
  return [...new Set(words.filter((word) => /^[\w-]{1,50}$/.test(word)))]
}
