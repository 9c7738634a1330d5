import { icon } from '../http/assets.ts'
import { html } from '../http/html.ts'
import type { Site } from '../http/site.ts'
import { toPagePath } from './hits.ts'
import type { Suggestion } from './suggestion-index.ts'

/** The specification allows no longer one. */
const maxNameLength = 16
export const openSearchPaths = { description: '/search/opensearch/description/', suggestions: '/search/opensearch/suggestions/' }

/** Tells browsers how to search here from their address bar. @see https://github.com/dewitt/opensearch */
export function describeSearch({ title, framework, origin }: Site): string {
  const at = origin()
  const url = (type: string, template: string, rel: string) =>
    html`<Url type="${type}" rel="${rel}" template="${at}${template}"/>`
  return String(html`<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${title.slice(0, maxNameLength)}</ShortName>
<Description>Find packages for ${framework} and the grids that compare them.</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image type="image/svg+xml">${at}${icon.path}</Image>
${url('text/html', '/search/?q={searchTerms}', 'results')}
${url('application/x-suggestions+json', `${openSearchPaths.suggestions}?q={searchTerms}`, 'suggestions')}
${url('application/opensearchdescription+xml', openSearchPaths.description, 'self')}
</OpenSearchDescription>
`)
}

/** What was typed, names that fit, nothing, and the paths of their pages: the form that browsers expect. */
export function toOpenSearch(typed: string, suggestions: readonly Suggestion[]): [string, string[], [], string[]] {
  return [typed, suggestions.map(({ title }) => title), [], suggestions.map(({ itemType, slug }) => toPagePath(itemType, slug))]
}
