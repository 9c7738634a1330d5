import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { saveFeatures } from '../../test/support/features.ts'
import { createVisitor } from '../../test/support/people.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

const slug = 'two-factor-authentication'
const page = `/grids/g/${slug}/?status=all&unknown=all`

describe('the forms of a grid', () => {
  let server: TestServer
  let editor: Browser
  let moderator: Browser
  let reader: Browser
  let packageIds: number[] = []
  before(async () => {
    server = await startTestServer({ publicUrl: 'http://packages.example' })
    editor = await createVisitor(server, 'ed', 'editor')
    moderator = await createVisitor(server, 'mo', 'moderator')
    reader = await createVisitor(server, 'rea', 'reader')
    packageIds = await readMembers()
  })
  after(() => server[Symbol.asyncDispose]())

  async function readMembers(): Promise<number[]> {
    const rows = await server.database.db
      .selectFrom('grid_package')
      .innerJoin('grid', 'grid.id', 'grid_id')
      .select('package_id as id')
      .where('slug', '=', slug)
      .orderBy('grid_package.id')
      .execute()
    return rows.map(({ id }) => id)
  }

  /** What the form at `path` would send if nothing were typed. */
  async function readForm(browser: Browser, path: string): Promise<Record<string, string>> {
    const { status, body } = await browser.get(path)
    assert.equal(status, 200, path)
    const [, form = ''] = /<form class="form"(.*?)<\/form>/s.exec(body) ?? []
    const inputs = [...form.matchAll(/<input (?:type="(?:hidden|text)" )(?:id="\w+" )?name="([\w-]+)" value="([^"]*)"/g)]
    const areas = [...form.matchAll(/<textarea id="\w+" name="(\w+)"[^>]*>\n([^<]*)</g)]
    return Object.fromEntries([...inputs, ...areas].map(([, name = '', value = '']) => [name, value]))
  }
  async function addFeature(title: string): Promise<number> {
    const [id = 0] = await saveFeatures(server.database.db, slug, [{ title }])
    await server.changes.settled()
    return id
  }
  const cellPath = (feature: number, index = 0) => `/grids/element/${slug}/${packageIds[index]}/${feature}/`
  const readCell = async (feature: number) => {
    const row = await server.database.db.selectFrom('element').select('text').where('feature_id', '=', feature).executeTakeFirst()
    return row?.text
  }

  it('are for those who are logged in and may edit; others are led to the login or told why not', async () => {
    const feature = await addFeature('Permissions')
    const paths = [
      '/grids/add/',
      `/grids/${slug}/edit/`,
      `/grids/${slug}/package/add/`,
      `/grids/feature/add/${slug}/`,
      `/grids/feature/${feature}/`,
      `/grids/feature/${feature}/delete/`,
      cellPath(feature),
      `/grids/package/${slug}/${packageIds[0]}/delete/`,
    ]
    for (const path of paths) {
      const login = `/login/?next=${encodeURIComponent(path)}`
      assert.equal((await server.get(path)).headers.location, login, path)
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      assert.equal((await server.send('POST', path, form, 'title=x')).headers.location, login, path)
      assert.equal((await reader.get(path)).status, 403, path)
      assert.equal((await reader.submit(path, { title: 'x', text: 'x' })).status, 403, path)
      assert.equal((await editor.get(path)).status, 200, path)
      assert.equal(
        (await editor.submit(path, { title: 'x', text: 'x' }, { origin: 'https://elsewhere.example' })).status,
        403,
        path,
      )
    }
    assert.equal(await readCell(feature), undefined)
    assert.ok((await readMembers()).length > 1)
  })

  it('are offered on the page of the grid to those who may use them', async () => {
    const feature = await addFeature('Offered')
    const offers = [
      cellPath(feature),
      `/grids/feature/${feature}/`,
      `/grids/package/${slug}/`,
      `/grids/feature/add/${slug}/`,
      `/grids/${slug}/edit/`,
    ]
    const [forEditor, forReader, forAll] = [await editor.get(page), await reader.get(page), await server.get(page)]
    for (const offer of offers) {
      assert.ok(forEditor.body.includes(offer), offer)
      assert.ok(!forReader.body.includes(offer), offer)
      assert.ok(!forAll.body.includes(offer), offer)
    }
    assert.match(forAll.body, /Log in<\/a> and fill in what is missing/)
    assert.match(forAll.headers['cache-control'] ?? '', /public/)
    assert.match(forEditor.headers['cache-control'] ?? '', /private/)
  })

  it('add a grid, make its address from its title, and keep what was typed when something is wrong', async () => {
    const added = await editor.submit('/grids/add/', { title: 'Über <b>Grids</b> & more', description: 'First line\r\nsecond' })
    assert.deepEqual([added.status, added.headers.location], [303, '/grids/g/uber-b-grids-b-more/?done=grid-added'])
    assert.match((await server.get('/grids/g/uber-b-grids-b-more/')).body, /<h1>Über &lt;b&gt;Grids&lt;\/b&gt; &amp; more<\/h1>/)
    const refused = await editor.submit('/grids/add/', { title: 'Kept "title"', slug, description: 'Kept </textarea> text' })
    assert.equal(refused.status, 400)
    assert.match(refused.body, /id="slug-error">.*grid with this slug already exists/)
    assert.match(refused.body, /value="Kept &quot;title&quot;"/)
    assert.match(refused.body, /Kept &lt;\/textarea&gt; text/)
    const blank = await editor.submit('/grids/add/', { title: ' ', slug: 'blank' })
    assert.match(blank.body, /id="title-error">.*may not be blank/)
  })

  it('edit a grid; only moderators lock it, and then only they edit', async () => {
    const path = '/grids/caching/edit/'
    const form = await readForm(editor, path)
    assert.equal((await editor.submit(path, { ...form, description: 'Edited', is_locked: '1' })).status, 303)
    assert.match((await server.get('/grids/g/caching/')).body, /Edited/)
    assert.equal((await editor.get(path)).status, 200)
    assert.equal((await moderator.submit(path, { ...(await readForm(moderator, path)), is_locked: '1' })).status, 303)
    const refused = await editor.submit(path, { ...(await readForm(moderator, path)), title: 'No' })
    assert.equal(refused.status, 403)
    assert.match(refused.body, /This grid is locked: only moderators change it/)
    assert.equal(
      (await moderator.submit(path, { ...(await readForm(moderator, path)), slug: 'Caches' })).headers.location,
      '/grids/g/caches/?done=saved',
    )
    assert.equal((await server.get('/grids/g/caching/')).headers.location, '/grids/g/caches/')
  })

  it('add a feature, edit it, and delete it with its cells once that is confirmed', async () => {
    const added = await editor.submit(`/grids/feature/add/${slug}/`, { title: 'Passkeys' })
    assert.match(added.headers.location ?? '', new RegExp(`^/grids/g/${slug}/\\?unknown=all&done=feature-added#feature-\\d+$`))
    const id = Number(/\d+$/.exec(added.headers.location ?? '')?.[0])
    const path = `/grids/feature/${id}/`
    const edited = await editor.submit(path, { ...(await readForm(editor, path)), description: 'WebAuthn <i>only</i>' })
    assert.equal(edited.headers.location, added.headers.location?.replace('feature-added', 'saved'))
    assert.match((await server.get(page)).body, /Passkeys.*WebAuthn &lt;i&gt;only&lt;\/i&gt;/s)
    await editor.submit(cellPath(id), { text: 'yes', base: '' })
    assert.equal(await readCell(id), 'yes')
    assert.match((await editor.get(`${path}delete/`)).body, /<strong dir="auto">Passkeys<\/strong>/)
    assert.equal((await editor.submit(`${path}delete/`, {})).headers.location, `/grids/g/${slug}/?done=feature-deleted`)
    assert.equal((await editor.get(path)).status, 404)
    assert.doesNotMatch((await server.get(page)).body, /Passkeys/)
    assert.equal(await readCell(id), undefined)
  })

  it('fill in a cell, which shows in the very next answer, and lead back to the grid as it was', async () => {
    const feature = await addFeature('Codes by post')
    assert.match((await server.get(page)).body, new RegExp(`id="feature-${feature}"`))
    const next = `/grids/g/${slug}/?status=all&transpose=1`
    const path = `${cellPath(feature)}?next=${encodeURIComponent(next)}`
    const form = await readForm(editor, path)
    const saved = await editor.submit(path, { ...form, next, text: 'Yes, <b>since</b> 2.0' })
    assert.deepEqual([saved.status, saved.headers.location], [303, `${next}&done=cell-saved#feature-${feature}`])
    assert.equal(await readCell(feature), 'Yes, <b>since</b> 2.0')
    assert.match((await server.get(page)).body, /since&lt;\/b&gt; 2.0|&lt;b&gt;since/)
    const astray = await editor.submit(path, { ...(await readForm(editor, path)), next: 'https://elsewhere.example/' })
    assert.equal(astray.headers.location, `/grids/g/${slug}/?done=cell-saved#feature-${feature}`)
  })

  it('change nothing by being looked at, and refuse what is too long without losing it', async () => {
    const feature = await addFeature('Looked at')
    await readForm(editor, cellPath(feature))
    assert.equal(await readCell(feature), undefined)
    assert.equal((await editor.submit(cellPath(feature), { text: '  ', base: '' })).status, 303)
    assert.equal(await readCell(feature), undefined)
    const long = 'long '.repeat(300)
    const refused = await editor.submit(cellPath(feature), { text: long, base: '' })
    assert.equal(refused.status, 400)
    assert.match(refused.body, /no more than 1000 characters/)
    assert.ok(refused.body.includes(long))
  })

  it('do not write over what somebody else changed meanwhile, but show both', async () => {
    const feature = await addFeature('Contested')
    const first = await readForm(editor, cellPath(feature))
    await moderator.submit(cellPath(feature), { text: 'theirs <1>', base: '' })
    const refused = await editor.submit(cellPath(feature), { ...first, text: 'mine' })
    assert.equal(refused.status, 409)
    assert.match(refused.body, /Somebody else has changed this/)
    assert.match(refused.body, /theirs &lt;1&gt;<\/dd>/)
    assert.match(refused.body, />\nmine<\/textarea>/)
    assert.equal(await readCell(feature), 'theirs <1>')
    const base = /name="base" value="([^"]+)"/.exec(refused.body)?.[1] ?? ''
    assert.equal((await editor.submit(cellPath(feature), { text: 'mine', base })).status, 303)
    assert.equal(await readCell(feature), 'mine')
  })

  it('say once what was done, to whoever did it', async () => {
    const feature = await addFeature('Told')
    const saved = await editor.submit(cellPath(feature), { text: 'yes', base: '' })
    const location = String(saved.headers.location).replace(/#.*/, '')
    assert.match((await editor.get(location)).body, /<div class="message success" role="status">.*The cell is saved/)
    assert.doesNotMatch((await editor.get(page)).body, /The cell is saved/)
    assert.doesNotMatch((await server.get(location)).body, /The cell is saved/)
    assert.doesNotMatch((await editor.get(`${page}&done=constructor`)).body, /message success/)
  })

  it('put packages into the grid that are searched for, once, and take them out', async () => {
    const path = `/grids/${slug}/package/add/`
    const found = (await editor.get(`${path}?q=cerberos`)).body
    const [, id = ''] = /name="package" value="(\d+)"/.exec(found) ?? []
    assert.ok(Number(id) > 0)
    assert.equal((await editor.submit(path, { package: id })).status, 303)
    assert.deepEqual(await readMembers(), [...packageIds, Number(id)])
    assert.match((await server.get(page)).body, /\/packages\/p\/cerberos\//)
    for (const name of [id, 'cerberos', 'CERBEROS']) {
      const twice = await editor.submit(path, { package: name })
      assert.equal(twice.status, 400, name)
      assert.match(twice.body, /Package &#39;cerberos&#39; is already in this grid/, name)
    }
    assert.match((await editor.submit(path, { package: 'no-such <b>' })).body, /No package has this name/)
    assert.doesNotMatch((await editor.get(`${path}?q=cerberos`)).body, /name="package"/)
    assert.match((await editor.get(`/grids/package/${slug}/${id}/delete/`)).body, /<strong>cerberos<\/strong>/)
    assert.equal((await editor.submit(`/grids/package/${slug}/${id}/delete/`, {})).status, 303)
    assert.deepEqual(await readMembers(), packageIds)
  })

  it('lose no package when two are added at the same time', async () => {
    const rows = await server.database.db
      .selectFrom('package')
      .select('id')
      .where('id', 'not in', packageIds)
      .orderBy('id')
      .limit(6)
      .execute()
    const ids = rows.map(({ id }) => id)
    const answers = await Promise.all(ids.map((id) => editor.submit(`/grids/${slug}/package/add/`, { package: String(id) })))
    assert.deepEqual(
      answers.map(({ status }) => status),
      ids.map(() => 303),
    )
    assert.deepEqual(
      (await readMembers()).toSorted((a, b) => a - b),
      [...packageIds, ...ids].toSorted((a, b) => a - b),
    )
  })

  it('know no cell of a package outside the grid, nor of another grid’s feature', async () => {
    const feature = await addFeature('Ours')
    const [theirs] = await saveFeatures(server.database.db, 'security', [{ title: 'Theirs' }])
    for (const path of [
      `/grids/element/${slug}/999999/${feature}/`,
      `/grids/element/${slug}/x/${feature}/`,
      cellPath(theirs ?? 0),
      cellPath(999_999),
      `/grids/element/no-such/1/${feature}/`,
      '/grids/feature/999999/',
      '/grids/feature/x/',
      '/grids/no-such/edit/',
      `/grids/package/${slug}/999999/delete/`,
    ]) {
      assert.equal((await editor.get(path)).status, 404, path)
      assert.equal((await editor.submit(path, { text: 'x' })).status, 404, path)
    }
  })

  it('are recorded with their author, so that they can be undone', async () => {
    const feature = await addFeature('Recorded')
    await editor.submit(cellPath(feature), { text: 'by ed', base: '' })
    const revision = await server.database.db
      .selectFrom('revision')
      .innerJoin('account', 'account.id', 'account_id')
      .innerJoin('grid', 'grid.id', 'subject_id')
      .select(['account.name', 'via', 'subject', 'grid.slug'])
      .orderBy('revision.id', 'desc')
      .executeTakeFirst()
    assert.deepEqual(revision, { name: 'ed', via: 'page', subject: 'grid', slug })
  })
})
