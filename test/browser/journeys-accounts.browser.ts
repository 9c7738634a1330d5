import assert from 'node:assert/strict'
import { after, before } from 'node:test'

import { type GitHubServer, startGitHub } from '../support/github.ts'
import { describeJourneys, type Journey, readMessage } from './journey.ts'

const password = 'a few good words'

let gitHub: GitHubServer
before(async () => {
  gitHub = await startGitHub()
})
after(() => gitHub[Symbol.asyncDispose]())

const tell = (journey: Journey) => {
  for (const [id, whom, button] of [
    [1, 'asks whether it may tell', 'Allow'],
    [2, 'sends one back at once', undefined],
  ] as const) {
    journey(`is had over GitHub, which ${whom}`, async ({ page }) => {
      gitHub.visitor = { person: { id, login: `octo-${id}` }, button }
      await page.goto('/login/?next=/packages/latest/')
      await page.getByRole('button', { name: 'Continue with GitHub' }).click()
      if (button !== undefined) await page.getByRole('button', { name: button }).click()
      await page.waitForURL('**/packages/latest/')
      await page.locator('.corner summary', { hasText: `octo-${id}` }).click()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByRole('link', { name: 'Log in' }).waitFor()
    })
  }

  journey('is made, left and entered again, on the way to where one wanted to go', async ({ page }) => {
    await page.goto('/packages/p/django-mfa/')
    await page.getByRole('link', { name: /^Favourite/ }).click()
    await page.getByRole('link', { name: 'Sign up' }).click()
    await page.getByLabel('Name').fill('an n')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    assert.match(await readMessage(page), /A name has letters and digits/)
    assert.equal(await page.getByLabel('Name').inputValue(), 'an n')
    await page.getByLabel('Name').fill('ann')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign up' }).click()
    await page.waitForURL('**/packages/p/django-mfa/')
    await page.locator('.corner summary').click()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByRole('link', { name: 'Log in' }).click()
    await page.getByLabel('Name').fill('ann')
    await page.getByLabel('Password').fill('something else')
    await page.getByRole('button', { name: 'Log in' }).click()
    assert.match(await readMessage(page), /do not fit together/)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.locator('.corner summary', { hasText: 'ann' }).waitFor()
  })

  journey('has tokens, which are shown once and revoked', async ({ page, server, become }) => {
    await become('tom')
    await page.goto('/account/')
    await page.getByLabel('What is it for?').fill('Deploys')
    await page.getByLabel('It may').selectOption('read')
    await page.getByRole('button', { name: 'Make a token' }).click()
    const token = await page.locator('.message code').innerText()
    const asks = async () => (await server.get('/api/v4/packages/?limit=1', { authorization: `Token ${token}` })).status
    assert.equal(await asks(), 200)
    await page.goto('/account/')
    assert.ok(!(await page.content()).includes(token))
    await page.getByRole('button', { name: 'Revoke: Deploys' }).click()
    assert.match(await readMessage(page), /revoked/)
    assert.equal(await asks(), 401)
  })

  journey('has sessions, which can be ended from another', async ({ page, withAnother }) => {
    await withAnother('sue', 'editor', async (other) => {
      await page.goto('/login/')
      await page.getByLabel('Name').fill('sue')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.goto('/account/')
      await page.getByRole('button', { name: /^End: / }).click()
      assert.match(await readMessage(page), /session has ended/)
      await other.goto('/account/')
      await other.waitForURL('**/login/?next=%2Faccount%2F')
    })
  })

  journey('has a password, which can be changed', async ({ page, become }) => {
    await become('pam')
    await page.goto('/account/')
    await page.getByLabel('Current password').fill('not this one')
    await page.getByLabel('New password').fill('quite another one')
    await page
      .locator('form', { has: page.getByLabel('New password') })
      .getByRole('button', { name: 'Save' })
      .click()
    assert.match(await readMessage(page), /current password is another/)
    await page.getByLabel('Current password').fill(password)
    await page.getByLabel('New password').fill('quite another one')
    await page
      .locator('form', { has: page.getByLabel('New password') })
      .getByRole('button', { name: 'Save' })
      .click()
    assert.match(await readMessage(page), /new password holds/)
  })

  journey('decides what its profile shows', async ({ page, become }) => {
    await become('fay')
    await page.goto('/packages/p/django-mfa/')
    await page.getByRole('button', { name: /^Favourite/ }).click()
    await page.goto('/account/')
    await page.getByLabel('Show my favourites on my profile').check()
    await page
      .locator('form', { has: page.getByLabel('Show my favourites') })
      .getByRole('button', { name: 'Save' })
      .click()
    await page.getByText('Your profile shows what you chose.').waitFor()
    await page.context().clearCookies()
    await page.goto('/profiles/fay/')
    await page.getByRole('link', { name: /^Favourites/ }).click()
    await page.getByRole('link', { name: 'django-mfa', exact: true }).waitFor()
  })
}

describeJourneys('an account', tell, () => ({ environment: gitHub.environment }))
