import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { createBrowser } from '../support/browser.ts'
import { describePage, show, startScene } from './scene.ts'
import { findBarriers, findLayoutShifts, measureOverflow, openPage, readFocus, startBrowserTest } from './support.ts'

type Scene = Awaited<ReturnType<typeof startScene>>

describe('every page, as everybody sees it', () => {
  let test: Scene
  before(async () => {
    test = await startScene()
  })
  after(() => test[Symbol.asyncDispose]())

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no barrier that axe knows, and asks nobody else, in ${colorScheme} colours`, async () => {
      await using watched = await openPage(test, { colorScheme, viewport: { width: 1400, height: 900 } })
      const found: string[] = []
      for (const shown of test.pages) {
        await show(watched, shown, test.people)
        for (const barrier of await findBarriers(watched.page)) found.push(`${describePage(shown)}: ${barrier}`)
      }
      assert.deepEqual([...found, ...watched.complaints], [])
    })
  }

  for (const width of [360, 800, 1400]) {
    for (const scripts of ['with scripts', ...(width === 800 ? ['as it is when scripts do not come'] : [])]) {
      it(`fits a window of ${width} pixels and holds still from the first moment, ${scripts}`, async () => {
        await using watched = await openPage(test, { viewport: { width, height: 900 } })
        const { page } = watched
        // Nothing could be measured with scripts switched off.
        if (scripts !== 'with scripts')
          await page.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
        const found: string[] = []
        for (const shown of test.pages) {
          await show(watched, shown, test.people)
          const overflow = await measureOverflow(page)
          if (overflow > 0) found.push(`${describePage(shown)}: ${overflow} px too wide`)
          for (const shift of await findLayoutShifts(page)) found.push(`${describePage(shown)}: ${shift}`)
        }
        assert.deepEqual([...found, ...watched.complaints], [])
      })
    }
  }

  it('has no barrier in a narrow window, where menus and filters fold', async () => {
    await using watched = await openPage(test, { viewport: { width: 360, height: 900 } })
    const found: string[] = []
    for (const shown of test.pages) {
      await show(watched, shown, test.people)
      await watched.page
        .locator('summary')
        .evaluateAll((all) => all.forEach((summary) => summary.parentElement?.setAttribute('open', '')))
      for (const barrier of await findBarriers(watched.page)) found.push(`${describePage(shown)}: ${barrier}`)
    }
    assert.deepEqual([...found, ...watched.complaints], [])
  })

  it('has a title, a heading, and one way past the header', async () => {
    await using watched = await openPage(test, { javaScriptEnabled: false })
    const { page } = watched
    for (const shown of test.pages) {
      await show(watched, shown, test.people)
      const where = describePage(shown)
      assert.match(await page.title(), /\S.* – Packgrid$|^Packgrid$/, where)
      assert.equal(await page.locator('h1').count(), 1, where)
      await page.keyboard.press('Tab')
      assert.equal((await readFocus(page)).text, 'Skip to content', where)
      await page.keyboard.press('Enter')
      assert.equal((await readFocus(page)).id, 'content', where)
    }
  })
})

describe('a page for those who ask too often', () => {
  it('is a page like the others', async () => {
    await using test = await startBrowserTest({ environment: { RATE_LIMIT_ADDRESS: '1' } })
    const { status } = await createBrowser(test.server).get('/revisions/')
    for (const colorScheme of ['light', 'dark'] as const) {
      await using watched = await openPage(test, { colorScheme, viewport: { width: 360, height: 900 } })
      const answer = await watched.page.goto('/packages/?q=often')
      assert.deepEqual([status, answer?.status()], [200, 429])
      assert.equal(await watched.page.getByRole('heading', { level: 1 }).innerText(), 'Too many requests')
      const overflow = await measureOverflow(watched.page)
      assert.deepEqual([...(await findBarriers(watched.page)), ...(await findLayoutShifts(watched.page)), overflow], [0])
    }
  })
})
