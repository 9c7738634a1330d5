import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type BrowserTest, openPage, startBrowserTest } from './support.ts'

const grid = '/grids/g/ten/?status=all'
const limits = [
  ['/', 60_000],
  ['/packages/', 60_000],
  ['/packages/p/django-oauth-toolkit/', 60_000],
  ['/search/?q=auth', 60_000],
  ['/api/v4/packages/3402/', 60_000],
  [grid, 100_000],
] as const

describe('what comes over the network at a first visit, with everything', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
    const { db } = test.server.database
    const { id: grid_id } = await db
      .insertInto('grid')
      .values({ title: 'Ten packages', slug: 'ten', description: '' })
      .returning('id')
      .executeTakeFirstOrThrow()
    // Those of which most is known.
    const packages = await db.selectFrom('package').select('id').orderBy('repo_watchers', 'desc').limit(10).execute()
    await db
      .insertInto('grid_package')
      .values(packages.map(({ id }) => ({ grid_id, package_id: id })))
      .execute()
    await test.server.changes.settled()
  })
  after(() => test[Symbol.asyncDispose]())

  for (const [path, maxBytes] of limits) {
    it(`is at most ${maxBytes} bytes for ${path}`, async (context) => {
      await using watched = await openPage(test)
      await watched.page.goto(path, { waitUntil: 'networkidle' })
      if (path === grid) assert.equal(await watched.page.locator('.compare thead th a').count(), 10)
      const bytes = await watched.transferredBytes()
      context.diagnostic(`${path}: ${bytes} bytes`)
      assert.ok(bytes > 5_000 && bytes <= maxBytes, `${bytes} bytes`)
    })
  }
})
