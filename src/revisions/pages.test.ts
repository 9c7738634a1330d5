import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { createEditor } from '../../test/support/editors.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'

describe('the pages of revisions', () => {
  let server: TestServer
  let sam: Browser & { accountId: number }
  let moderator: Browser
  before(async () => {
    server = await startTestServer()
    sam = await signInAs(server, 'sam')
    moderator = await signInAs(server, 'mod', 'moderator')
  })
  after(() => server[Symbol.asyncDispose]())

  const path = '/packages/django-mfa/revisions/'
  const change = async (title: string, name: string) => {
    const editor = await createEditor(server, { name })
    assert.equal((await editor.send('PATCH', '/api/v4/packages/django-mfa/', { title })).status, 200)
  }
  const titleNow = async () =>
    (await server.database.db.selectFrom('package').select('title').where('slug', '=', 'django-mfa').executeTakeFirstOrThrow())
      .title
  const newest = (body: string) => /id="r(\d+)"/.exec(body)?.[1] ?? ''

  it('show who changed what, from what to what, as text', async () => {
    await change('A <script>title</script>', 'kim')
    const { body } = await server.get(path)
    assert.match(body, /<del dir="auto">[^<]+<\/del><\/td><td><ins dir="auto">A &lt;script&gt;title&lt;\/script&gt;<\/ins>/)
    assert.match(body, /href="\/profiles\/kim\/"/)
    assert.match(body, /over the API/)
    assert.doesNotMatch(body, /<script>title|>Undo</)
    assert.match((await server.get('/revisions/?account=KIM')).body, /1 edit, the newest first/)
    assert.match((await server.get('/revisions/?account=nobody')).body, /No edit is recorded/)
  })

  it('let moderators undo an edit, and nobody else that of another', async () => {
    const earlier = await titleNow()
    await change('Undo me', 'lee')
    const id = newest((await moderator.get(path)).body)
    assert.doesNotMatch((await sam.get(path)).body, />Undo</)
    assert.equal((await sam.submit(`/revisions/${id}/revert/`, {})).status, 403)
    assert.equal((await sam.get(`/revisions/${id}/revert/`)).status, 405)
    assert.equal(await titleNow(), 'Undo me')
    const answer = await moderator.submit(`/revisions/${id}/revert/`, { next: path })
    assert.deepEqual([answer.status, answer.headers.location], [303, `${path}?done=undone`])
    assert.equal(await titleNow(), earlier)
    assert.match((await moderator.get(path)).body, new RegExp(`takes back edit ${id}`))
  })

  it('let people undo what they did themselves today', async () => {
    const form = (await sam.get('/packages/django-mfa/edit/')).body
    const fields = {
      repo_url: /name="repo_url" value="([^"]*)"/.exec(form)?.[1] ?? '',
      category: 'apps',
      slug: 'django-mfa',
      title: 'By Sam',
      step: 'save',
    }
    assert.equal((await sam.submit('/packages/django-mfa/edit/', fields)).status, 303)
    const { body } = await sam.get(path)
    const id = /action="\/revisions\/(\d+)\/revert\/"/.exec(body)?.[1] ?? ''
    assert.equal((await sam.submit(`/revisions/${id}/revert/`, { next: path })).status, 303)
    assert.notEqual(await titleNow(), 'By Sam')
  })

  it('say why an edit cannot be undone any more', async () => {
    await change('First', 'one')
    const id = newest((await moderator.get(path)).body)
    await change('Second', 'two')
    const answer = await moderator.submit(`/revisions/${id}/revert/`, {})
    assert.equal(answer.status, 409)
    assert.match(answer.body, /has been changed again/)
  })

  it('stay when the package is deleted', async () => {
    const { db } = server.database
    await db.insertInto('package').values({ category_id: 1, title: 'Short life', slug: 'short-life' }).execute()
    await db.deleteFrom('package').where('slug', '=', 'short-life').execute()
    assert.match((await server.get('/packages/short-life/revisions/')).body, /Short life/)
    assert.equal((await server.get('/packages/never-there/revisions/')).status, 404)
  })
})
