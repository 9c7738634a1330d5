import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

const titlesIn = (body: string) => [...body.matchAll(/<h3><a href="\/packages\/p\/([\w-]+)\/">/g)].map(([, slug]) => slug)
const countIn = (body: string) => /class="count">(?:[\d,]+–[\d,]+ of )?([\d,]+) package/.exec(body)?.[1]

describe('lists of packages', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  it('hide what is dead, say how many that are, and show them on demand', async () => {
    const { body } = await server.get('/packages/')
    const hidden = Number(/>(\d+) hidden</.exec(body)?.[1])
    assert.ok(hidden > 100)
    assert.equal(Number(countIn(body)) + hidden, 182)
    assert.match(body, /href="\/packages\/\?status=all"/)
    const all = (await server.get('/packages/?status=all')).body
    assert.equal(countIn(all), '182')
    const archived = (await server.get('/packages/?status=unmaintained')).body
    assert.ok(titlesIn(archived).length > 0)
    assert.ok(!titlesIn(body).includes(titlesIn(archived)[0]))
  })

  it('keep what is right of a query and say what is wrong', async () => {
    const { status, body } = await server.get('/packages/?q=auth&status=all&sort=best&page=zero&host=here')
    assert.equal(status, 200)
    assert.match(body, /There is no sort “best”/)
    assert.match(body, /There is no page “zero”/)
    assert.match(body, /There is no host “here”/)
    assert.deepEqual(titlesIn(body), titlesIn((await server.get('/packages/?q=auth&status=all')).body))
    assert.match((await server.get('/packages/?page=999')).body, /There is no page 999; this is the last one/)
  })

  it('show every package once, whatever the order', async () => {
    for (const sort of [
      '-repo_watchers',
      'repo_forks',
      '-pypi_downloads',
      'title',
      '-category',
      '-last_fetched',
      'usage_count',
      '-released',
    ]) {
      const seen: (string | undefined)[] = []
      for (let page = 1; page <= 10; page++) {
        seen.push(...titlesIn((await server.get(`/packages/?status=all&sort=${sort}&page=${page}`)).body))
      }
      assert.equal(seen.length, 182, sort)
      assert.equal(new Set(seen).size, 182, sort)
    }
    const last = (await server.get('/packages/?status=all&sort=title&page=last')).body
    assert.deepEqual(titlesIn(last), titlesIn((await server.get('/packages/?status=all&sort=title&page=10')).body))
  })

  it('can be narrowed by category, words and host, and carry all of it into every link', async () => {
    const { body } = await server.get('/packages/?category=frameworks&status=all&host=github&q=django&sort=title')
    assert.match(body, /href="\/packages\/\?q=django&amp;category=frameworks&amp;host=github&amp;sort=title"/)
    const { body: inCategory } = await server.get('/categories/frameworks/?status=all')
    assert.equal(countIn(inCategory), '3')
    const { body: inGrid } = await server.get('/grids/g/security/packages/?status=all')
    assert.equal(countIn(inGrid), '6')
  })

  it('lead from tick boxes to one address for the comparison', async () => {
    const { status, headers } = await server.get(
      '/compare/?packages=django-mfa&packages=django-axes&packages=django-mfa&packages=%00',
    )
    assert.equal(status, 302)
    assert.equal(headers.location, '/compare/django-mfa,django-axes/')
    assert.match((await server.get('/compare/?packages=django-mfa')).body, /Two packages or more/)
  })

  it('show latest and liked packages, the liked ones only once somebody likes them', async () => {
    assert.equal(titlesIn((await server.get('/packages/latest/')).body)[0], 'django-lark')
    assert.match((await server.get('/packages/liked/')).body, /There is none yet/)
    const db = server.database.db
    const { id } = await db
      .insertInto('account')
      .values({ name: 'reader', role: 'reader' })
      .returning('id')
      .executeTakeFirstOrThrow()
    await db.insertInto('favourite').values({ package_id: 3402, account_id: id }).execute()
    await server.changes.settled()
    assert.deepEqual(titlesIn((await server.get('/packages/liked/')).body), ['django-mfa'])
    await db.deleteFrom('favourite').execute()
  })

  it('show text as text, however it looks', async () => {
    const db = server.database.db
    const hostile = `</script><img src=x onerror=alert(1)> "'&amp; \u202Eright to left`
    await db
      .updateTable('package')
      .set({ title: hostile, repo_description: hostile.repeat(1_000), created_at: sql`now()` })
      .where('id', '=', 3402)
      .execute()
    await server.changes.settled()
    for (const path of ['/packages/?status=all&sort=-created', '/feeds/packages/latest/atom/', '/feeds/packages/latest/rss/']) {
      const { body } = await server.get(path)
      assert.ok(!body.includes('<img src=x'), path)
      assert.ok(body.includes('&lt;img src=x'), path)
    }
    await db
      .updateTable('package')
      .set({ title: 'django-mfa', repo_description: 'second factor' })
      .where('id', '=', 3402)
      .execute()
  })

  it('answer every odd address with a page or 404', async () => {
    for (const [path, status] of [
      ['/packages/?q=%00%ff&page=99999999999&category=%00', 200],
      [`/packages/?q=${'x'.repeat(5_000)}`, 200],
      ['/categories/no-such/', 404],
      ['/categories/%00/', 404],
      ['/grids/g/%00/packages/', 404],
      ['/packages/p/%00/badge.svg', 404],
      ['/packages/p/no-such/atom/', 404],
    ] as const) {
      assert.equal((await server.get(path)).status, status, path)
    }
  })
})
