import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from './support/browser.ts'
import { createVisitor } from './support/people.ts'
import { startTestServer, type TestServer } from './support/server.ts'

/** What GET of every address of the reference answers here to whoever has no account: a status, or where it leads. */
const addresses: readonly (readonly [path: string, answer: number | string])[] = [
  ['/', 200],
  ['/categories/', 200],
  ['/categories/apps/', 200],
  ['/categories/no-such/', 404],
  ['/robots.txt', 200],
  ['/favicon.ico', 301],
  ['/health/', 200],
  ['/404', 404],
  ['/403', 403],
  ['/500', 500],
  ['/503', 503],
  ['/login/', 200],
  ['/logout/', '/account/'],
  ['/about/', 200],
  ['/faq/', 200],
  ['/terms/', 200],
  ['/acceptable-use/', '/terms/#use'],
  ['/stack/', '/about/#stack'],
  ['/help/', 200],
  ['/funding/', '/about/'],
  ['/syndication/', 200],
  ['/open/', 200],
  ['/readiness/', 200],
  ['/readiness/django/1.0/', 404],
  ['/sitemap.xml', 200],
  ['/sitemap-packages.xml', 200],
  ['/sitemap-no-such.xml', 404],
  ['/api-auth/login/', '/login/'],
  ['/api-auth/logout/', '/account/'],
  ['/auth/login/github/', '/login/'],
  ['/admin/', '/moderation/'],
  // Nothing is switched by looking at an address.
  ['/maintenance-mode/on/', 404],
  ['/wafflejs/waffle_status', 404],
  ['/packages/', 200],
  ['/packages/latest/', 200],
  ['/packages/liked/', 200],
  ['/packages/add/', '/login/?next=%2Fpackages%2Fadd%2F'],
  ['/packages/add/validate/', 405],
  ['/packages/django-mfa/edit/', '/login/?next=%2Fpackages%2Fdjango-mfa%2Fedit%2F'],
  ['/packages/django-mfa/fetch-data/', 405],
  ['/packages/django-mfa/example/add/', '/login/?next=%2Fpackages%2Fdjango-mfa%2Fexample%2Fadd%2F'],
  ['/packages/no-such/example/add/', 404],
  ['/packages/django-mfa/example/1/edit/', '/login/?next=%2Fpackages%2Fdjango-mfa%2Fexample%2F1%2Fedit%2F'],
  ['/packages/django-mfa/example/1/delete/', 405],
  ['/packages/django-mfa/flag/', '/login/?next=%2Fpackages%2Fdjango-mfa%2Fflag%2F'],
  ['/packages/flag/1/approve/', '/moderation/'],
  ['/packages/flag/1/remove/', '/moderation/'],
  ['/packages/p/django-mfa/', 200],
  ['/packages/p/no-such/', 404],
  ['/packages/p/django-mfa/rules/', 200],
  ['/packages/p/django-mfa/opengraph/', '/packages/p/django-mfa/picture.png'],
  ['/packages/usage/django-mfa/add/', 405],
  ['/packages/usage/django-mfa/remove/', 405],
  ['/packages/django-mfa/documentation/edit/', '/packages/django-mfa/edit/#documentation_url'],
  ['/packages/django-mfa/versions/', 200],
  ['/grids/', 200],
  ['/grids/add/', '/login/?next=%2Fgrids%2Fadd%2F'],
  ['/grids/security/edit/', '/login/?next=%2Fgrids%2Fsecurity%2Fedit%2F'],
  ['/grids/g/security/', 200],
  ['/grids/g/security/opengraph/', '/grids/g/security/picture.png'],
  ['/grids/g/security/timesheet/', '/grids/g/security/?status=all&transpose=1&rows=status,commits,last-commit'],
  ['/grids/g/security/packages/', 200],
  ['/grids/security/package/add/', '/login/?next=%2Fgrids%2Fsecurity%2Fpackage%2Fadd%2F'],
  ['/grids/package/security/1/delete/', '/login/?next=%2Fgrids%2Fpackage%2Fsecurity%2F1%2Fdelete%2F'],
  ['/grids/feature/add/security/', '/login/?next=%2Fgrids%2Ffeature%2Fadd%2Fsecurity%2F'],
  ['/grids/feature/1/', '/login/?next=%2Fgrids%2Ffeature%2F1%2F'],
  ['/grids/feature/1/delete/', '/login/?next=%2Fgrids%2Ffeature%2F1%2Fdelete%2F'],
  ['/grids/element/security/1/1/', '/login/?next=%2Fgrids%2Felement%2Fsecurity%2F1%2F1%2F'],
  ['/grids/ajax_package_search/?q=auth&grid=security', 200],
  ['/grids/ajax_grid_search/?q=sec&package_id=1&redirect=/', 200],
  ['/grids/ajax_grid_search/?q=sec&package_id=x', 200],
  ['/search/suggestions/?q=auth', 200],
  ['/search/', 200],
  ['/search/build/', '/search/'],
  ['/search/opensearch/description/', 200],
  ['/search/opensearch/suggestions/?q=auth', 200],
  ['/favorites/add/40/', 405],
  ['/favorites/remove/40/', 405],
  ['/feeds/packages/latest/rss/', 200],
  ['/feeds/packages/latest/atom/', 200],
  ['/changelog/', 200],
  ['/changelog/no-such/', 404],
  ['/changelog/feeds/', 200],
  ['/changelog/feeds/rss/', 200],
  ['/changelog/feeds/atom/', 200],
  ['/profiles/edit/', '/account/'],
  ['/profiles/extra-field/add/', '/account/'],
  ['/profiles/sam/', 200],
  ['/profiles/no-such/', 404],
  ['/profiles/sam/contributed/', '/profiles/sam/'],
  ['/profiles/sam/favorites/', '/profiles/sam/?show=favourites'],
  ['/profiles/sam/opengraph/', '/profiles/sam/'],
]

