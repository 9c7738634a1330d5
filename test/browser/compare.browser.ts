import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { saveFeatures } from '../support/features.ts'
import { createVisitor } from '../support/people.ts'
import { type BrowserTest, findBarriers, forEachPage, measureOverflow, openPage, startBrowserTest } from './support.ts'

const grid = '/grids/g/security/?status=all&unknown=all'

describe('the table of a grid', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest({ publicUrl: 'http://packages.example' })
    const { packages }: { packages: { slug: string }[] } = JSON.parse(
      (await test.server.get('/grids/g/security/export.json?status=all')).body,
    )
    const texts = ['yes', '- partial', '?', '<b>bold</b> & more', '\u202eright to left', 'x'.repeat(100_000), '+++']
    const cells = Object.fromEntries(packages.map(({ slug }, index) => [slug, texts[index % texts.length] ?? '']))
    await saveFeatures(
      test.server.database.db,
      'security',
      Array.from({ length: 30 }, (_, index) => ({
        title: `${'Long'.repeat(index % 5)} feature ${index}`,
        description: 'What it means.',
        cells,
      })),
    )
  })
  after(() => test[Symbol.asyncDispose]())

  it('keeps its head and its first column in sight while it scrolls, either way round', async () => {
    await using watched = await openPage(test)
    const { page } = watched
    for (const path of [grid, `${grid}&transpose=1`]) {
      for (const width of [360, 800, 1400]) {
        await page.setViewportSize({ width, height: 700 })
        await page.goto(path)
        const [top, left, isScrolled] = await page.evaluate<[number, number, boolean]>(`(() => {
          const region = document.querySelector('.table-scroll')
          region.scrollTo(200, 400)
          const { top, left } = region.getBoundingClientRect()
          const head = region.querySelector('thead th:last-child').getBoundingClientRect()
          const first = region.querySelector('tbody tr:last-child th').getBoundingClientRect()
          return [head.top - top, first.left - left, region.scrollTop > 0 && region.scrollLeft > 0]
        })()`)
        assert.ok(Math.abs(top) <= 1 && Math.abs(left) <= 1, `${path} at ${width}: ${top}, ${left}`)
        assert.ok(isScrolled, `${path} at ${width} scrolls`)
      }
    }
  })

  it('has no barrier and fits the window with every kind of cell in it, and so do its forms', async () => {
    const visitor = await createVisitor(test.server, 'mo', 'moderator')
    const { db } = test.server.database
    const { id } = await db.selectFrom('feature').select('id').orderBy('id').executeTakeFirstOrThrow()
    const { package_id } = await db
      .selectFrom('element')
      .innerJoin('grid_package', 'grid_package.id', 'grid_package_id')
      .select('package_id')
      .where('feature_id', '=', id)
      .orderBy('element.id')
      .executeTakeFirstOrThrow()
    const paths = [
      grid,
      '/grids/add/',
      '/grids/security/edit/',
      '/grids/security/package/add/?q=auth',
      '/grids/feature/add/security/',
      `/grids/feature/${id}/delete/`,
      `/grids/element/security/${package_id}/${id}/`,
    ]
    const found: string[] = []
    const session = { name: 'packgrid_session', value: visitor.cookie('packgrid_session'), url: test.server.origin }
    const complaints = await forEachPage(test, paths, async ({ page, where }) => {
      await page.context().addCookies([session])
      await page.reload()
      for (const barrier of await findBarriers(page)) found.push(`${where}: ${barrier}`)
      const overflow = await measureOverflow(page)
      if (overflow > 0) found.push(`${where}: ${overflow} px too wide`)
    })
    assert.deepEqual([...found, ...complaints], [])
  })

  for (const javaScriptEnabled of [true, false]) {
    it(`is narrowed, turned and filled in ${javaScriptEnabled ? 'with' : 'without'} scripts`, async () => {
      const visitor = await createVisitor(test.server, javaScriptEnabled ? 'ann' : 'ben', 'moderator')
      await using watched = await openPage(test, { javaScriptEnabled })
      const { page } = watched
      const session = { name: 'packgrid_session', value: visitor.cookie('packgrid_session'), url: test.server.origin }
      await page.context().addCookies([session])
      await page.goto('/grids/g/security/?status=all')
      await page.getByRole('link', { name: 'Only differences' }).click()
      await page.waitForURL(/only=differences/)
      await page.getByRole('link', { name: 'Turn the table' }).click()
      await page.waitForURL(/transpose=1/)
      await page.getByRole('columnheader', { name: 'Package' }).waitFor()
      await page.getByLabel('A feature').fill(`By ${javaScriptEnabled}`)
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await page.waitForURL(/#feature-\d+$/)
      await page.getByRole('link', { name: `Edit By ${javaScriptEnabled} of django-two-factor-auth` }).click()
      await page.getByLabel('What it offers').fill('yes, at last')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL(/#feature-\d+$/)
      const row = page.getByRole('row').filter({ hasText: `By ${javaScriptEnabled}` })
      assert.match((await row.textContent()) ?? '', /Yes\. .*at last/)
      assert.deepEqual(watched.complaints, [])
    })
  }
})
