import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type BrowserTest, openPage, startBrowserTest } from './support.ts'

const grid = '/grids/g/security/?status=all'

describe("what the reader's system asks for", () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
  })
  after(() => test[Symbol.asyncDispose]())

  it('is followed where colours are forced: what is chosen or pressed is seen without them', async () => {
    await using watched = await openPage(test, { forcedColors: 'active', viewport: { width: 1400, height: 900 } })
    const { page } = watched
    const outline = (selector: string) =>
      page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).outlineStyle`)
    await page.goto('/packages/?page=2')
    assert.equal(await outline('.pager [aria-current]'), 'solid')
    assert.equal(await outline('.site-nav [aria-current]'), 'solid')
    assert.equal(await outline('.sorts [aria-current]'), 'solid')
    await page.goto(grid)
    const words = await page.locator('.compare td:has(.status)').first().innerText()
    assert.match(words, /\w/)
  })

  it('is followed where motion is unwanted', async () => {
    await using watched = await openPage(test, { reducedMotion: 'reduce' })
    await watched.page.goto('/packages/p/django-mfa/')
    const moving = await watched.page.evaluate<number>(`[...document.querySelectorAll('*')].filter((element) => {
      const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element)
      return transitionDuration !== '0s' || animationName !== 'none' || scrollBehavior === 'smooth'
    }).length`)
    assert.equal(moving, 0)
  })

  it('is followed on paper: a grid whole, in black on white, without what can only be pressed', async () => {
    await using watched = await openPage(test, { colorScheme: 'dark', viewport: { width: 794, height: 1123 } })
    const { page } = watched
    await page.emulateMedia({ media: 'print' })
    await page.goto(grid)
    for (const selector of ['.site-nav', '.site-search', '.site-footer', '.view-options', '.sorts']) {
      assert.equal(await page.locator(selector).first().isVisible(), false, selector)
    }
    const [cut, background, sticky] = await page.evaluate<[number, string, number]>(`(() => {
      const region = document.querySelector('.table-scroll')
      const cells = [...region.querySelectorAll('th, td')]
      return [
        Math.max(region.scrollHeight - region.clientHeight, region.scrollWidth - region.clientWidth),
        getComputedStyle(document.body).backgroundColor,
        cells.filter((cell) => getComputedStyle(cell).position === 'sticky').length,
      ]
    })()`)
    assert.ok(cut <= 0, `${cut} pixels are cut off`)
    assert.deepEqual([background, sticky], ['rgb(255, 255, 255)', 0])
  })
})
