import assert from 'node:assert/strict'

import { describeJourneys } from './journey.ts'

describeJourneys('finding a package', (journey) => {
  journey('goes from the home page over a search and its facets to a package', async ({ page }) => {
    await page.goto('/')
    await page.getByLabel('What do you need?').fill('auth')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/search/?q=auth')
    await page.locator('.facet-values a', { hasText: /^App$/ }).click()
    await page.waitForURL(/category(%3A|=)apps/)
    const first = page.locator('.rows h3 a').first()
    const title = await first.innerText()
    await first.click()
    await page.waitForURL('**/packages/p/**')
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), title)
    await page.getByText('pip install').first().waitFor()
  })

  journey('ticks packages of a search and sees them side by side', async ({ page }) => {
    await page.goto('/search/?q=auth')
    const boxes = page.getByRole('checkbox', { name: /^Compare / })
    await boxes.nth(0).check()
    await boxes.nth(1).check()
    await page.getByRole('button', { name: 'Compare ticked packages' }).click()
    await page.waitForURL(/\/compare\/[\w-]+,[\w-]+\/$/)
    assert.equal(await page.locator('.compare thead th a').count(), 2)
  })

  journey('sorts, filters and turns the pages of a list, and goes back, all in the address', async ({ page, hasScripts }) => {
    const firstTitle = () => page.locator('.rows h3').first().innerText()
    await page.goto('/packages/')
    await page.getByRole('link', { name: 'Name', exact: true }).click()
    await page.waitForURL('**/packages/?sort=title')
    await page.getByRole('link', { name: /hidden$/ }).click()
    await page.waitForURL('**/packages/?sort=title&status=all')
    await page.locator('.count', { hasText: '1–20 of 182 packages' }).waitFor()
    const first = await firstTitle()
    await page.getByRole('link', { name: 'Next' }).click()
    await page.waitForURL('**/packages/?status=all&sort=title&page=2')
    await page.locator('.count', { hasText: '21–40 of 182 packages' }).waitFor()
    assert.notEqual(await firstTitle(), first)
    await page.goBack()
    await page.locator('.count', { hasText: '1–20 of 182 packages' }).waitFor()
    assert.equal(await firstTitle(), first)
    await page.getByLabel('Category').selectOption('frameworks')
    if (!hasScripts) await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('3 packages').first().waitFor()
    const { searchParams } = new URL(page.url())
    assert.deepEqual(
      [searchParams.get('category'), searchParams.get('status'), searchParams.get('sort')],
      ['frameworks', 'all', 'title'],
    )
  })

  journey('goes by a category and by a grid to the same kinds of lists', async ({ page }) => {
    await page.goto('/categories/')
    await page.getByRole('main').getByRole('link', { name: 'Apps' }).first().click()
    await page.waitForURL('**/categories/apps/')
    await page.getByRole('link', { name: 'Name', exact: true }).click()
    await page.waitForURL('**/categories/apps/?sort=title')
    await page.goto('/grids/')
    await page.getByRole('link', { name: 'Security', exact: true }).first().click()
    await page.waitForURL('**/grids/g/security/')
    await page.getByRole('link', { name: 'As a list' }).click()
    await page.waitForURL('**/grids/g/security/packages/')
    assert.ok((await page.locator('.rows h3').count()) > 1)
  })
})