describe('the addresses of fifteen years', () => {
  let server: TestServer
  let editor: Browser
  before(async () => {
    server = await startTestServer()
    editor = await createVisitor(server, 'sam', 'editor')
  })
  after(() => server[Symbol.asyncDispose]())

  it('answer, or lead to where the same is now', async () => {
    const wrong: string[] = []
    for (const [path, answer] of addresses) {
      const { status, headers } = await server.get(path)
      const got = typeof answer === 'number' ? status : headers.location
      if (got !== answer || (typeof answer === 'string' && status >= 400)) wrong.push(`${path}: ${status} ${headers.location}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('answer HEAD as GET, without the body', async () => {
    const { body } = await server.get('/')
    const files = [...body.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, file = '']) => file)
    assert.ok(files.length > 2)
    const wrong: string[] = []
    for (const path of [...addresses.map(([address]) => address), ...files]) {
      const [head, whole] = [await server.send('HEAD', path), await server.get(path)]
      if (head.status !== whole.status || head.body !== '') wrong.push(`${path}: ${head.status}, not ${whole.status}`)
    }
    assert.deepEqual(wrong, [])
  })

  it('change nothing when they are looked at', async () => {
    const read = () =>
      server.database.db
        .selectFrom('revision')
        .select(({ fn }) => fn.countAll().as('count'))
        .execute()
    const known = await read()
    for (const [path] of addresses) if (!path.startsWith('/logout')) await editor.get(path)
    assert.deepEqual(await read(), known)
    assert.equal((await editor.get('/account/')).status, 200)
  })

  it('lead nowhere else, whatever stands in them', async () => {
    for (const path of [
      '/profiles/%2F%2Fevil.example/contributed/',
      '/packages/p/..%2f..%2f/opengraph/',
      '/grids/g/%0d%0aSet-Cookie:x/opengraph/',
    ]) {
      const { headers, status } = await server.get(path)
      if (status === 301) assert.match(String(headers.location), /^\/(?!\/)[\x21-\x7e]*$/, path)
      assert.equal(headers['set-cookie'], undefined)
    }
  })
})
