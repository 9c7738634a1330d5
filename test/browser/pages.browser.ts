import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { createBrowser } from '../support/browser.ts'
import { describePage, show, type ShownPage, startScene } from './scene.ts'
import {
  findBarriers,
  findLayoutShifts,
  findOverflow,
  openPage,
  readFocus,
  startBrowserTest,
  type WatchedPage,
} from './support.ts'

type Scene = Awaited<ReturnType<typeof startScene>>

// axe takes most of the time, so it sees every page in one window only, and these in a narrow one too.
const narrowPaths = [
  '/',
  '/packages/',
  '/packages/p/django-mfa/',
  '/grids/g/security/?status=all&unknown=all',
  '/search/?q=auth&maintained=true',
  '/account/',
  '/moderation/',
]

describe('every page, as everybody sees it', { concurrency: 2 }, () => {
  let test: Scene
  before(async () => {
    test = await startScene()
  })
  after(() => test[Symbol.asyncDispose]())

  async function lookAtEach(
    watched: WatchedPage,
    look: (page: Page) => Promise<string[]>,
    pages: readonly ShownPage[] = test.pages,
  ): Promise<void> {
    const found: string[] = []
    for (const shown of pages) {
      await show(watched, shown, test.people)
      for (const fault of await look(watched.page)) found.push(`${describePage(shown)}: ${fault}`)
    }
    assert.deepEqual([...found, ...watched.complaints], [])
  }

  it('holds still and fits at 1400 pixels, has no barrier, light and dark, and asks nobody else', async () => {
    await using watched = await openPage(test, { viewport: { width: 1400, height: 900 } })
    await lookAtEach(watched, async (page) => {
      const found = await findLayoutShifts(page)
      for (const width of [800, 1400]) {
        await page.setViewportSize({ width, height: 900 })
        found.push(...(await findOverflow(page)))
      }
      return [...found, ...(await findBarriers(page))]
    })
  })

  it('holds still and fits at 360 pixels, in dark colours', async () => {
    await using watched = await openPage(test, { colorScheme: 'dark', viewport: { width: 360, height: 900 } })
    await lookAtEach(watched, async (page) => [...(await findLayoutShifts(page)), ...(await findOverflow(page))])
  })

  it('has no barrier at 360 pixels, where menus and filters fold, with all that folds opened', async () => {
    await using watched = await openPage(test, { viewport: { width: 360, height: 900 } })
    const pages = test.pages.filter(({ path, form }) => !form && narrowPaths.includes(path))
    assert.equal(new Set(pages.map(({ path }) => path)).size, narrowPaths.length)
    await lookAtEach(
      watched,
      async (page) => {
        await page.locator('summary').evaluateAll((all) => all.forEach((one) => one.parentElement?.setAttribute('open', '')))
        return findBarriers(page)
      },
      pages,
    )
  })

  it('holds still and fits at 800 pixels when scripts do not come, with a title, a heading and one way past the header', async () => {
    await using watched = await openPage(test, { viewport: { width: 800, height: 900 } })
    // Nothing could be measured with scripts switched off.
    await watched.page.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '' }))
    await lookAtEach(watched, async (page) => {
      const found = [...(await findLayoutShifts(page)), ...(await findOverflow(page))]
      const title = await page.title()
      if (!/\S.* – Packgrid$|^Packgrid$/.test(title)) found.push(`is called ${title}`)
      const headings = await page.locator('h1').count()
      if (headings !== 1) found.push(`has ${headings} headings of the first level`)
      await page.keyboard.press('Tab')
      const { text } = await readFocus(page)
      if (text !== 'Skip to content') found.push(`begins with ${text}`)
      await page.keyboard.press('Enter')
      const { id } = await readFocus(page)
      if (id !== 'content') found.push(`leads past the header to ${id}`)
      return found
    })
  })
})

describe('a page for those who ask too often', () => {
  it('is a page like the others', async () => {
    await using test = await startBrowserTest({ environment: { RATE_LIMIT_ADDRESS: '1' } })
    const { status } = await createBrowser(test.server).get('/revisions/')
    await using watched = await openPage(test, { viewport: { width: 360, height: 900 } })
    const { page } = watched
    const answer = await page.goto('/packages/?q=often')
    assert.deepEqual([status, answer?.status()], [200, 429])
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Too many requests')
    assert.deepEqual([...(await findLayoutShifts(page)), ...(await findOverflow(page)), ...(await findBarriers(page))], [])
  })
})
