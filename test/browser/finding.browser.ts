import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { type BrowserTest, openPage, readFocus, startBrowserTest } from './support.ts'

describe('finding packages', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
  })
  after(() => test[Symbol.asyncDispose]())

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
})
