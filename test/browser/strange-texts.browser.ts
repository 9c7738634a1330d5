import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Page } from 'playwright-core'

import { saveFeatures } from '../support/features.ts'
import { signInAs } from '../support/sign-in.ts'
import { type BrowserTest, findBarriers, findOverflow, openPage, startBrowserTest } from './support.ts'

const markup = `<img src=x onerror=alert(1)>"'&amp;</a><b>`
const turned = '\u202Eevil\u2066 \u0634\u0631\u0627\u0621'
const long = 'W'.repeat(100)
const titles = { 'strange-markup': markup, 'strange-turned': turned, 'strange-long': long }
const huge = `${markup} ${turned} ${'x'.repeat(100_000)}`
const paths = [
  '/',
  '/packages/latest/',
  '/packages/?q=evil&status=all',
  `/packages/?q=${encodeURIComponent(markup)}`,
  '/packages/p/strange-markup/',
  '/packages/p/strange-turned/',
  '/packages/p/strange-long/',
  '/packages/p/strange-turned/rules/',
  '/packages/strange-turned/versions/',
  '/packages/strange-turned/revisions/',
  '/packages/strange-long/revisions/',
  '/revisions/',
  `/revisions/?account=${encodeURIComponent(turned)}`,
  '/grids/',
  '/grids/g/strange/?status=all&unknown=all',
  '/grids/g/strange/?status=all&unknown=all&transpose=1',
  '/grids/g/strange/packages/?status=all',
  '/compare/strange-markup,strange-turned,strange-long/?unknown=all',
  '/categories/strange/',
  '/search/?q=evil',
  `/search/?q=${encodeURIComponent(turned)}`,
  `/search/?q=${encodeURIComponent(long)}`,
  '/profiles/sam/',
  '/profiles/sam/?show=favourites',
  '/packages/strange-turned/edit/',
  '/packages/strange-long/flag/',
  '/moderation/',
  '/grids/strange/edit/',
]

/** Texts that may turn the words around them: no element of their own keeps them to themselves. */
const findUnisolated = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const found = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const node = texts.currentNode
      if (!/[\\u202e\\u2066\\u0600-\\u06ff]/.test(node.data) || node.parentElement.closest('option, textarea, script')) continue
      let element = node.parentElement
      const isKept = (one) => /isolate|plaintext/.test(getComputedStyle(one).unicodeBidi)
      const isInline = (one) => getComputedStyle(one).display === 'inline' || getComputedStyle(one).display === 'contents'
      while (isInline(element) && !isKept(element)) element = element.parentElement
      if (isKept(element) && element.matches('a, bdi, summary, p, dd, td, blockquote, del, ins')) continue
      if (element.textContent.trim() !== node.data.trim()) found.push(element.outerHTML.slice(0, 200))
    }
    return found
  })()`)

describe('texts that people may write', () => {
  let test: BrowserTest
  let session: string
  before(async () => {
    test = await startBrowserTest({ publicUrl: null })
    const { server } = test
    const { db } = server.database
    const sam = await signInAs(server, 'sam', 'moderator')
    session = sam.cookie('packgrid_session')
    await db.insertInto('category').values({ title: turned, slug: 'strange', description: huge }).execute()
    const { id: category } = await db.selectFrom('category').select('id').where('slug', '=', 'strange').executeTakeFirstOrThrow()
    await db.insertInto('grid').values({ title: turned, slug: 'strange', description: huge }).execute()
    for (const [slug, title] of Object.entries(titles)) {
      await sam.submit('/packages/add/', {
        step: 'save',
        repo_url: `https://github.com/${slug}/${slug}`,
        title,
        slug,
        category: 'strange',
        grid_slug: 'strange',
        documentation_url: `https://docs.example/${encodeURIComponent(turned)}/${'w'.repeat(80)}?"><script>`,
      })
      await db
        .updateTable('package')
        .set({ repo_description: slug === 'strange-long' ? 'W'.repeat(100_000) : huge, participants: [markup, turned, long] })
        .where('slug', '=', slug)
        .execute()
      const { id } = await db.selectFrom('package').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
      await db.insertInto('release').values({ package_id: id, number: title, license: title, position: 0 }).execute()
      await sam.submit(`/favorites/add/${id}/`, {})
      await sam.submit(`/packages/${slug}/flag/`, { reason: slug === 'strange-long' ? 'W'.repeat(2_000) : `${markup} ${turned}` })
      await sam.submit(`/packages/${slug}/example/add/`, { title, url: `https://x.example/${'w'.repeat(150)}` })
    }
    const cells = { 'strange-markup': huge, 'strange-turned': turned, 'strange-long': `yes ${long.repeat(1_000)}` }
    await saveFeatures(
      db,
      'strange',
      [markup, turned, long].map((title) => ({ title, description: huge, cells })),
    )
    assert.ok(category > 0)
    await server.changes.settled()
  })
  after(() => test[Symbol.asyncDispose]())

  it('stay texts, keep to themselves, and break no page, however wide it is', async () => {
    await using watched = await openPage(test)
    const { page, complaints } = watched
    await page.context().addCookies([{ name: 'packgrid_session', value: session, url: test.server.origin }])
    page.on('dialog', (dialog) => {
      complaints.push(`${page.url()} runs what was written`)
      void dialog.dismiss()
    })
    for (const path of paths) {
      const answer = await page.goto(path)
      if (answer?.status() !== 200) complaints.push(`${path} answers ${answer?.status()}`)
      if ((await page.locator('img, main script:not([type])').count()) > 0)
        complaints.push(`${path} has elements that were written`)
      for (const text of await findUnisolated(page)) complaints.push(`${path} lets a text turn its neighbours: ${text}`)
      for (const width of [360, 800, 1400]) {
        await page.setViewportSize({ width, height: 900 })
        for (const excess of await findOverflow(page)) complaints.push(`${path}: ${excess}`)
      }
      for (const barrier of await findBarriers(page)) complaints.push(`${path}: ${barrier}`)
    }
    assert.deepEqual(complaints, [])
  })

  it('are shown as they were written', async () => {
    await using watched = await openPage(test, { javaScriptEnabled: false })
    const { page } = watched
    await page.goto('/packages/p/strange-markup/')
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), markup)
    assert.ok((await page.title()).includes(markup))
    await page.goto('/grids/g/strange/?status=all&unknown=all')
    for (const title of Object.values(titles)) {
      assert.ok((await page.locator('.compare thead').innerText()).includes(title), title)
      assert.ok(
        (await page.locator('.compare tbody th').allInnerTexts()).some((text) => text.includes(title)),
        title,
      )
    }
    await page.goto('/packages/latest/')
    for (const title of Object.values(titles)) await page.getByRole('link', { name: title }).first().waitFor()
  })

  it('stay texts in feeds', async () => {
    await using watched = await openPage(test)
    await watched.page.goto('/about/')
    for (const path of ['/feeds/packages/latest/rss/', '/feeds/packages/latest/atom/']) {
      const found = await watched.page.evaluate<string[]>(`fetch('${path}').then((answer) => answer.text()).then((text) => {
        const feed = new DOMParser().parseFromString(text, 'application/xml')
        // Readers take a title for HTML.
        const read = (html) => new DOMParser().parseFromString(html, 'text/html').body.textContent
        return [...feed.querySelectorAll('parsererror, item > title, entry > title')].map((title) => read(title.textContent))
      })`)
      for (const title of [markup, long]) assert.ok(found.includes(title), `${path}: ${title}`)
    }
  })
})
