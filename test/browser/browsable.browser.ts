import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, it } from 'node:test'

import { type BrowserTest, openPage, readFocus, startBrowserTest } from './support.ts'

describe('the browsable page', () => {
  let test: BrowserTest
  before(async () => {
    test = await startBrowserTest()
  })
  after(() => test[Symbol.asyncDispose]())

  for (const javaScriptEnabled of [true, false]) {
    const scripts = javaScriptEnabled ? 'with scripts' : 'without scripts'

    it(`reads line for line as the reference's, ${scripts}`, async () => {
      const expected = await readFile(new URL('../fixtures/package-endpoint.txt', import.meta.url), 'utf8')
      await using watched = await openPage(test, { javaScriptEnabled })
      await watched.page.goto('/api/v4/packages/3402/')
      const text = await watched.page.locator('main').innerText()
      assert.equal(text.trimEnd(), expected.trimEnd())
    })

    it(`leads to the same in JSON, to OPTIONS, to the records it links and to the pages of a list, ${scripts}`, async () => {
      await using watched = await openPage(test, { javaScriptEnabled })
      const { page } = watched
      await page.goto('/api/v4/packages/?limit=2')
      await page.getByRole('link', { name: 'Next' }).first().click()
      assert.equal(new URL(page.url()).search, '?limit=2&offset=2')
      await page.getByRole('link', { name: 'Previous' }).last().click()
      assert.match(await page.locator('main').innerText(), /"previous": null/)
      await page.getByText('GET', { exact: true }).first().click()
      await page.getByRole('link', { name: 'JSON' }).click()
      assert.equal(new URL(page.url()).searchParams.get('format'), 'json')
      await page.goto('/api/v4/packages/3402/')
      await page.getByRole('button', { name: 'OPTIONS' }).click()
      assert.match(await page.locator('main').innerText(), /OPTIONS \/api\/v4\/packages\/3402\/\nHTTP 200 OK[^]*"renders"/)
      const links = await page
        .goto('/api/v4/packages/3402/')
        .then(() => page.locator('main a').evaluateAll((all) => all.map(String)))
      assert.deepEqual(links, [
        'https://djangopackages.org/api/v4/categories/1/',
        'https://djangopackages.org/api/v4/grids/66/',
        'https://github.com/MicroPyramid/django-mfa',
        'http://pypi.python.org/pypi/django-mfa',
        'http://django-mfa.readthedocs.io/en/latest/',
      ])
    })

    it(`can be used by keyboard alone, ${scripts}`, async () => {
      await using watched = await openPage(test, { javaScriptEnabled })
      const { page } = watched
      await page.goto('/api/v4/packages/3402/')
      const reached: string[] = []
      for (let presses = 0; presses < 40 && !reached.includes('GET'); presses++) {
        await page.keyboard.press('Tab')
        reached.push((await readFocus(page)).text)
      }
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/api/v4/packages/3402/?format=json')
      assert.match(await page.locator('body').innerText(), /^\{"category":/)
    })
  }
})
