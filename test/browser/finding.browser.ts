import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { type BrowserTest, openPage, readFocus, startBrowserTest } from './support.ts'

const firstTitle = (page: Page) => page.locator('.rows h3').first().innerText()

describe('finding packages', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
  })
  after(() => test[Symbol.asyncDispose]())

  for (const javaScriptEnabled of [true, false]) {
    const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts'

    it(`goes from the home page over a search to a comparison, ${scripts}`, async () => {
      await using watched = await openPage(test, { javaScriptEnabled })
      const { page } = watched
      await page.goto('/')
      await page.getByLabel('What do you need?').fill('auth')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/search/?q=auth')
      await page
        .getByRole('checkbox', { name: /^Compare / })
        .nth(0)
        .check()
      await page
        .getByRole('checkbox', { name: /^Compare / })
        .nth(1)
        .check()
      await page.getByRole('button', { name: 'Compare ticked packages' }).click()
      await page.waitForURL(/\/compare\/[\w-]+,[\w-]+\/$/)
    })

    it(`sorts, filters and turns pages in the address, ${scripts}`, async () => {
      await using watched = await openPage(test, { javaScriptEnabled, viewport: { width: 1400, height: 900 } })
      const { page } = watched
      await page.goto('/packages/')
      await page.getByRole('link', { name: 'Name', exact: true }).click()
      await page.waitForURL('**/packages/?sort=title')
      await page.getByRole('link', { name: /hidden$/ }).click()
      await page.waitForURL('**/packages/?sort=title&status=all')
      await page.locator('.count', { hasText: '1–20 of 182 packages' }).waitFor()
      const first = await firstTitle(page)
      await page.getByRole('link', { name: 'Next' }).click()
      await page.waitForURL('**/packages/?status=all&sort=title&page=2')
      await page.locator('.count', { hasText: '21–40 of 182 packages' }).waitFor()
      assert.notEqual(await firstTitle(page), first)
      await page.goBack()
      await page.locator('.count', { hasText: '1–20 of 182 packages' }).waitFor()
      assert.equal(await firstTitle(page), first)
      await page.getByLabel('Category').selectOption('frameworks')
      if (!javaScriptEnabled) await page.getByRole('button', { name: 'Apply' }).click()
      await page.getByText('3 packages').first().waitFor()
      const parameters = new URL(page.url()).searchParams
      assert.deepEqual(
        [parameters.get('category'), parameters.get('status'), parameters.get('sort')],
        ['frameworks', 'all', 'title'],
      )
      assert.deepEqual(watched.complaints, [])
    })
  }

  it('suggests while one types, to be chosen with arrows', async () => {
    await using watched = await openPage(test)
    const { page } = watched
    await page.goto('/about/')
    await page.keyboard.press('/')
    await page.keyboard.type('two-fac')
    const field = page.getByRole('combobox', { name: 'Search packages and grids' })
    const suggestions = page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option')
    await suggestions.first().waitFor()
    assert.equal(await field.getAttribute('aria-expanded'), 'true')
    await page.keyboard.press('Escape')
    assert.equal(await suggestions.count(), 0)
    await page.keyboard.press('ArrowDown')
    await suggestions.first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    const chosen = page.locator('[role="option"][aria-selected="true"]')
    assert.equal(await field.getAttribute('aria-activedescendant'), await chosen.getAttribute('id'))
    const path = await chosen.getAttribute('data-path')
    assert.ok(path)
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${path}`)
  })

  it('filters while one types, and says what is left', async () => {
    await using watched = await openPage(test, { viewport: { width: 1400, height: 900 } })
    const { page } = watched
    await page.goto('/grids/')
    await page.getByLabel('In title or description').pressSequentially('auth')
    await page.waitForURL('**/grids/?q=auth')
    await page
      .getByText(/^4 grids with “auth”/)
      .first()
      .waitFor()
    assert.match(await page.locator('main > [role="status"]').innerText(), /^4 grids/)
  })

  it('keeps ticks from page to page until they are compared', async () => {
    await using watched = await openPage(test)
    const { page } = watched
    await page.goto('/packages/?sort=title')
    await page
      .getByRole('checkbox', { name: /^Compare / })
      .first()
      .check()
    await page.getByRole('link', { name: 'Next' }).click()
    await page.waitForURL('**page=2')
    await page.locator('.count', { hasText: '21–40' }).waitFor()
    await page
      .getByRole('checkbox', { name: /^Compare / })
      .first()
      .check()
    await page.goto('/packages/latest/')
    await page.getByText(/^Ticked: [\w-]+, [\w-]+\./).waitFor()
    await page.getByRole('button', { name: 'Compare ticked packages' }).click()
    await page.waitForURL(/\/compare\/[\w-]+,[\w-]+\/$/)
    await page.goto('/packages/latest/')
    assert.equal(await page.getByText('Ticked:').count(), 0)
  })

  it('goes to the search by one key and lists the keys by another, unless a field is being filled in', async () => {
    await using watched = await openPage(test)
    const { page } = watched
    await page.goto('/about/')
    await page.keyboard.press('/')
    assert.equal((await readFocus(page)).id, 'site-q')
    await page.keyboard.type('?')
    assert.equal(await page.getByRole('dialog').count(), 0)
    await page.locator('main').focus()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.getByLabel('Use the key /').uncheck()
    await page.keyboard.press('Escape')
    await page.locator('main').focus()
    await page.keyboard.press('/')
    assert.equal((await readFocus(page)).id, 'content')
  })

  it('lets one choose colours, which hold on the next page from its first moment', async () => {
    await using watched = await openPage(test, { colorScheme: 'light' })
    const { page } = watched
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    await page.goto('/about/')
    const light = await background()
    await page.getByLabel('Colours').selectOption('dark')
    await page.goto('/help/')
    assert.notEqual(await background(), light)
    await page.getByLabel('Colours').selectOption('')
    assert.equal(await background(), light)
  })

  it('weighs little at the first visit', async () => {
    for (const [path, maxBytes] of [
      ['/', 60_000],
      ['/packages/', 60_000],
      ['/api/v4/packages/3402/', 60_000],
    ] as const) {
      await using watched = await openPage(test)
      await watched.page.goto(path, { waitUntil: 'networkidle' })
      const bytes = await watched.transferredBytes()
      assert.ok(bytes > 5_000 && bytes <= maxBytes, `${path}: ${bytes} bytes`)
    }
  })
})
