import type { FastifyInstance } from 'fastify'

import { type Html, html } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import { addPage, type PageOptions } from '../http/page-routes.ts'
import type { Site } from '../http/site.ts'
import { aboutText, faqText, helpText } from './about.ts'
import { syndicationText, termsText } from './terms.ts'

interface Text {
  path: string
  title: string
  description: string
  write: (site: Site) => Html
}

const texts: readonly Text[] = [
  {
    path: '/about/',
    title: 'About',
    description: 'What this directory is, where its facts come from, what its words mean.',
    write: aboutText,
  },
  { path: '/help/', title: 'Help', description: 'How to find, compare and improve packages, and the keys.', write: helpText },
  {
    path: '/faq/',
    title: 'Questions',
    description: 'What people ask about packages, status, score and mistakes.',
    write: faqText,
  },
  { path: '/terms/', title: 'Terms', description: 'What holds for what you write and for what you read.', write: termsText },
  {
    path: '/syndication/',
    title: 'Feeds and badges',
    description: 'Atom and RSS of what is new, and badges for READMEs.',
    write: syndicationText,
  },
]

/** Pages that hold words only. */
export async function textRoutes(app: FastifyInstance, options: PageOptions): Promise<void> {
  for (const { path, title, description, write } of texts) {
    addPage(app, options, path, ({ viewer }) => ({
      body: layoutPage(options.site, {
        title,
        description,
        canonical: path,
        breadcrumbs: [{ label: 'Home', href: '/' }, { label: title }],
        path,
        viewer,
        content: html`<main id="content" class="wrap" tabindex="-1"><div class="prose">${write(options.site)}</div></main>`,
      }),
      tags: [],
    }))
  }
  addPage(app, options, '/robots.txt', () => ({
    body: `User-agent: *\nDisallow: /search/\nDisallow: /login/\nDisallow: /account/\nDisallow: /*?*sort=\nDisallow: /*?*status=\n\nSitemap: ${options.site.origin()}/sitemap.xml\n`,
    type: 'text/plain; charset=utf-8',
    tags: [],
  }))
}
