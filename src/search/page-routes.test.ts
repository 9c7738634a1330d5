import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

const resultsIn = (body: string) =>
  [...body.matchAll(/<h3><a href="(?:\/packages\/p|\/grids\/g)\/([\w-]+)\/">/g)].map(([, slug]) => slug)

describe('the page of search results', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('shows what the API finds, in its order', async () => {
    const { results } = JSON.parse((await server.get('/api/v4/search/?q=auth&v=2&limit=20')).body)
    assert.ok(results.length > 5)
    assert.deepEqual(
      resultsIn((await server.get('/search/?q=auth')).body),
      results.map(({ slug }: { slug: string }) => slug),
    )
  })

  it('counts what the results could be narrowed to, and narrows them by a link that a link takes back', async () => {
    const { body } = await server.get('/search/?q=auth')
    const grids = Number(/<a href="\/search\/\?q=auth&amp;item_type=grid">Grids<\/a> <span class="faint">(\d+)</.exec(body)?.[1])
    const narrowed = (await server.get('/search/?q=auth&item_type=grid')).body
    assert.equal(resultsIn(narrowed).length, grids)
    assert.match(narrowed, /<a href="\/search\/\?q=auth" aria-current="true">/)
  })

  it('says where a query is wrong, what it took a typo for, and what to do when nothing fits', async () => {
    assert.match(
      (await server.get('/search/?q=category:none')).body,
      /No category has the id or slug &quot;none&quot; \(at character 1\)/,
    )
    assert.match((await server.get('/search/?q=authentcation')).body, /These results have <a href="[^"]+">authentication<\/a>/)
    const { status, body } = await server.get('/search/?q=qqqqzzzz')
    assert.equal(status, 200)
    assert.match(body, /Nothing fits/)
  })

  it('turns pages', async () => {
    const first = await server.get('/search/?q=django')
    assert.match(first.body, /href="\/search\/\?q=django&amp;page=2" rel="next"/)
    const second = resultsIn((await server.get('/search/?q=django&page=2')).body)
    assert.equal(second.length, 20)
    assert.equal(new Set([...resultsIn(first.body), ...second]).size, 40)
  })

  it('goes to the last page by its name, and there when asked for one beyond', async () => {
    const last = await server.get('/search/?q=cache&page=last')
    const beyond = await server.get('/search/?q=cache&page=70')
    assert.ok(resultsIn(last.body).length > 0)
    assert.deepEqual(resultsIn(beyond.body), resultsIn(last.body))
    assert.match(beyond.body, /There is no page 70; this is the last one\./)
  })

  it('shows a change at the next request', async () => {
    await server.get('/search/?q=xylophone')
    await server.database.db.updateTable('package').set({ title: 'Xylophone' }).where('id', '=', 3402).execute()
    await server.changes.settled()
    assert.deepEqual(resultsIn((await server.get('/search/?q=xylophone')).body), ['django-mfa'])
  })
})
