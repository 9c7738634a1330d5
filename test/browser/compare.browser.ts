import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { saveFeatures } from '../support/features.ts'
import { type BrowserTest, findBarriers, findOverflow, openPage, startBrowserTest } from './support.ts'

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

  it('has no barrier and fits the window with every kind of cell in it', async () => {
    await using watched = await openPage(test)
    const { page } = watched
    const found: string[] = []
    for (const path of [grid, `${grid}&transpose=1`]) {
      await page.goto(path)
      for (const width of [360, 800, 1400]) {
        await page.setViewportSize({ width, height: 900 })
        for (const fault of [...(await findOverflow(page)), ...(await findBarriers(page))])
          found.push(`${path} at ${width}: ${fault}`)
      }
    }
    assert.deepEqual([...found, ...watched.complaints], [])
  })
})
