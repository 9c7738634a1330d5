import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { saveFeatures } from '../../test/support/features.ts'
import { startTestServer, type TestServer } from '../../test/support/server.ts'

interface Exported {
  packages: { slug: string; title: string; url: string }[]
  rows: { key: string; label: string; cells: Record<string, string | null> }[]
}

/** What a page shows: addresses of packages, keys of rows, and text of cells by key, in their order. */
function readTable(body: string) {
  const [, head = ''] = /<thead>(.*?)<\/thead>/s.exec(body) ?? []
  const rows = [...body.matchAll(/<tr id="([\w-]+)".*?<\/th>(.*?)<\/tr>/gs)]
  return {
    slugs: [...head.matchAll(/\/packages\/p\/([\w-]+)\//g)].map(([, slug = '']) => slug),
    keys: rows.map(([, key = '']) => key),
    cells: Object.fromEntries(rows.map(([, key = '', cells = '']) => [key, cells.split('</td>').slice(0, -1).map(toText)])),
  }
}

const toText = (markup: string) =>
  markup
    .replace(/<br>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .trim()

describe('the comparison of packages', () => {
  let server: TestServer
  let features: number[] = []
  before(async () => {
    server = await startTestServer()
    features = await saveFeatures(server.database.db, 'security', [
      {
        title: 'Second factor',
        description: 'Asks for more than a password.',
        cells: {
          'django-two-factor-auth': 'Yes, since 1.0',
          'django-session-security': '?',
          'django-password-validators': '-',
          cerberos: 'none',
        },
      },
      {
        title: 'Marks',
        cells: { 'django-two-factor-auth': 'yes', 'django-session-security': '+', 'django-password-validators': 'Check' },
      },
      { title: 'Nobody knows', cells: { cerberos: 'n/a' } },
      { title: 'Odd', cells: { cerberos: '<img src=x onerror=alert(1)>\nsecond & "last" https://example.org/<b>' } },
      { title: '<script>alert(1)</script>', description: '<b>bold</b>', cells: { cerberos: '\u202eright to left \u0634' } },
      { title: 'Long', cells: { cerberos: 'word'.repeat(25_000) } },
    ])
  })
  after(() => server[Symbol.asyncDispose]())

  const grid = '/grids/g/security/'
  const read = async (path: string) => {
    const answer = await server.get(path)
    assert.equal(answer.status, 200, path)
    return answer.body
  }
  const exportOf = async (path: string): Promise<Exported> => JSON.parse(await read(path))
  const keyOf = (index: number) => `feature-${features[index]}`

  it('exports exactly what the page shows, whatever is chosen in the address', async () => {
    for (const query of [
      '',
      '?status=all',
      '?status=all&sort=title',
      '?status=all&sort=forks&only=differences',
      '?status=all&unknown=all&transpose=1',
      '?status=all&q=session',
      `?status=all&rows=stars,${keyOf(0)}&sort=commit_date`,
    ]) {
      const shown = readTable(await read(`${grid}${query.replace('&transpose=1', '')}`))
      const json = await exportOf(`${grid}export.json${query}`)
      assert.ok(shown.slugs.length > 0 && shown.keys.length > 0, query)
      assert.deepEqual(
        json.packages.map(({ slug }) => slug),
        shown.slugs,
        query,
      )
      assert.deepEqual(
        json.rows.map(({ key }) => key),
        shown.keys,
        query,
      )
      const csv = await read(`${grid}export.csv${query}`)
      assert.equal(csv.split('\r\n')[0], `,${json.packages.map(({ title }) => title).join(',')}`, query)
      assert.equal((await read(`${grid}export.md${query}`)).split('\n').length, shown.keys.length + 3, query)
    }
  })

  it('links from the page to exports with the same choices', async () => {
    const body = await read(`${grid}?status=all&only=differences&sort=title`)
    for (const format of ['csv', 'md', 'json']) {
      assert.ok(body.includes(`href="${grid}export.${format}?status=all&amp;sort=title&amp;only=differences"`), format)
    }
  })

  it('shows what cells mean in words and signs, and exports what was written', async () => {
    const { cells } = readTable(await read(`${grid}?status=all&sort=title`))
    const { packages, rows } = await exportOf(`${grid}export.json?status=all&sort=title`)
    const texts = rows.find(({ key }) => key === keyOf(0))?.cells ?? {}
    const shown = Object.fromEntries(packages.map(({ slug }, index) => [slug, cells[keyOf(0)]?.[index]]))
    assert.deepEqual([shown['django-two-factor-auth'], texts['django-two-factor-auth']], ['Yes.  since 1.0', 'Yes, since 1.0'])
    assert.deepEqual([shown['django-session-security'], texts['django-session-security']], ['unknown', '?'])
    assert.deepEqual([shown['django-password-validators'], texts['django-password-validators']], ['No.', '-'])
    assert.deepEqual([shown['cerberos'], texts['cerberos']], ['none', 'none'])
    assert.deepEqual([shown['django-random-filestorage'], texts['django-random-filestorage']], ['unknown', null])
  })

  it('leaves out only rows in which all say the same, counts them, and does not take "unknown" for "no"', async () => {
    const trio = '/compare/django-two-factor-auth,django-session-security,django-password-validators/'
    const every = readTable(await read(trio))
    const body = await read(`${trio}?only=differences`)
    const { keys } = readTable(body)
    const { rows } = await exportOf(`${trio}export.json?unknown=all`)
    const marks = keyOf(1)
    for (const { key, cells } of rows.filter(({ key: name }) => name !== marks)) {
      const differs = new Set(Object.values(cells).map((text) => (text === '?' ? null : text))).size > 1
      assert.equal(keys.includes(key), differs, key)
    }
    // Yes, + and Check are the same mark.
    assert.ok(every.keys.includes(marks) && !keys.includes(marks))
    assert.ok(keys.includes(keyOf(0)))
    assert.match(body, new RegExp(`${every.keys.length - keys.length} rows alike in all packages left out`))
  })

  it('folds rows in which nothing is known, names them, and shows them on demand', async () => {
    const body = await read(`${grid}?status=all`)
    assert.ok(!readTable(body).keys.includes(keyOf(2)))
    assert.match(body, /Nothing is known here of: [^.]*Nobody knows/)
    assert.ok(readTable(await read(`${grid}?status=all&unknown=all`)).keys.includes(keyOf(2)))
    assert.deepEqual(readTable(await read(`${grid}?status=all&rows=${keyOf(2)}`)).keys, [keyOf(2)])
  })

  it('shows the rows that are chosen and no others', async () => {
    const body = await read(`${grid}?status=all&rows=licence&rows=stars,${keyOf(0)}&rows=no-such`)
    assert.deepEqual(readTable(body).keys, ['licence', 'stars', keyOf(0)])
    assert.match(body, /name="rows" value="stars" checked/)
    assert.match(await read(`${grid}?rows=no-such`), /None of the rows asked for is here/)
  })

  it('sorts, searches and narrows to the stable', async () => {
    const slugs = async (query: string) => readTable(await read(`${grid}?status=all&${query}`)).slugs
    const titles = (await exportOf(`${grid}export.json?status=all&sort=title`)).packages.map(({ title }) => title)
    assert.deepEqual(titles, titles.toSorted(new Intl.Collator('en').compare))
    const { rows, packages } = await exportOf(`${grid}export.json?status=all&sort=watchers`)
    const stars = packages.map(({ slug }) => Number(rows.find(({ key }) => key === 'stars')?.cells[slug]))
    assert.deepEqual(
      stars,
      stars.toSorted((a, b) => b - a),
    )
    assert.deepEqual(await slugs('q=session'), ['django-session-security'])
    assert.match(await read(`${grid}?status=all&stable=1`), /No package passes these filters/)
    const { db } = server.database
    const { id } = await db
      .selectFrom('package')
      .select('latest_release_id as id')
      .where('slug', '=', 'cerberos')
      .executeTakeFirstOrThrow()
    await db.updateTable('release').set({ development_status: 5 }).where('id', '=', id).execute()
    await server.changes.settled()
    assert.deepEqual(await slugs('stable=1'), ['cerberos'])
  })

  it('hides the dead in a grid and says how many, but hides nothing that was named', async () => {
    const body = await read(grid)
    assert.match(body, />3 hidden<\/a>/)
    assert.equal(readTable(body).slugs.length, 3)
    assert.deepEqual(readTable(await read('/compare/cerberos,django-two-factor-auth/')).slugs, [
      'cerberos',
      'django-two-factor-auth',
    ])
  })

  it('turns round, with a row for each package', async () => {
    const body = await read(`${grid}?status=all&transpose=1&rows=stars,licence`)
    assert.match(body, /<thead><tr><th scope="col">Package<\/th><th scope="col" id="licence">/)
    assert.equal([...body.matchAll(/<tr><th scope="row"><a href="\/packages\/p\//g)].length, 6)
  })

  it('shows markup, text from right to left and 100 kB as text', async () => {
    const body = await read(`${grid}?status=all`)
    assert.doesNotMatch(body, /<img|<script>alert|<b>bold/)
    assert.match(
      body,
      /&lt;img src=x onerror=alert\(1\)&gt;<br>second &amp; &quot;last&quot; <a href="https:\/\/example.org\/" rel="nofollow">/,
    )
    assert.match(body, /<span dir="auto">\u202eright to left \u0634<\/span>/)
    assert.match(body, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/)
    assert.ok(body.length < 60_000, `${body.length} bytes`)
    assert.equal(
      (await exportOf(`${grid}export.json?status=all`)).rows.find(({ key }) => key === keyOf(5))?.cells['cerberos']?.length,
      100_000,
    )
  })

  it('has one address for a set of packages, to which all others lead in one step', async () => {
    for (const [path, location] of [
      ['/compare/django-mfa,,django-axes,django-mfa/', '/compare/django-mfa,django-axes/'],
      ['/compare/django-mfa,%20django-axes/', '/compare/django-mfa,django-axes/'],
      ['/compare/?packages=django-mfa&packages=django-axes', '/compare/django-mfa,django-axes/'],
      ['/compare/?packages=django-mfa,+django-axes', '/compare/django-mfa,django-axes/'],
      ['/compare/django-mfa,django-axes', '/compare/django-mfa,django-axes/'],
      ['/compare/django-mfa,,django-axes/?only=differences', '/compare/django-mfa,django-axes/?only=differences'],
    ] as const) {
      const { status, headers } = await server.get(path)
      assert.ok(status === 301 || status === 302, path)
      assert.equal(headers.location, location, path)
      const target = await server.get(location)
      assert.equal(target.status, 200)
      assert.match(
        target.body,
        new RegExp(`<link rel="canonical" href="https://djangopackages.org${location.replace('?', '[?]')}">`),
      )
    }
  })

  it('names packages that are not in the directory, and is no page when none is', async () => {
    const body = await read('/compare/cerberos,no-such-package,neither/')
    assert.match(body, /Not in the directory: no-such-package, neither/)
    assert.deepEqual(readTable(body).slugs, ['cerberos'])
    for (const path of [
      '/compare/no-such-package/',
      '/compare/no-such/export.csv',
      '/grids/g/no-such/',
      '/grids/g/no-such/export.json',
      `${grid}export.xml`,
    ]) {
      assert.equal((await server.get(path)).status, 404, path)
    }
  })

  it('takes fifty packages and no more', async () => {
    const rows = await server.database.db.selectFrom('package').select('slug').orderBy('id').limit(60).execute()
    const { headers, status } = await server.get(`/compare/${rows.map(({ slug }) => slug).join(',')}/`)
    assert.equal(status, 302)
    const body = await read(headers.location ?? '')
    assert.deepEqual(
      readTable(body).slugs,
      rows.slice(0, 50).map(({ slug }) => slug),
    )
  })

  it('asks for a second package where there is one, and keeps it', async () => {
    const body = await read('/compare/?packages=django-mfa')
    assert.match(body, /Two packages or more make a comparison/)
    assert.match(body, /name="packages" value="django-mfa"/)
  })
})
