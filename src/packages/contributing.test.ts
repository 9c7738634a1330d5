import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'

const page = '/packages/p/django-mfa/'

describe('saying something of a package', () => {
  let server: TestServer
  let sam: Browser & { accountId: number }
  let moderator: Browser
  let id: number
  before(async () => {
    server = await startTestServer()
    ;[sam, moderator] = [await signInAs(server, 'sam', 'reader'), await signInAs(server, 'mod', 'moderator')]
    const row = await server.database.db
      .selectFrom('package')
      .select('id')
      .where('slug', '=', 'django-mfa')
      .executeTakeFirstOrThrow()
    id = row.id
  })
  after(() => server[Symbol.asyncDispose]())

  const count = async (table: 'usage' | 'favourite' | 'flag' | 'example') =>
    (await server.database.db.selectFrom(table).select('id').where('package_id', '=', id).execute()).length

  it('takes uses and favourites once, gives them back once, and leads back to where one was', async () => {
    const forms = [
      ['usage', `/packages/usage/django-mfa/add/`, `/packages/usage/django-mfa/remove/`],
      ['favourite', `/favorites/add/${id}/`, `/favorites/remove/${id}/`],
    ] as const
    for (const [table, add, remove] of forms) {
      for (const expected of [1, 1]) {
        const answer = await sam.submit(add, { next: '/packages/?q=mfa' })
        assert.deepEqual([answer.status, answer.headers.location, await count(table)], [303, '/packages/?q=mfa', expected])
      }
      for (const expected of [0, 0]) {
        const answer = await sam.submit(remove, {})
        assert.deepEqual([answer.status, answer.headers.location, await count(table)], [303, page, expected])
      }
    }
  })

  it('shows a viewer what it has said, on buttons that are pressed', async () => {
    await sam.submit('/packages/usage/django-mfa/add/', {})
    const { body } = await sam.get(page)
    assert.match(body, /action="\/packages\/usage\/django-mfa\/remove\/">.*?aria-pressed="true"/)
    assert.match(body, /action="\/favorites\/add\/\d+\/">.*?aria-pressed="false"/)
    await sam.submit('/packages/usage/django-mfa/remove/', {})
  })

  it('never leads to another site', async () => {
    for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)', '/\tx']) {
      assert.equal((await sam.submit(`/favorites/remove/${id}/`, { next })).headers.location, page, next)
    }
  })

  it('changes nothing on GET, for strangers, or for pages of other sites', async () => {
    const paths = [
      '/packages/usage/django-mfa/add/',
      `/favorites/add/${id}/`,
      '/packages/django-mfa/flag/remove/',
      '/moderation/flags/1/remove/',
    ]
    for (const path of paths) {
      const answer = await sam.get(path)
      assert.deepEqual([answer.status, answer.headers.allow], [405, 'POST'], path)
      const stranger = await server.send('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, '')
      assert.deepEqual([stranger.status, stranger.headers.location], [303, '/login/?next=%2F'], path)
      assert.equal((await sam.submit(path, {}, { origin: 'https://evil.example' })).status, 403, path)
    }
    assert.equal(await count('usage'), 0)
  })

  it('answers 404 for packages that are not there', async () => {
    for (const path of [
      '/packages/usage/no-such/add/',
      '/favorites/add/999999999/',
      '/favorites/add/x/',
      '/packages/no-such/flag/',
    ]) {
      assert.equal((await sam.submit(path, {})).status, 404, path)
    }
    assert.equal((await sam.get('/packages/no-such/flag/')).status, 404)
  })

  it('takes one flag a person, shows it to nobody but moderators, and lets it be taken back', async () => {
    assert.equal(
      (await server.get('/packages/django-mfa/flag/')).headers.location,
      '/login/?next=%2Fpackages%2Fdjango-mfa%2Fflag%2F',
    )
    const empty = await sam.submit('/packages/django-mfa/flag/', { reason: ' ' })
    assert.equal(empty.status, 400)
    assert.match(empty.body, /href="#reason"/)
    const reason = '<b>bad</b> "thing"'
    assert.equal((await sam.submit('/packages/django-mfa/flag/', { reason })).headers.location, `${page}?done=flagged`)
    const again = await sam.submit('/packages/django-mfa/flag/', { reason })
    assert.match(again.body, /flagged this package already/)
    assert.match((await sam.get('/packages/django-mfa/flag/')).body, /&lt;b&gt;bad/)
    assert.match((await moderator.get('/moderation/')).body, /&lt;b&gt;bad&lt;\/b&gt; &quot;thing&quot;/)
    assert.doesNotMatch((await server.get(page)).body, /bad&lt;/)
    assert.equal((await sam.submit('/packages/django-mfa/flag/remove/', {})).status, 303)
    assert.equal(await count('flag'), 0)
  })

  it('lets moderators approve or remove a flag, and nobody else', async () => {
    await sam.submit('/packages/django-mfa/flag/', { reason: 'spam' })
    const { body } = await moderator.get('/moderation/')
    const flag = /\/moderation\/flags\/(\d+)\/approve\//.exec(body)?.[1] ?? ''
    assert.equal((await sam.get('/moderation/')).status, 403)
    assert.equal((await server.get('/moderation/')).headers.location, '/login/?next=%2Fmoderation%2F')
    assert.equal((await sam.submit(`/moderation/flags/${flag}/approve/`, {})).status, 403)
    assert.equal((await moderator.submit(`/moderation/flags/${flag}/approve/`, {})).headers.location, '/moderation/?done=done')
    assert.match((await moderator.get(page)).body, /Moderators have agreed/)
    await moderator.submit(`/moderation/flags/${flag}/remove/`, {})
    assert.equal((await moderator.submit(`/moderation/flags/${flag}/remove/`, {})).headers.location, '/moderation/?done=gone')
    assert.equal(await count('flag'), 0)
  })

  it('shows a site using it to whoever told of it, and to all when a moderator has approved it', async () => {
    const wrong = await sam.submit('/packages/django-mfa/example/add/', { title: 'A <i>site</i>', url: 'javascript:alert(1)' })
    assert.equal(wrong.status, 400)
    assert.match(wrong.body, /value="A &lt;i&gt;site&lt;\/i&gt;"/)
    assert.match(wrong.body, /id="url-error"/)
    await sam.submit('/packages/django-mfa/example/add/', { title: 'A <i>site</i>', url: 'https://site.example/' })
    assert.match((await sam.get(page)).body, /A &lt;i&gt;site&lt;\/i&gt;<\/bdi><\/a> <span class="badge">waits for a moderator/)
    assert.doesNotMatch((await server.get(page)).body, /site\.example/)
    const example = /\/moderation\/examples\/(\d+)\/approve\//.exec((await moderator.get('/moderation/')).body)?.[1] ?? ''
    await moderator.submit(`/moderation/examples/${example}/approve/`, {})
    assert.match((await server.get('/revisions/?account=mod')).body, /<bdi>django-mfa<\/bdi>/)
    await server.changes.settled()
    assert.match((await server.get(page)).body, /href="https:\/\/site\.example\/" rel="nofollow noopener"/)
    const edit = `/packages/django-mfa/example/${example}/edit/`
    const other = await signInAs(server, 'other')
    assert.equal((await other.get(edit)).status, 404)
    assert.equal((await other.submit(edit, { title: 'x', url: 'https://x.example/' })).status, 404)
    await sam.submit(edit, { title: 'Another', url: 'https://other.example/' })
    await server.changes.settled()
    assert.doesNotMatch((await server.get(page)).body, /site\.example|other\.example/)
    assert.equal(
      (await sam.submit(`/packages/django-mfa/example/${example}/delete/`, {})).headers.location,
      `${page}?done=example-removed`,
    )
    assert.equal(await count('example'), 0)
  })
})
