import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import type { Browser } from '../../test/support/browser.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'
import { guessPackage } from './add-guess.ts'

const add = '/packages/add/'

const characters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const decode = (text: string) => text.replaceAll(/&(#?\w+);/g, (entity, name: string) => characters[name] ?? entity)

describe('adding and editing packages on pages', () => {
  let server: TestServer
  let sam: Browser & { accountId: number }
  let kim: Browser
  let moderator: Browser
  before(async () => {
    server = await startTestServer()
    sam = await signInAs(server, 'sam')
    kim = await signInAs(server, 'kim')
    moderator = await signInAs(server, 'mod', 'moderator')
  })
  after(() => server[Symbol.asyncDispose]())

  const find = (slug: string) => server.database.db.selectFrom('package').selectAll().where('slug', '=', slug).executeTakeFirst()
  const fieldsOf = (body: string): Record<string, string> => {
    const inputs = [...body.matchAll(/<input type="(?:text|hidden)"[^>]*? name="(\w+)" value="([^"]*)"/g)]
    const selects = [...body.matchAll(/<select id="(\w+)".*?<\/select>/gs)]
    return Object.fromEntries([
      ...inputs.map(([, name, value]) => [name, decode(value ?? '')]),
      ...selects.map(([select, name]) => [name, /value="([^"]*)" selected/.exec(select)?.[1] ?? '']),
    ])
  }
  const addNew = async (name: string) => {
    const fields = { step: 'save', repo_url: `https://github.com/kim/${name}`, title: name, slug: name, category: 'apps' }
    assert.equal((await sam.submit(add, fields)).status, 303)
    return `/packages/${name}/edit/`
  }

  it('asks strangers to log in, and readers for the role', async () => {
    assert.equal((await server.get(`${add}?grid_slug=x`)).headers.location, '/login/?next=%2Fpackages%2Fadd%2F%3Fgrid_slug%3Dx')
    const reader = await signInAs(server, 'reader', 'reader')
    for (const path of [add, '/packages/django-mfa/edit/', '/packages/django-mfa/delete/']) {
      assert.equal((await reader.get(path)).status, 403, path)
      assert.equal((await reader.submit(path, { step: 'save' })).status, 403, path)
    }
  })

  it('guesses from the address of the repository, however it was copied, and saves what was looked over', async () => {
    const second = await sam.submit(add, { repo_url: 'git@github.com:Kim/Django.Shiny.git' })
    assert.equal(second.status, 200)
    const guessed = fieldsOf(second.body)
    assert.deepEqual(
      [guessed['repo_url'], guessed['title'], guessed['slug'], guessed['pypi_url'], guessed['repo_host'], guessed['category']],
      ['https://github.com/Kim/Django.Shiny', 'Django.Shiny', 'django-shiny', 'Django.Shiny', 'github', ''],
    )
    const unfinished = await sam.submit(add, { ...guessed, title: 'My "<b>" title' })
    assert.equal(unfinished.status, 400)
    assert.match(unfinished.body, /href="#category"/)
    assert.match(unfinished.body, /value="My &quot;&lt;b&gt;&quot; title"/)
    const saved = await sam.submit(add, { ...guessed, category: 'apps' })
    assert.equal(saved.headers.location, '/packages/p/django-shiny/?done=added')
    const row = await find('django-shiny')
    assert.deepEqual([row?.created_by, row?.pypi_url], [sam.accountId, 'https://pypi.org/project/Django.Shiny/'])
    assert.match((await sam.get('/packages/p/django-shiny/?done=added')).body, /The package is in the directory/)
  })

  it('tells at once of the package that has the repository already, whatever the case of its letters', async () => {
    await addNew('taken')
    for (const address of ['https://GitHub.com/KIM/Taken/', 'github.com/kim/taken/tree/main']) {
      const answer = await sam.submit(add, { repo_url: address })
      assert.equal(answer.status, 409)
      assert.match(answer.body, /in the directory already: <a href="\/packages\/p\/taken\/">taken<\/a>/)
    }
    const late = await sam.submit(add, {
      step: 'save',
      repo_url: 'https://github.com/kim/taken',
      title: 'x',
      slug: 'other',
      category: 'apps',
    })
    assert.equal(late.status, 400)
    assert.match(late.body, /href="\/packages\/p\/taken\/"/)
  })

  it('says at the field what is wrong with an address', async () => {
    for (const address of ['', 'x', 'javascript:alert(1)', 'https://localhost/a/b', 'http://10.0.0.1/a/b']) {
      const answer = await sam.submit(add, { repo_url: address })
      assert.equal(answer.status, 400, address)
      assert.match(answer.body, /id="repo_url-error"/)
    }
  })

  it('puts the new package in the grid that one came from, unless that is locked', async () => {
    const { db } = server.database
    const grids = await db
      .insertInto('grid')
      .values([
        { title: 'Open', slug: 'open-grid' },
        { title: 'Locked', slug: 'locked-grid', is_locked: true },
      ])
      .returning('id')
      .execute()
    for (const [index, slug] of ['open-grid', 'locked-grid'].entries()) {
      assert.match((await sam.get(`${add}?grid_slug=${slug}`)).body, index === 0 ? /will stand in the grid/ : /is locked/)
      const fields = {
        step: 'save',
        grid_slug: slug,
        repo_url: `https://github.com/kim/in-${slug}`,
        title: slug,
        slug: `in-${slug}`,
        category: 'apps',
      }
      assert.equal((await sam.submit(add, fields)).status, 303)
      const members = await db
        .selectFrom('grid_package')
        .select('id')
        .where('grid_id', '=', grids[index]?.id ?? 0)
        .execute()
      assert.equal(members.length, index === 0 ? 1 : 0)
    }
  })

  it('guesses slugs that are allowed from any name', () => {
    const slugs = ['https://x.org/a/Ünïcode', 'https://x.org/a/.github', `https://x.org/a/${'long-'.repeat(20)}`].map(
      (url) => guessPackage(url).slug,
    )
    assert.deepEqual(slugs, ['u-ni-code', 'github', 'long-'.repeat(10)])
  })

  it('shows what an edit changes before it is saved, and saves nothing until then', async () => {
    const path = await addNew('previewed')
    const form = fieldsOf((await sam.get(path)).body)
    const typed = { ...form, title: 'New <i>title</i>', pypi_url: 'previewed' }
    const preview = await sam.submit(path, { ...typed, step: 'preview' })
    assert.equal(preview.status, 200)
    assert.match(preview.body, /<del>previewed<\/del>/)
    assert.match(preview.body, /<ins>New &lt;i&gt;title&lt;\/i&gt;<\/ins>/)
    assert.match(preview.body, /<ins>https:\/\/pypi\.org\/project\/previewed\/<\/ins>/)
    assert.equal((await find('previewed'))?.title, 'previewed')
    assert.equal((await sam.submit(path, { ...typed, step: 'save' })).headers.location, '/packages/p/previewed/?done=saved')
    assert.equal((await find('previewed'))?.title, 'New <i>title</i>')
    assert.match(
      (await sam.submit(path, { ...fieldsOf((await sam.get(path)).body), step: 'save' })).body,
      /Nothing is changed yet/,
    )
  })

  it('leads to the new address when the slug changes', async () => {
    const path = await addNew('renamed')
    const answer = await sam.submit(path, { ...fieldsOf((await sam.get(path)).body), slug: 'renamed-2', step: 'save' })
    assert.equal(answer.headers.location, '/packages/p/renamed-2/?done=saved')
    assert.equal((await server.get('/packages/p/renamed/')).headers.location, '/packages/p/renamed-2/')
  })

  it('saves nothing over an edit that its author has not seen, and shows what it was', async () => {
    const path = await addNew('parallel')
    const form = fieldsOf((await sam.get(path)).body)
    await kim.submit(path, { ...form, title: 'Kim was first', step: 'save' })
    const answer = await sam.submit(path, { ...form, documentation_url: 'https://docs.example/', step: 'save' })
    assert.equal(answer.status, 409)
    assert.match(answer.body, /kim on .*Title from “parallel” to “Kim was first”/s)
    assert.match(answer.body, /value="https:\/\/docs\.example\/"/)
    assert.equal((await find('parallel'))?.title, 'Kim was first')
    const again = await sam.submit(path, { ...fieldsOf(answer.body), title: 'Kim was first', step: 'save' })
    assert.equal(again.status, 303)
    assert.equal((await find('parallel'))?.documentation_url, 'https://docs.example/')
  })

  it('is not disturbed by facts that are fetched meanwhile', async () => {
    const path = await addNew('fetched')
    const form = fieldsOf((await sam.get(path)).body)
    await server.database.db.updateTable('package').set({ repo_watchers: 12 }).where('slug', '=', 'fetched').execute()
    assert.equal((await sam.submit(path, { ...form, title: 'Mine', step: 'save' })).status, 303)
  })

  it('keeps what was typed beside what is wrong with it', async () => {
    const path = await addNew('wrong')
    const form = fieldsOf((await sam.get(path)).body)
    const answer = await sam.submit(path, {
      ...form,
      slug: 'django-mfa',
      title: 'x'.repeat(101),
      documentation_url: 'nope',
      step: 'save',
    })
    assert.equal(answer.status, 400)
    for (const name of ['slug', 'title', 'documentation_url']) assert.match(answer.body, new RegExp(`id="${name}-error"`), name)
    assert.match(answer.body, /value="nope"/)
  })

  it('lets moderators delete a package after they were asked, and bring it back from its address', async () => {
    await addNew('doomed')
    assert.equal((await sam.submit('/packages/doomed/delete/', {})).status, 403)
    assert.match((await moderator.get('/packages/doomed/delete/')).body, /A moderator can undelete it/)
    assert.equal((await moderator.submit('/packages/doomed/delete/', {})).headers.location, '/packages/p/doomed/')
    const gone = await moderator.get('/packages/p/doomed/')
    assert.equal(gone.status, 410)
    const undelete = /action="(\/revisions\/\d+\/revert\/)"/.exec(gone.body)?.[1] ?? ''
    assert.equal((await sam.submit(undelete, {})).status, 403)
    const back = await moderator.submit(undelete, { next: '/packages/p/doomed/' })
    assert.equal(back.headers.location, '/packages/p/doomed/')
    assert.equal((await server.get('/packages/p/doomed/')).status, 200)
  })

  it('does not delete what other packages name as their replacement', async () => {
    await addNew('needed')
    const needed = await find('needed')
    await server.database.db
      .insertInto('package')
      .values({ category_id: 1, title: 'x', slug: 'needs-it', replaced_by_id: needed?.id ?? 0 })
      .execute()
    const answer = await moderator.submit('/packages/needed/delete/', {})
    assert.equal(answer.status, 409)
    assert.match(answer.body, /Other packages name this one/)
  })
})
