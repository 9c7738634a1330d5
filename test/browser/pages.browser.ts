import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import {
  type BrowserTest,
  findBarriers,
  forEachPage,
  measureLayoutShift,
  measureOverflow,
  openPage,
  pages,
  readFocus,
  startBrowserTest,
} from './support.ts'

describe('every page, light and dark, narrow and wide, with scripts and without', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
  })
  after(() => test[Symbol.asyncDispose]())

  it('has no barrier that axe knows, fits the window, holds still, and asks nobody else', async () => {
    const found: string[] = []
    const complaints = await forEachPage(test, pages, async ({ page, where }) => {
      for (const barrier of await findBarriers(page)) found.push(`${where}: ${barrier}`)
      const overflow = await measureOverflow(page)
      if (overflow > 0) found.push(`${where}: ${overflow} px too wide`)
      const shift = await measureLayoutShift(page)
      // Less than what any tool reports.
      if (shift >= 0.001) found.push(`${where}: moves by ${shift}`)
    })
    assert.deepEqual([...found, ...complaints.filter((complaint) => !/status of 404/.test(complaint))], [])
  })

  it('has a title, a heading, a description, and one way past the header', async () => {
    await using watched = await openPage(test, { javaScriptEnabled: false })
    const { page } = watched
    for (const path of pages) {
      await page.goto(path)
      assert.match(await page.title(), /\S.* – Packgrid$|^Packgrid$/, path)
      assert.equal(await page.locator('h1').count(), 1, path)
      await page.keyboard.press('Tab')
      assert.equal((await readFocus(page)).text, 'Skip to content', path)
      await page.keyboard.press('Enter')
      assert.equal((await readFocus(page)).id, 'content', path)
    }
  })
})
