import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from './support/server.ts'

const paths = [
  '/',
  '/packages/',
  '/packages/latest/',
  '/packages/liked/',
  '/categories/',
  '/categories/apps/',
  '/grids/',
  '/grids/g/security/packages/',
  '/search/?q=auth',
  '/compare/',
  '/about/',
  '/help/',
  '/faq/',
  '/terms/',
  '/syndication/',
  '/api/docs/',
]

describe('the pages', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('forbid whatever is not from here, and everything inline', async () => {
    for (const path of paths) {
      const { status, headers, body } = await server.get(path)
      assert.equal(status, 200, path)
      const policy = String(headers['content-security-policy'])
      assert.match(policy, /default-src 'none'/, path)
      assert.doesNotMatch(policy, /unsafe|\*/, path)
      assert.doesNotMatch(body, /<style|\sstyle=|\son\w+=|javascript:/, path)
      assert.doesNotMatch(body, /<(script|link|img)[^>]+(src|rel="stylesheet" href)="(?!\/assets\/)/, path)
    }
  })

  it('say what they are to search engines and previews', async () => {
    for (const path of paths.filter((one) => !one.startsWith('/search/'))) {
      const { body } = await server.get(path)
      assert.match(body, /<title>[^<]*Packgrid<\/title>/, path)
      assert.match(body, /<meta name="description" content="[^"]{20,}">/, path)
      assert.ok(body.includes(`<link rel="canonical" href="https://djangopackages.org${path}">`), path)
      assert.match(body, /<meta property="og:image" content="https:\/\/djangopackages\.org\/[\w/.-]+\.png">/, path)
      for (const [, data = ''] of body.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/gs)) {
        assert.equal(JSON.parse(data)['@context'], 'https://schema.org', path)
      }
    }
    assert.match((await server.get('/search/?q=auth')).body, /<meta name="robots" content="noindex">/)
  })

  it('cost nothing when nothing changed, and follow a change at once', async () => {
    const first = await server.get('/packages/', { 'accept-encoding': 'br' })
    assert.equal(first.headers['content-encoding'], 'br')
    const again = await server.get('/packages/', { 'accept-encoding': 'br', 'if-none-match': String(first.headers.etag) })
    assert.equal(again.status, 304)
    await server.database.db.updateTable('package').set({ repo_watchers: 999_999 }).where('id', '=', 3402).execute()
    await server.changes.settled()
    const changed = await server.get('/packages/?status=all', { 'if-none-match': String(first.headers.etag) })
    assert.equal(changed.status, 200)
    assert.match(changed.body, /999,999/)
  })

  it('are moved to the address with the slash, with their query', async () => {
    for (const [path, location] of [
      ['/packages?q=a%20b', '/packages/?q=a%20b'],
      ['/grids', '/grids/'],
      ['/categories/apps', '/categories/apps/'],
      ['/grids/g/security/packages', '/grids/g/security/packages/'],
      ['/feeds/packages/latest/rss', '/feeds/packages/latest/rss/'],
      ['/health', '/health/'],
      ['/api/docs', '/api/docs/'],
    ] as const) {
      const { status, headers } = await server.get(path)
      assert.equal(status, 301, path)
      assert.equal(headers.location, location)
    }
    assert.equal((await server.get('/stack/')).headers.location, '/about/#stack')
  })

  it('link only to what exists', async () => {
    // Pages of accounts and of editing are not tried here.
    const elsewhere = /^\/(login|logout|account|profiles)\/|\/add\/|^\/packages\/p\/[\w-]+\/$|^\/grids\/g\/[\w-]+\/$/
    const seen = new Set<string>()
    for (const path of paths) {
      const { body } = await server.get(path)
      for (const [, href = ''] of body.matchAll(/href="(\/[^"#]*)/g)) seen.add(href.replaceAll('&amp;', '&'))
    }
    const broken: string[] = []
    for (const href of seen) {
      if (!elsewhere.test(href) && (await server.get(href)).status !== 200) broken.push(href)
    }
    assert.ok(seen.size > 80)
    assert.deepEqual(broken, [])
  })

  it('are for nobody else when they carry credentials', async () => {
    const { headers } = await server.get('/packages/', { cookie: 'packgrid_session=x' })
    assert.match(String(headers['cache-control']), /^private/)
  })

  it('answer HEAD without a body, and keep files with a hash in their name for ever', async () => {
    const head = await server.send('HEAD', '/packages/')
    assert.equal(head.status, 200)
    assert.equal(head.bytes.length, 0)
    const stylesheet = /<link rel="stylesheet" href="([^"]+)">/.exec((await server.get('/')).body)?.[1] ?? ''
    const { headers } = await server.get(stylesheet, { 'accept-encoding': 'gzip, br' })
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
    assert.equal(headers['content-encoding'], 'br')
    assert.equal((await server.get('/favicon.ico')).status, 301)
  })
})
