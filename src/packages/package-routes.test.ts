import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { signInAs } from '../../test/support/sign-in.ts'
import { isPreRelease } from './release-table.ts'

describe('the page of a package', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ now: () => Date.parse('2026-02-16T12:00:00Z'), publicUrl: 'https://packages.example' })
  })
  after(() => server[Symbol.asyncDispose]())

  const path = '/packages/p/django-mfa/'
  const read = async (address: string) => (await server.get(address)).body

  async function addPackage(values: {
    slug: string
    title?: string
    repo_url?: string
    [column: string]: unknown
  }): Promise<number> {
    const { id } = await server.database.db
      .insertInto('package')
      .values({ category_id: 1, title: values.slug, ...values })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  }

  it('says what it is, how it stands and since when, and where else to look', async () => {
    const page = await read(path)
    assert.match(page, /<h1 dir="auto">[^<]+<\/h1>/)
    assert.match(page, /class="status [a-z]*" title="[^"]+">/)
    assert.match(page, /Last commit <time datetime="\d{4}-\d\d-\d\d">/)
    assert.match(page, /<dt>Stars<\/dt><dd>[\d,]+<\/dd>/)
    assert.match(page, /Repository facts were fetched/)
    assert.match(page, /<h2 id="grids">/)
    assert.match(page, /pip install django-mfa\nuv add django-mfa\npoetry add django-mfa/)
    assert.match(page, /<link rel="canonical" href="https:\/\/packages\.example\/packages\/p\/django-mfa\/">/)
    assert.match(page, /\[!\[Packgrid\]\(https:\/\/packages\.example\/packages\/p\/django-mfa\/badge\.svg\)\]/)
    assert.match(page, /"@type":"SoftwareSourceCode"/)
  })

  it('names alternatives from the same grids, those that are alive first', async () => {
    const page = await read(path)
    assert.match(page, /Nearest alternatives/)
    assert.match(page, /shares \d+ grids?/)
    const dead = [...page.matchAll(/<div class="title"><h3>.*?<\/h3><span class="status (\w*)"/g)].map(([, tone]) =>
      Number(tone === 'bad'),
    )
    assert.deepEqual(
      dead,
      dead.toSorted((a, b) => a - b),
    )
  })

  it('charts the commits of 52 weeks, with every number in a table', async () => {
    const commits = Array.from({ length: 52 }, (_, week) => week)
    await addPackage({ slug: 'busy', commits_over_52w: commits, commit_count: 4_000 })
    const page = await read('/packages/p/busy/')
    assert.match(page, /<title id="commits-chart-title">1,326 commits in 52 weeks<\/title>/)
    assert.equal([...page.matchAll(/<rect class="bar"/g)].length, 51)
    const cells = [...page.matchAll(/<td class="number">(\d+)<\/td>/g)].map(([, text]) => Number(text))
    assert.deepEqual(cells, commits)
  })

  it('marks pre-releases and yanked releases, and pages through all of them', async () => {
    const id = await addPackage({ slug: 'released' })
    const numbers = Array.from({ length: 60 }, (_, minor) => `1.${minor}`)
    await server.database.db
      .insertInto('release')
      .values([
        ...numbers.map((number, day) => ({
          package_id: id,
          number,
          released_at: new Date(Date.UTC(2020, 0, day + 1)).toISOString(),
        })),
        { package_id: id, number: '2.0rc1', released_at: '2021-01-01T00:00:00Z' },
        { package_id: id, number: '1.99', released_at: '2021-01-02T00:00:00Z', hidden: true },
      ])
      .execute()
    const page = await read('/packages/p/released/')
    assert.match(page, /2\.0rc1 <span class="badge note">pre-release<\/span>/)
    assert.match(page, /1\.99 <span class="badge bad">yanked<\/span>/)
    assert.match(page, /href="\/packages\/released\/versions\/">All 62 releases</)
    const second = await read('/packages/released/versions/?page=2')
    assert.match(second, />1\.0<\/th>|>1\.0</)
    assert.equal([...second.matchAll(/<th scope="row">/g)].length, 12)
    assert.match(await read('/packages/released/versions/?page=99'), /this is the last one/)
  })

  it('tells a pre-release by its number, not by letters in a local version', () => {
    const judged = ['1.0', '2.0rc1', '1.0a2', '1.0.dev3', '1.0.post1', '1.0+abc1', 'v3.0', '2.0-beta'].map(isPreRelease)
    assert.deepEqual(judged, [false, true, true, true, false, false, false, true])
  })

  it('leads to participants on the host of the repository, and to nobody where a name tells none', async () => {
    const names = ['kim', 'Sam Full Name', '<b>x</b>', ...Array.from({ length: 40 }, (_, index) => `user${index}`)]
    await addPackage({
      slug: 'shared',
      repo_url: 'https://git.example.org/group/shared',
      repo_host: 'forgejo',
      participants: names,
    })
    const page = await read('/packages/p/shared/')
    assert.match(page, /href="https:\/\/git\.example\.org\/kim"/)
    assert.match(page, /<bdi>Sam Full Name<\/bdi>/)
    assert.match(page, /&lt;b&gt;x&lt;\/b&gt;/)
    assert.match(page, /43 participants/)
    assert.match(page, /<summary>13 more<\/summary>/)
  })

  it('shows markup, text from right to left and overlong text as text, and never links to anything but the web', async () => {
    const attack = `"><script>alert(1)</script>`
    const id = await addPackage({
      slug: 'hostile',
      title: attack,
      repo_description: `‮مرحبا ${attack}${'x'.repeat(100_000)}`,
      repo_url: 'javascript:alert(1)',
      documentation_url: 'data:text/html,x',
      pypi_url: attack,
      participants: [attack],
      pypi_license: attack,
      pypi_status: 'archived',
      pypi_status_reason: attack,
    })
    await server.database.db
      .updateTable('refresh_state')
      .set({ state: 'failing', reason: attack, failures: 1, first_failed_at: '2026-01-01T12:00:00Z' })
      .where('package_id', '=', id)
      .execute()
    const answer = await server.get('/packages/p/hostile/')
    assert.equal(answer.status, 200)
    assert.doesNotMatch(answer.body, /<script>alert/)
    assert.doesNotMatch(answer.body, /href="(javascript|data):/)
    assert.ok(answer.bytes.length < 30_000, `${answer.bytes.length} bytes`)
  })

  it('names what to use instead of a deprecated package, and warns of flagged ones', async () => {
    const successor = await addPackage({ slug: 'new-one', title: 'New one' })
    const id = await addPackage({ slug: 'old-one', deprecated_at: '2025-03-04T12:00:00Z', replaced_by_id: successor })
    const { accountId } = await signInAs(server, 'flagger')
    await server.database.db
      .insertInto('flag')
      .values({ package_id: id, account_id: accountId, reason: 'x', approved: true })
      .execute()
    const page = await read('/packages/p/old-one/')
    assert.match(page, /It has been so since <time datetime="2025-03-04">4 Mar 2025<\/time>/)
    assert.match(page, /Use <a href="\/packages\/p\/new-one\/"><strong>New one<\/strong><\/a> instead/)
    assert.match(page, /Moderators have agreed/)
  })

  it('tells the ends of a package apart, each with its evidence and date, and what merely fails from them', async () => {
    const repo_url = 'https://github.com/owner/ended'
    const id = await addPackage({
      slug: 'ended',
      repo_url,
      pypi_url: 'ended',
      archived_at: '2025-01-02T12:00:00Z',
      gone_at: '2025-06-07T12:00:00Z',
      pypi_status: 'deprecated',
      pypi_status_reason: 'Use another',
    })
    const state = (subject: string) =>
      server.database.db.updateTable('refresh_state').where('package_id', '=', id).where('subject', '=', subject)
    await state('repository')
      .set({
        state: 'gone',
        reason: 'not found',
        failures: 9,
        first_failed_at: '2025-05-30T12:00:00Z',
        gone_at: '2025-06-07T12:00:00Z',
      })
      .execute()
    await state('project')
      .set({
        state: 'failing',
        reason: 'answered 503',
        failures: 2,
        first_failed_at: '2026-02-15T12:00:00Z',
        fields: JSON.stringify({ pypi_status: { changedAt: '2025-03-04T00:00:00Z' } }),
      })
      .execute()
    const page = await read('/packages/p/ended/')
    const shown = [...page.matchAll(/<p><span class="status bad"[^>]*>.*?<\/svg>(\w+)<\/span>(.*?)<\/p>/gs)].map(
      ([, label, words]) => [label, words?.replaceAll(/<[^>]+>/g, '')],
    )
    assert.deepEqual(
      shown.map(([label]) => label),
      ['Deprecated', 'Archived', 'Gone'],
    )
    assert.match(String(shown[0]), /lists it as deprecated, as was first seen on 4 Mar 2025: “Use another”\./)
    assert.match(String(shown[1]), /read-only since 2 Jan 2025\./)
    assert.match(String(shown[2]), /found last before 30 May 2025 \(not found\), and has been called gone since 7 Jun 2025\./)
    assert.match(page, /Asking the package index has failed since <time[^>]*>15 Feb 2026<\/time>, 2 times: answered 503\./)
  })

  it('says of a quarantined project that nobody should take it, before anything else', async () => {
    await addPackage({
      slug: 'quarantined',
      pypi_url: 'quarantined',
      pypi_status: 'quarantined',
      deprecated_at: '2025-03-04T12:00:00Z',
    })
    const page = await read('/packages/p/quarantined/')
    assert.match(page, /class="status bad"[^>]*>.*?Quarantined<\/span>/)
    assert.ok(page.indexOf('Quarantined</span>') < page.indexOf('Deprecated</span>'))
    assert.doesNotMatch(await read('/packages/?q=quarantined'), /p\/quarantined\//)
    assert.match(await read('/packages/?q=quarantined&status=quarantined'), /p\/quarantined\//)
  })

  it('leads from every slug that a package had to the one that it has, and answers 410 with the date when it is deleted', async () => {
    const { db } = server.database
    const id = await addPackage({ slug: 'first-name' })
    await db.updateTable('package').set({ slug: 'second-name' }).where('id', '=', id).execute()
    const moved = await server.get('/packages/p/first-name/')
    assert.deepEqual([moved.status, moved.headers.location], [301, '/packages/p/second-name/'])
    assert.equal((await server.get('/packages/first-name/versions/')).headers.location, '/packages/second-name/versions/')
    await db.deleteFrom('package').where('id', '=', id).execute()
    const gone = await server.get('/packages/p/second-name/')
    assert.equal(gone.status, 410)
    assert.match(gone.body, /was deleted on <time/)
    for (const slug of ['no-such', 'x'.repeat(51), 'a%00b', '%2e%2e']) {
      assert.equal((await server.get(`/packages/p/${slug}/`)).status, 404, slug)
    }
  })

  it('explains its weight rule by rule, and its score', async () => {
    await addPackage({ slug: 'rated', repo_watchers: 7, repo_description: 'x', score: 4 })
    const page = await read('/packages/p/rated/rules/')
    assert.match(page, /Weight in search: 29 of 100/)
    assert.match(
      page,
      /<th scope="row">Stars<\/th><td class="words">[^<]+<\/td><td class="number">7<\/td><td class="number">20<\/td>/,
    )
    assert.match(page, /Score: 4</)
    assert.equal((await server.get('/packages/p/no-such/rules/')).status, 404)
  })

  it('lets whoever is logged in ask for fresh facts by a POST, and nobody by a link', async () => {
    const sam = await signInAs(server, 'asker')
    assert.match((await sam.get(path)).body, /action="\/packages\/django-mfa\/fetch-data\/"/)
    assert.equal((await sam.get('/packages/django-mfa/fetch-data/')).status, 405)
    assert.match((await sam.submit('/packages/django-mfa/fetch-data/', {})).body, /does not fetch facts/)
    assert.equal((await sam.submit('/packages/no-such/fetch-data/', {})).status, 404)
  })

  it('is kept until something that it shows changes', async () => {
    const id = await addPackage({ slug: 'changing', title: 'Before' })
    const address = '/packages/p/changing/'
    const first = await server.get(address)
    assert.equal((await server.get(address, { 'if-none-match': first.headers.etag })).status, 304)
    await server.database.db.updateTable('package').set({ title: 'After' }).where('id', '=', id).execute()
    await server.changes.settled()
    assert.match(await read(address), /<h1 dir="auto">After</)
  })
})
