import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { sendErrorPage } from '../http/errors.ts'
import { pageHeaders } from '../http/layout.ts'
import type { Site } from '../http/site.ts'
import { parseInteger } from '../rest/integers.ts'
import { Query } from '../rest/query.ts'
import { toPagePath } from './hits.ts'
import { describeSearch, openSearchPaths, toOpenSearch } from './opensearch.ts'
import { suggestionDropdown, suggestionList } from './pages.ts'
import { maxFound, type Suggestion } from './suggestion-index.ts'
import type { Suggestions } from './suggestions.ts'

export interface SearchRoutesOptions {
  suggestions: Suggestions
  site: Site
}

const limits = { length: 100, page: 10, openSearch: 15 }
const headers = { 'Cache-Control': 'public, max-age=0, must-revalidate', 'X-Content-Type-Options': 'nosniff' }

/** Suggestions while somebody types, for our pages, for scripts and for browsers' address bars. */
export async function searchRoutes(app: FastifyInstance, { suggestions, site }: SearchRoutesOptions): Promise<void> {
  // Read before the first letter is typed; a failure shows in the request that needs it.
  app.addHook('onListen', () => void suggestions.ready().catch(() => {}))

  async function find(typed: string, limit: number): Promise<Suggestion[]> {
    if (typed.length > limits.length) return []
    await suggestions.ready()
    return suggestions.find(typed, limit)
  }

  app.get('/search/suggestions/', { schema: { hide: true } }, async (request, reply) => {
    const query = toQuery(request)
    const typed = query.get('q') ?? ''
    const page = Number(parseInteger(query.get('page') ?? '1') ?? 0n)
    const found = await find(typed, maxFound)
    const pages = Math.max(1, Math.ceil(found.length / limits.page))
    if (!(page >= 1 && page <= pages)) return sendErrorPage(reply, site, 404)
    const shown = found.slice((page - 1) * limits.page, page * limits.page)
    const nextPage = page < pages ? page + 1 : undefined
    reply.headers(headers).header('Vary', 'Accept')
    if (wantsJson(request)) {
      const results = shown.map(({ itemType, ...rest }) => ({
        ...rest,
        item_type: itemType,
        absolute_url: toPagePath(itemType, rest.slug),
      }))
      return reply.send({ q: typed, results, next_page: nextPage ?? null })
    }
    const list = { typed, suggestions: shown, nextPage, dropdownId: (query.get('dropdown_id') ?? '').slice(0, limits.length) }
    return sendPart(reply, String(query.get('load_more') === '1' ? suggestionList(list) : suggestionDropdown(list)))
  })

  app.get(openSearchPaths.description, { schema: { hide: true } }, (_request, reply) =>
    reply.headers(headers).type('application/opensearchdescription+xml').send(describeSearch(site)),
  )

  app.get(openSearchPaths.suggestions, { schema: { hide: true } }, async (request, reply) => {
    const typed = toQuery(request).get('q') ?? ''
    return reply
      .headers({ ...headers, 'Access-Control-Allow-Origin': '*' })
      .type('application/x-suggestions+json')
      .send(JSON.stringify(toOpenSearch(typed, await find(typed, limits.openSearch))))
  })
}

function toQuery({ raw }: FastifyRequest): Query {
  return new Query((raw.url ?? '').split(/\?(.*)/s, 2)[1] ?? '')
}

/** Browsers get markup; whoever prefers JSON gets that. */
function wantsJson({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept.includes('application/json') && !accept.includes('text/html')
}

function sendPart(reply: FastifyReply, markup: string): FastifyReply {
  return reply.headers(pageHeaders).type('text/html; charset=utf-8').send(markup)
}
