import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'

describe('a profile', () => {
  let server: TestServer
  let alice: Browser & { accountId: number }
  let packageId: number
  before(async () => {
    server = await startTestServer()
    alice = await signInAs(server, 'Alice')
    const { db } = server.database
    const rows = await db
      .insertInto('package')
      .values([
        { category_id: 1, title: 'By name', slug: 'by-name', participants: ['bob', 'Alice'] },
        { category_id: 1, title: 'Suffix only', slug: 'suffix-only', participants: ['malice', 'Alice2', 'alice'] },
        { category_id: 1, title: '<b>Added</b> ‮', slug: 'added-here', created_by: alice.accountId },
        { category_id: 1, title: 'Liked', slug: 'liked-one' },
      ])
      .returning('id')
      .execute()
    packageId = rows[3]?.id ?? 0
    await db.insertInto('favourite').values({ package_id: packageId, account_id: alice.accountId }).execute()
    await db.insertInto('usage').values({ package_id: packageId, account_id: alice.accountId }).execute()
  })
  after(() => server[Symbol.asyncDispose]())

  const titles = (body: string) => [...body.matchAll(/<h3><a href="\/packages\/p\/([\w-]+)\/"/g)].map(([, slug]) => slug)

  it('lists what names the account letter by letter among its participants, and what it added', async () => {
    const { status, body } = await server.get('/profiles/Alice/')
    assert.equal(status, 200)
    assert.deepEqual(
      titles(body).toSorted((a = '', b = '') => a.localeCompare(b)),
      ['added-here', 'by-name'],
    )
    assert.match(body, /&lt;b&gt;Added&lt;\/b&gt;/)
    assert.deepEqual(titles((await server.get('/profiles/Alice/?show=used')).body), ['liked-one'])
  })

  it('shows favourites to nobody else until they are shared, and at once no more when they are not', async () => {
    const path = '/profiles/Alice/?show=favourites'
    assert.deepEqual(titles((await alice.get(path)).body), ['liked-one'])
    assert.match((await server.get(path)).body, /There is no show “favourites”/)
    assert.equal((await alice.submit('/account/favourites/', { share: '1' })).status, 303)
    await server.changes.settled()
    assert.deepEqual(titles((await server.get(path)).body), ['liked-one'])
    assert.equal((await alice.submit('/account/favourites/', {})).status, 303)
    await server.changes.settled()
    assert.deepEqual(titles((await server.get(path)).body), ['added-here', 'by-name'])
  })

  it('has one address whatever the case, and none without an account or with one that is shut out', async () => {
    const answer = await server.get('/profiles/ALICE/')
    assert.deepEqual([answer.status, answer.headers.location], [301, '/profiles/Alice/'])
    for (const name of ['nobody', 'a%00b', '%3Cb%3E', 'x'.repeat(60)])
      assert.equal((await server.get(`/profiles/${name}/`)).status, 404, name)
    const { accountId } = await signInAs(server, 'gone')
    await server.database.db
      .updateTable('account')
      .set({ disabled_at: '2026-01-01T00:00:00Z' })
      .where('id', '=', accountId)
      .execute()
    assert.equal((await server.get('/profiles/gone/')).status, 404)
  })
})
