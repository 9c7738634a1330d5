import assert from 'node:assert/strict'

import type { Page } from 'playwright-core'

import { describeJourneys, press, readMessage } from './journey.ts'

const path = '/packages/p/django-mfa/'

async function contribute(page: Page, item: string): Promise<void> {
  await page.locator('summary', { hasText: 'Contribute' }).click()
  await page.locator('.actions .menu').getByRole('link', { name: item }).click()
}

describeJourneys('contributing to packages', (journey) => {
  journey('adds a package by the address of its repository, which is not there twice', async ({ page, become }) => {
    await become('ann')
    await page.goto('/packages/add/')
    await page.getByLabel('Repository').fill('https://github.com/micropyramid/DJANGO-mfa/tree/master')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('in the directory already').waitFor()
    assert.equal(await page.locator('.message a').getAttribute('href'), path)
    await page.getByLabel('Repository').fill('git@github.com:Ann/Django.Shiny.git')
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByLabel('Slug').waitFor()
    assert.deepEqual(
      [
        await page.getByLabel('Repository').inputValue(),
        await page.getByLabel('Title').inputValue(),
        await page.getByLabel('Slug').inputValue(),
        await page.getByLabel('Package index').inputValue(),
      ],
      ['https://github.com/Ann/Django.Shiny', 'Django.Shiny', 'django-shiny', 'Django.Shiny'],
    )
    await page.getByLabel('Category').selectOption('apps')
    await page.getByLabel('Slug').fill('django-mfa')
    await page.getByRole('button', { name: 'Add the package' }).click()
    await page.locator('#slug-error').waitFor()
    assert.equal(await page.getByLabel('Title').inputValue(), 'Django.Shiny')
    await page.getByLabel('Slug').fill('django-shiny')
    await page.getByRole('button', { name: 'Add the package' }).click()
    await page.waitForURL('**/packages/p/django-shiny/**')
    assert.match(await readMessage(page), /The package is in the directory/)
  })

  journey('looks at an edit before it is saved, sees it in the revisions and undoes it', async ({ page, become }) => {
    await become('ann')
    await page.goto(path)
    await contribute(page, 'Edit')
    await page.getByLabel('Title').fill('django-mfa, renamed')
    await page.getByRole('button', { name: 'Look at the changes' }).click()
    const preview = page.getByRole('table')
    assert.deepEqual(
      [await preview.locator('del').innerText(), await preview.locator('ins').innerText()],
      ['django-mfa', 'django-mfa, renamed'],
    )
    await page.getByRole('button', { name: 'Save these changes' }).click()
    await page.waitForURL(`**${path}**`)
    await page.getByRole('heading', { level: 1, name: 'django-mfa, renamed' }).waitFor()
    await contribute(page, 'Revisions')
    const newest = page.locator('.revision').first()
    assert.equal(await newest.locator('ins').innerText(), 'django-mfa, renamed')
    await press(page, newest.getByRole('button', { name: /^Undo/ }), /done=undone/)
    await page.goto(path)
    await page.getByRole('heading', { level: 1, name: 'django-mfa', exact: true }).waitFor()
  })

  journey('shows what somebody else saved meanwhile, before anything is overwritten', async ({ page, become, withAnother }) => {
    await become('ann')
    await page.goto('/packages/dj-shop-cart/edit/')
    await withAnother('ben', 'editor', async (other) => {
      await other.goto('/packages/dj-shop-cart/edit/')
      await other.getByLabel('Title').fill('The title of Ben')
      await other.getByRole('button', { name: 'Look at the changes' }).click()
      await other.getByRole('button', { name: 'Save these changes' }).click()
      await other.waitForURL('**/packages/p/dj-shop-cart/**')
    })
    await page.getByLabel('Title').fill('The title of Ann')
    await page.getByRole('button', { name: 'Look at the changes' }).click()
    await page.getByText('somebody else has changed the package').waitFor()
    assert.match(await readMessage(page), /ben on .*Title from “dj-shop-cart” to “The title of Ben”/)
    assert.equal(await page.getByLabel('Title').inputValue(), 'The title of Ann')
    await page.getByRole('button', { name: 'Look at the changes' }).click()
    await page.getByRole('button', { name: 'Save these changes' }).click()
    await page.waitForURL('**/packages/p/dj-shop-cart/**')
    await page.getByRole('heading', { level: 1, name: 'The title of Ann' }).waitFor()
  })

  journey('flags a package, which moderators read and settle', async ({ page, become, withAnother }) => {
    await become('rita', 'reader')
    await page.goto(path)
    await contribute(page, 'Flag a problem')
    await page.getByLabel('What is wrong?').fill('It is a copy of another.')
    await press(page, page.getByRole('button', { name: 'Send to the moderators' }), `**${path}?done=flagged`)
    await withAnother('mo', 'moderator', async (other) => {
      await other.goto('/moderation/')
      await other.getByText('It is a copy of another.').waitFor()
      await press(other, other.getByRole('button', { name: 'Approve: django-mfa' }), '**/moderation/?done=done')
      await other.goto(path)
      await other.getByText('Moderators have agreed').waitFor()
      await other.goto('/moderation/')
      await other.getByRole('button', { name: 'Remove: django-mfa' }).click()
      await other.getByText('It is a copy of another.').waitFor({ state: 'detached' })
    })
  })

  journey('tells of a site that uses a package, which all see once a moderator has', async ({ page, become, withAnother }) => {
    await become('rita', 'reader')
    await page.goto(path)
    await contribute(page, 'Tell of a site using it')
    await page.getByLabel('Name of the site').fill('The shop')
    await page.getByLabel('Address').fill('https://shop.example/')
    await press(page, page.getByRole('button', { name: 'Send' }), `**${path}?done=example`)
    await page.getByText('waits for a moderator').waitFor()
    await withAnother('mo', 'moderator', async (other) => {
      await other.goto('/moderation/')
      await press(other, other.getByRole('button', { name: 'Approve: The shop' }), '**/moderation/?done=done')
    })
    await page.goto(path)
    await page.getByRole('link', { name: 'The shop', exact: true }).waitFor()
    assert.equal(await page.getByText('waits for a moderator').count(), 0)
  })

  journey('says what one uses and likes, takes it back, and finds it on the profile', async ({ page, become }) => {
    await become('ann')
    await page.goto(path)
    for (const name of [/^I use this/, /^Favourite/]) {
      await page.getByRole('button', { name, pressed: false }).click()
      await page.getByRole('button', { name, pressed: true }).waitFor()
    }
    await page.goto('/profiles/ann/')
    await page.getByRole('link', { name: /^Uses/ }).click()
    await page.getByRole('link', { name: 'django-mfa', exact: true }).waitFor()
    await page.getByRole('link', { name: /^Favourites/ }).click()
    await page.getByRole('link', { name: 'django-mfa', exact: true }).click()
    await page.getByRole('button', { name: /^Favourite/ }).click()
    await page.getByRole('button', { name: /^Favourite/, pressed: false }).waitFor()
    await page.goto('/profiles/ann/?show=favourites')
    await page.getByText('There are no favourites yet.').waitFor()
  })

  journey('deletes a package, and brings it back with everything', async ({ page, become }) => {
    await become('mo', 'moderator')
    await page.goto(path)
    await contribute(page, 'Delete')
    await page.getByRole('button', { name: 'Delete django-mfa' }).click()
    await page.getByText('was deleted on').waitFor()
    assert.equal((await page.request.get(path)).status(), 410)
    await page.getByRole('button', { name: 'Undelete it' }).click()
    await page.getByRole('heading', { level: 1, name: 'django-mfa' }).waitFor()
    assert.ok((await page.getByRole('link', { name: 'Multi-factor and access control' }).count()) > 0)
  })
})
