import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('suggestions over HTTP', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const json = { accept: 'application/json' }
  async function suggest(
    q: string,
    more = '',
  ): Promise<{ results: { slug: string; title: string }[]; next_page: number | null }> {
    return JSON.parse((await server.get(`/search/suggestions/?q=${encodeURIComponent(q)}${more}`, json)).body)
  }

  it('are markup for a page and JSON for a script, ten a page', async () => {
    const { results, next_page: next } = await suggest('d')
    assert.equal(results.length, 10)
    assert.equal(next, 2)
    const second = await suggest('d', '&page=2')
    assert.ok(second.results.every(({ slug }) => !results.some((other) => other.slug === slug)))
    const page = await server.get('/search/suggestions/?q=cach', { accept: 'text/html' })
    assert.match(page.body, /<ul class="suggestions" ?>.*<a href="\/packages\/p\/cacheops\/">django-cacheops<\/a>/s)
    assert.equal(page.headers.vary, 'Accept')
  })

  it('end with 404 beyond the last page, and with nothing for what is too long', async () => {
    assert.equal((await server.get('/search/suggestions/?q=cacheops&page=2')).status, 404)
    assert.equal((await server.get('/search/suggestions/?q=cacheops&page=0')).status, 404)
    assert.equal((await server.get('/search/suggestions/?q=cacheops&page=x')).status, 404)
    assert.deepEqual((await suggest('c'.repeat(101))).results, [])
    assert.deepEqual((await suggest('')).results, [])
  })

  it('escape what was typed', async () => {
    const { body } = await server.get(`/search/suggestions/?q=d&dropdown_id=${encodeURIComponent('"><script>')}`, {
      accept: 'text/html',
    })
    assert.ok(!body.includes('<script>'))
  })

  it('know every change at the next letter', async () => {
    const write = async (statement: string) => {
      await sql.raw(statement).execute(server.database.db)
      await server.changes.settled()
    }
    await write(`insert into package (category_id, title, slug) values (1, 'django-zebra', 'zebra-herd')`)
    assert.deepEqual(
      (await suggest('zeb')).results.map(({ slug }) => slug),
      ['zebra-herd'],
    )
    await write(`update package set title = 'django-gnu', slug = 'gnu-herd' where slug = 'zebra-herd'`)
    assert.deepEqual((await suggest('zeb')).results, [])
    assert.deepEqual(
      (await suggest('gnu')).results.map(({ title }) => title),
      ['django-gnu'],
    )
    await write(`delete from package where slug = 'gnu-herd'`)
    assert.deepEqual((await suggest('gnu')).results, [])
  })

  it('come in the form of browsers too', async () => {
    const { body, headers } = await server.get('/search/opensearch/suggestions/?q=two')
    assert.match(headers['content-type'] ?? '', /^application\/x-suggestions\+json/)
    assert.deepEqual(JSON.parse(body), [
      'two',
      ['django-two-factor-auth', 'Two-factor authentication'],
      [],
      ['/packages/p/django-two-factor-auth/', '/grids/g/two-factor-authentication/'],
    ])
    assert.equal(JSON.parse((await server.get('/search/opensearch/suggestions/?q=d')).body)[1].length, 15)
  })

  it('are described for browsers with addresses of the public origin', async () => {
    const { body, headers } = await server.get('/search/opensearch/description/')
    assert.match(headers['content-type'] ?? '', /^application\/opensearchdescription\+xml/)
    for (const path of [
      '/search/?q={searchTerms}',
      '/search/opensearch/suggestions/?q={searchTerms}',
      '/search/opensearch/description/',
    ]) {
      assert.ok(body.includes(`template="https://djangopackages.org${path}"`), path)
    }
  })
})
