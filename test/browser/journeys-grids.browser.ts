import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright-core'

import { saveFeatures } from '../support/features.ts'
import { describeJourneys } from './journey.ts'

const grid = '/grids/g/caching/'
const lockable = '/grids/g/two-factor-authentication/'
const columns = (page: Page) => page.locator('.compare thead th a[href^="/packages/"]').allInnerTexts()

describeJourneys('a grid', (journey) => {
  journey('is sorted, filtered, narrowed and turned, all in its address', async ({ page, hasScripts }) => {
    await page.goto(`${grid}?status=all`)
    const all = await columns(page)
    const apply = async () => {
      if (!hasScripts) await page.getByRole('button', { name: 'Apply' }).click()
    }
    const open = async () => {
      const options = page.getByText('Filter, sort, choose rows')
      if (!(await page.getByLabel('Order of packages').isVisible())) await options.click()
    }
    await open()
    await page.getByLabel('Order of packages').selectOption({ label: 'Name' })
    await apply()
    await page.waitForURL(/sort=title/)
    await page.waitForFunction(
      `document.querySelector('.compare thead th a')?.textContent.toLowerCase().startsWith('django-cache')`,
    )
    assert.deepEqual((await columns(page)).toSorted(), all.toSorted())
    assert.notDeepEqual(await columns(page), all)
    await open()
    await page.getByLabel('In name or description').fill('cacheops')
    if (!hasScripts) await page.keyboard.press('Enter')
    await page.waitForURL(/q=cacheops/)
    await page.locator('.list-head p', { hasText: /^1 package,/ }).waitFor()
    assert.deepEqual(await columns(page), ['django-cacheops'])
    await open()
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.waitForURL(`**${grid}`)
    await page.getByRole('link', { name: 'Only differences' }).click()
    await page.waitForURL(/only=differences/)
    assert.equal(await page.locator('.compare .alike').count(), 0)
    await page.getByRole('link', { name: 'Turn the table' }).click()
    await page.waitForURL(/transpose=1/)
    await page.getByRole('columnheader', { name: 'Package' }).waitFor()
    await open()
    await page.getByRole('checkbox', { name: 'Stars', exact: true }).check()
    await apply()
    await page.waitForURL(/rows=stars/)
    await page.locator('.list-head p', { hasText: ', 1 row' }).waitFor()
    const heads = await page.locator('.compare thead th').allInnerTexts()
    assert.deepEqual(
      heads.map((head) => head.trim()),
      ['Package', 'Stars'],
    )
  })

  journey('is taken along as CSV, Markdown and JSON, exactly as it is shown', async ({ page }) => {
    await page.goto(`${grid}?rows=stars&sort=title&status=all`)
    const shown = await columns(page)
    const take = async (name: string) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name, exact: true }).click()])
      return readFile(await download.path(), 'utf8')
    }
    const [csv, markdown, json] = [await take('CSV'), await take('Markdown'), await take('JSON')]
    for (const title of shown) {
      assert.ok(csv.includes(title), title)
      assert.ok(markdown.includes(title), title)
    }
    const { packages }: { packages: { title: string }[] } = JSON.parse(json)
    assert.deepEqual(
      packages.map(({ title }) => title),
      shown,
    )
    assert.match(csv, /Stars/)
    assert.doesNotMatch(csv, /Licence/)
  })

  journey('is given a package, a feature and a cell in place', async ({ page, become }) => {
    await become('ann')
    await page.goto(`${grid}?status=all`)
    await page.getByLabel('A package').fill('django-two-factor-auth')
    await page.getByRole('button', { name: 'Find' }).click()
    await page.waitForURL('**/package/add/?q=django-two-factor-auth')
    await page.getByRole('button', { name: /^Add.*django-two-factor-auth/ }).click()
    await page.waitForURL(/\/grids\/g\/caching\//)
    await page.goto(`${grid}?status=all`)
    assert.ok((await columns(page)).includes('django-two-factor-auth'))
    await page.getByLabel('A feature').fill('Cleans up')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.waitForURL(/#feature-\d+$/)
    await page.goto(`${grid}?status=all&unknown=all`)
    await page.getByRole('link', { name: 'Edit Cleans up of django-two-factor-auth' }).click()
    await page.getByLabel('What it offers').fill('yes, at last')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/#feature-\d+$/)
    const row = page.getByRole('row').filter({ hasText: 'Cleans up' })
    assert.match((await row.textContent()) ?? '', /Yes\. .*at last/)
  })

  journey('is made, and corrected where the form was wrong', async ({ page, become }) => {
    await become('ann')
    await page.goto('/grids/add/')
    await page.getByLabel('Title').fill('Message queues')
    await page.getByLabel('Address').fill('caching')
    await page
      .locator('main')
      .getByRole('button', { name: /grid|save/i })
      .click()
    await page.locator('#slug-error').waitFor()
    assert.equal(await page.getByLabel('Title').inputValue(), 'Message queues')
    await page.getByLabel('Address').fill('message-queues')
    await page
      .locator('main')
      .getByRole('button', { name: /grid|save/i })
      .click()
    await page.waitForURL('**/grids/g/message-queues/**')
    await page.getByRole('heading', { level: 1, name: 'Message queues' }).waitFor()
  })

  journey('that is locked offers nothing to editors, and everything to moderators', async ({ page, server, become }) => {
    await saveFeatures(server.database.db, 'two-factor-authentication', [{ title: 'Cleans up' }])
    await become('mo', 'moderator')
    await page.goto('/grids/two-factor-authentication/edit/')
    await page.getByLabel(/Lock/).check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/grids\/g\/two-factor-authentication\//)
    await page.getByText('only moderators change this grid').waitFor()
    assert.ok((await page.locator('.cell-action').count()) > 0)
    await become('ann')
    await page.goto(lockable)
    await page.getByText('only moderators change this grid').waitFor()
    assert.equal(await page.locator('.cell-action').count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Edit' }).count(), 0)
    const answer = await page.goto('/grids/feature/add/two-factor-authentication/')
    assert.equal(answer?.status(), 403)
  })
})
