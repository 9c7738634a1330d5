import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

const lists = ['packages', 'search', 'grids', 'categories']
const links = (body: string) => [...body.matchAll(/"(https:\/\/djangopackages\.org[^"]*)"/g)].map(([, link]) => link)

describe('formats and addresses', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('a suffix and a format parameter are carried into every link', async () => {
    for (const [path, expected] of [
      ['/api/v4/packages/3402.json', ['/api/v4/categories/1.json', '/api/v4/grids/66.json']],
      ['/api/v4/packages/3402.json/', ['/api/v4/categories/1.json', '/api/v4/grids/66.json']],
      ['/api/v4/packages/3402/?format=json', ['/api/v4/categories/1/?format=json', '/api/v4/grids/66/?format=json']],
      ['/api/v4/packages/3402/?format=', ['/api/v4/categories/1/?format=', '/api/v4/grids/66/?format=']],
      ['/api/v4/packages/3402.json?format=xml', ['/api/v4/categories/1.json?format=xml', '/api/v4/grids/66.json?format=xml']],
      ['/api/v4/.json', lists.map((name) => `/api/v4/${name}.json`)],
      ['/api/v4/?format=json', lists.map((name) => `/api/v4/${name}/?format=json`)],
    ] as const) {
      const { status, body } = await server.get(path)
      assert.equal(status, 200, path)
      assert.deepEqual(
        links(body),
        expected.map((link) => `https://djangopackages.org${link}`),
        path,
      )
    }
  })

  it('page links keep the suffix and every parameter, sorted', async () => {
    const { body } = await server.get('/api/v4/categories.json?limit=1&offset=1&b=2&a=x+y&b=1&c')
    assert.deepEqual(links(body), [
      'https://djangopackages.org/api/v4/categories.json?a=x+y&b=2&b=1&c=&limit=1&offset=2',
      'https://djangopackages.org/api/v4/categories.json?a=x+y&b=2&b=1&c=&limit=1',
    ])
  })

  it('page links keep parameters with any name', async () => {
    const { body } = await server.get('/api/v4/categories/?limit=1&__proto__=1&constructor=&toString=a')
    assert.deepEqual(links(body), [
      'https://djangopackages.org/api/v4/categories/?__proto__=1&constructor=&limit=1&offset=1&toString=a',
    ])
    const marked = await server.get('/api/v4/categories/??limit=1')
    assert.equal(JSON.parse(marked.body).results.length, 4)
  })

  it('ids are digits of any script; a category, which has no other key, is named by any number that Python reads', async () => {
    const idOf = async (path: string) => JSON.parse((await server.get(`/api/v4/${path}/`)).body).id
    assert.equal(await idOf('packages/%D9%A3%D9%A4%D9%A0%D9%A2'), 3402)
    assert.equal(await idOf('packages/03402'), 3402)
    for (const key of ['1', '01', '+1', '0_1', '%201%20', '1%0A', '%EF%BC%91'])
      assert.equal(await idOf(`categories/${key}`), 1, key)
    for (const [path, detail] of [
      ['packages/+3402', 'No Package matches the given query.'],
      ['packages/3402%20', 'No Package matches the given query.'],
      ['packages/Django-MFA', 'No Package matches the given query.'],
      ['packages/django-mfa%00', 'No Package matches the given query.'],
      ['grids/9999999999999999999999', 'No Grid matches the given query.'],
      ['categories/-1', 'No Category matches the given query.'],
      ['categories/-99999999999999999999', 'No Category matches the given query.'],
      ['categories/1-', 'Not found.'],
      ['categories/1%00', 'Not found.'],
    ] as const) {
      const answer = await server.get(`/api/v4/${path}/`)
      assert.equal(answer.status, 404, path)
      assert.equal(answer.body, JSON.stringify({ detail }), path)
    }
  })

  it('an offset beyond any number gives an empty page that links back', async () => {
    const { status, body } = await server.get('/api/v4/categories/?limit=1&offset=99999999999999999999')
    assert.equal(status, 200)
    assert.equal(
      body,
      `{"count":4,"next":null,"previous":"https://djangopackages.org/api/v4/categories/?limit=1&offset=99999999999999999998","results":[]}`,
    )
  })

  it('numbers are read as the reference reads them', async () => {
    const count = async (limit: string) => JSON.parse((await server.get(`/api/v4/packages/?limit=${limit}`)).body).results.length
    assert.deepEqual(await Promise.all(['%2B3', '%203%20', '3_0', '3.0', '1e1', '007', ''].map(count)), [3, 3, 30, 20, 20, 7, 20])
    // Digits of any script, blanks of Unicode but for the byte order mark.
    assert.deepEqual(
      await Promise.all(['%D9%A3', '%F0%9D%9F%9B', '%C2%B2', '%C2%A03%C2%85', '%EF%BB%BF3', '3%00', '--3'].map(count)),
      [3, 3, 20, 3, 20, 20, 20],
    )
  })

  it('the browsable page answers a browser, the suffix .api and ?format=api', async () => {
    const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'
    for (const [path, accept] of [
      ['/api/v4/packages/3402/', browser],
      ['/api/v4/packages/3402.api', browser],
      ['/api/v4/packages/3402/?format=api', '*/*'],
      ['/api/v4/packages/no-such/', browser],
    ] as const) {
      const { headers, body } = await server.get(path, { accept })
      assert.equal(headers['content-type'], 'text/html; charset=utf-8', path)
      assert.match(String(headers['content-security-policy']), /default-src 'none'/)
      assert.match(body, /<main/)
    }
  })

  it('refuses what it cannot write, in JSON', async () => {
    for (const [path, accept, status] of [
      ['/api/v4/packages/3402/?format=api', 'application/json', 406],
      ['/api/v4/packages/3402.json', 'text/html', 406],
      ['/api/v4/packages/3402/', '', 406],
      ['/api/v4/packages/3402/', 'application/json/x', 406],
      ['/api/v4/packages/3402/', 'application', 406],
      ['/api/v4/packages/3402.xml', '*/*', 404],
    ] as const) {
      const answer = await server.get(path, { accept })
      assert.equal(answer.status, status, `${path} ${accept}`)
      assert.equal(answer.headers['content-type'], 'application/json')
      assert.ok(JSON.parse(answer.body).detail)
    }
  })

  it('indents as Accept asks, up to eight', async () => {
    const plain = JSON.parse((await server.get('/api/v4/categories/1/')).body)
    for (const [indent, used] of [
      ['2', 2],
      ['0', 0],
      ['99', 8],
      ['-1', 0],
      ['four', 0],
    ] as const) {
      const { body } = await server.get('/api/v4/categories/1/', { accept: `application/json; indent=${indent}` })
      assert.equal(body, JSON.stringify(plain, undefined, used), indent)
    }
  })

  it('a stranger is refused every method but the three, and every address without its slash is moved', async () => {
    const writing = ['POST', 'PUT', 'PATCH', 'DELETE']
    for (const method of [...writing, 'TRACE', 'PROPFIND']) {
      const isKnown = writing.includes(method)
      const answer = await server.send(method, '/api/v4/packages/', { 'content-type': 'text/csv' }, 'a,b')
      assert.equal(answer.status, isKnown ? 401 : 405, method)
      const reason = isKnown ? 'Authentication credentials were not provided.' : `Method "${method}" not allowed.`
      assert.equal(answer.body, JSON.stringify({ detail: reason }))
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
      assert.equal((await server.send(method, '/api/v4/packages')).status, 301)
    }
    for (const [path, location] of [
      ['/api/v4', '/api/v4/'],
      ['/api/v4/grids/security?a=b&c', '/api/v4/grids/security/?a=b&c'],
      ['/api/v4/packages/3402?', '/api/v4/packages/3402/'],
      // The path is decoded and encoded again; the query stays, but for what no URL may hold.
      ['/api/v4/packages/django%2Dmfa', '/api/v4/packages/django-mfa/'],
      ['/api/v4/packages/%C3%A9;x=1%5B', '/api/v4/packages/%C3%A9%3Bx%3D1%5B/'],
      ['/api/v4/packages/a:b@c&d+$,(!)', '/api/v4/packages/a:b@c&d+$,(!)/'],
      ['/api/v4/packages?a=[1]&b={|}&c=%zz', '/api/v4/packages/?a=[1]&b=%7B%7C%7D&c=%zz'],
      // What encodes nothing, and what is not UTF-8, is text.
      ['/api/v4/packages/%zz', '/api/v4/packages/%25zz/'],
      ['/api/v4/packages/%e9%41', '/api/v4/packages/%25E9A/'],
    ] as const) {
      const answer = await server.get(path)
      assert.equal(answer.status, 301)
      assert.equal(answer.headers.location, location)
    }
  })

  it('an address that is none is a page that is not there, whatever the method', async () => {
    for (const path of [
      '/nope',
      '/api/v4/nope/',
      '/api/v4/packages//',
      '/api/v4/packages/a/b/',
      '/api/v4/packages/a.b.c/',
      '/api/v4/%ff/',
      '/api/v4/packages/%2F/',
      '/api/v4/packages/x%2fy/',
      '/api/v4/packages.JSON',
      '/api/v4/search/x/',
    ]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await server.send(method, path)
        assert.equal(answer.status, 404, `${method} ${path}`)
        assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
      }
    }
  })

  it('links never come from the Host header', async () => {
    const { body } = await server.get('/api/v4/packages/3402/?fields=category', {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
    })
    assert.equal(body, '{"category":"https://djangopackages.org/api/v4/categories/1/"}')
  })
})
