import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'

const admin = '/moderation/announcements/'

describe('announcements', () => {
  let server: TestServer
  let moderator: Browser
  let editor: Browser
  let nowMs = Date.parse('2026-03-01T12:00:00Z')
  before(async () => {
    server = await startTestServer({ publicUrl: 'http://packages.example', now: () => nowMs })
    moderator = await signInAs(server, 'mo', 'moderator')
    editor = await signInAs(server, 'ed', 'editor')
  })
  after(() => server[Symbol.asyncDispose]())

  const announce = (fields: Record<string, string>) =>
    moderator.submit(`${admin}add/`, { level: 'notice', is_banner: '1', text: '', ...fields })
  async function readBanners(path = '/about/', browser: Pick<Browser, 'get'> = server): Promise<string[]> {
    const { body } = await browser.get(path)
    return [...body.matchAll(/<div class="banner (\w+)".*?<bdi>(.*?)<\/bdi>/g)].map(([, tone, title]) => `${tone}: ${title}`)
  }
  const removeAll = async () => {
    await server.database.db.deleteFrom('announcement').execute()
    await server.changes.settled()
  }

  it('are written by moderators only', async () => {
    for (const path of [admin, `${admin}add/`]) {
      assert.match(String((await server.get(path)).headers.location), /^\/login\//)
      assert.equal((await editor.get(path)).status, 403)
      assert.equal((await moderator.get(path)).status, 200)
    }
    assert.equal((await editor.submit(`${admin}add/`, { title: 'No', level: 'notice' })).status, 403)
    assert.equal((await moderator.submit(`${admin}add/`, { title: 'No' }, { origin: 'https://elsewhere.example' })).status, 403)
    assert.equal((await server.get('/changelog/')).body.includes('Nothing has been announced yet'), true)
  })

  it('stand at the top of every page at once, also of those that were kept, and go at once', async () => {
    const paths = [
      '/',
      '/about/',
      '/packages/p/django-mfa/',
      '/grids/g/security/',
      '/api/v4/packages/40/',
      '/api/docs/',
      '/no-such-page/',
    ]
    const read = (path: string) => readBanners(path.startsWith('/api/v4/') ? `${path}?format=api` : path)
    for (const path of paths) assert.deepEqual(await read(path), [], path)
    assert.equal((await announce({ title: 'Down <b>on</b> Sunday', level: 'critical' })).status, 303)
    await server.changes.settled()
    for (const path of paths) assert.deepEqual(await read(path), ['bad: Down &lt;b&gt;on&lt;/b&gt; Sunday'], path)
    assert.deepEqual(await readBanners('/account/', editor), ['bad: Down &lt;b&gt;on&lt;/b&gt; Sunday'])
    const { id } = await server.database.db.selectFrom('announcement').select('id').executeTakeFirstOrThrow()
    assert.equal((await moderator.submit(`${admin}${id}/delete/`, {})).status, 303)
    await server.changes.settled()
    for (const path of paths) assert.deepEqual(await read(path), [], path)
  })

  it('leave no page to be shared that knows its reader', async () => {
    assert.match((await editor.get('/api/docs/')).body, /<span>ed<\/span>/)
    assert.match((await server.get('/api/docs/')).body, />Log in</)
  })

  it('begin and end by themselves, although pages are kept', async () => {
    await announce({ title: 'Later', starts_at: '2026-03-01T13:00', ends_at: '2026-03-01T14:00', level: 'warning' })
    await server.changes.settled()
    assert.deepEqual(await readBanners(), [])
    assert.equal((await server.get('/changelog/2026-03-01-later/')).status, 404)
    nowMs = Date.parse('2026-03-01T13:00:00Z')
    // What was kept lives by the real clock; a page that nobody has asked for yet shows what the other clock says.
    assert.deepEqual(await readBanners('/about/?1'), ['caution: Later'])
    assert.equal((await server.get('/changelog/2026-03-01-later/')).status, 200)
    nowMs = Date.parse('2026-03-01T14:00:00Z')
    assert.deepEqual(await readBanners('/about/?2'), [])
    assert.match((await server.get('/changelog/?2')).body, /Later/)
    await removeAll()
  })

  it('end on a page that is kept when their time has come', async () => {
    nowMs = Date.now()
    const inMs = 900
    const { db } = server.database
    await db
      .insertInto('announcement')
      .values({
        slug: 'soon',
        title: 'Soon over',
        level: 'notice',
        starts_at: new Date(nowMs - 1_000).toISOString(),
        ends_at: new Date(nowMs + inMs).toISOString(),
      })
      .execute()
    await server.changes.settled()
    assert.deepEqual(await readBanners(), ['note: Soon over'])
    const { etag } = (await server.get('/about/')).headers
    assert.equal((await server.get('/about/', { 'if-none-match': String(etag) })).status, 304)
    const end = performance.now() + inMs + 50
    nowMs += inMs
    // The page is asked for until it is made anew: kept for ever it would never change.
    while (performance.now() < end) await server.get('/health/')
    assert.deepEqual(await readBanners(), [])
    await removeAll()
  })

  it('keep what was typed when something is wrong with it, and say what', async () => {
    const refused = await announce({
      title: '',
      text: 'Kept <i>text</i>',
      starts_at: '2026-02-30T10:00',
      ends_at: 'soon',
      level: 'loud',
    })
    assert.equal(refused.status, 400)
    for (const field of ['title', 'level', 'starts_at', 'ends_at'])
      assert.match(refused.body, new RegExp(`id="${field}-error"`), field)
    assert.match(refused.body, /Kept &lt;i&gt;text&lt;\/i&gt;<\/textarea>/)
    const reversed = await announce({ title: 'x', starts_at: '2026-03-02T10:00', ends_at: '2026-03-02T10:00' })
    assert.match(reversed.body, /id="ends_at-error">.*The end must come after the beginning/)
    assert.match((await announce({ title: 'x'.repeat(101) })).body, /id="title-error"/)
    assert.deepEqual(await server.database.db.selectFrom('announcement').select('id').execute(), [])
  })

  it('are read in a list, each on a page of its own, and as feeds; escaped, with addresses as links', async () => {
    const text = 'First <script>alert(1)</script> line\r\nsecond\r\n\r\nSee https://example.org/a?b=1&c=2.'
    for (const title of ['Same title', 'Same title', '\u202Eright to left'])
      await announce({ title, text, starts_at: '2026-01-05T10:00' })
    await server.changes.settled()
    const { body } = await server.get('/changelog/')
    assert.doesNotMatch(body, /<script>alert/)
    assert.match(body, /First &lt;script&gt;alert\(1\)&lt;\/script&gt; line<br>second<\/p>/)
    assert.match(body, /<a href="https:\/\/example\.org\/a\?b=1&amp;c=2" rel="nofollow">/)
    const links = [...body.matchAll(/<h2><a href="(\/changelog\/[^"]+)"/g)].map(([, href = '']) => href)
    assert.equal(new Set(links).size, 3)
    for (const link of links) assert.equal((await server.get(link)).status, 200, link)
    for (const path of ['/changelog/feeds/', '/changelog/feeds/rss/', '/changelog/feeds/atom/']) {
      const feed = await server.get(path)
      assert.equal(feed.status, 200, path)
      assert.match(String(feed.headers['content-type']), /^application\/(rss|atom)\+xml/)
      assert.equal(feed.body.match(/<(item|entry)>/g)?.length, 3, path)
    }
    await removeAll()
  })

  it('are edited, and stand in the list without being a banner if that is wanted', async () => {
    await announce({ title: 'To edit', starts_at: '2026-01-05T10:00' })
    const { id } = await server.database.db.selectFrom('announcement').select('id').executeTakeFirstOrThrow()
    const path = `${admin}${id}/`
    assert.match((await moderator.get(path)).body, /name="starts_at" value="2026-01-05T10:00"/)
    assert.equal((await editor.submit(path, { title: 'No', level: 'notice' })).status, 403)
    await moderator.submit(path, { title: 'Edited', text: '', level: 'success', starts_at: '2026-01-05T10:00' })
    await server.changes.settled()
    assert.deepEqual(await readBanners(), [])
    assert.match((await server.get('/changelog/')).body, /<bdi>Edited<\/bdi>/)
    assert.equal((await moderator.submit(`${admin}999999/`, { title: 'x', level: 'notice' })).status, 404)
    await removeAll()
  })
})
