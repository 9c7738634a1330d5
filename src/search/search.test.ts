import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('search', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  async function read(parameters: Record<string, string>) {
    const { status, body } = await server.get(`/api/v4/search/?${new URLSearchParams(parameters).toString()}`)
    return { status, body: JSON.parse(body) }
  }
  async function find(q: string): Promise<string[]> {
    const { body } = await read({ q })
    return body.map((hit: { item_type: string; slug: string }) => (hit.item_type === 'grid' ? `grid:${hit.slug}` : hit.slug))
  }
  async function findPage(parameters: Record<string, string>) {
    const { status, body } = await read({ ...parameters, v: '2' })
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  async function write(statement: string) {
    await sql.raw(statement).execute(server.database.db)
    await server.changes.settled()
  }

  describe('in the form of the reference', () => {
    it('is an array of hits with the fields of the wire in their order', async () => {
      const { body } = await read({ q: 'django-mfa' })
      const { created, modified, ...hit } = body[0]
      assert.match(`${created} ${modified}`, /^\S+T\S+-0[45]:00 \S+-0[45]:00$/)
      assert.deepEqual(Object.keys(body[0]), [
        'description',
        'title',
        'title_no_prefix',
        'slug_no_prefix',
        'clean_title',
        'absolute_url',
        'created',
        'modified',
        'weight',
        'item_type',
        'slug',
        'category',
        'repo_watchers',
        'repo_forks',
        'pypi_downloads',
        'score',
        'usage',
        'participants',
        'last_committed',
        'last_released',
      ])
      assert.equal(hit.absolute_url, '/packages/p/django-mfa/')
      assert.equal(hit.category, 'App')
      assert.equal(hit.repo_watchers, 184)
      assert.match(hit.participants, /^chaitu210,gregkster,/)
      assert.equal(hit.last_committed, '2021-12-03T02:57:35-05:00')
      assert.equal(hit.last_released, null)
    })

    it('shows grids in the same shape, without what only packages have', async () => {
      const { body } = await read({ q: 'two-factor authentication' })
      const grid = body.find((hit: { item_type: string }) => hit.item_type === 'grid')
      assert.equal(grid.absolute_url, '/grids/g/two-factor-authentication/')
      assert.deepEqual([grid.category, grid.participants, grid.repo_watchers, grid.last_committed], ['', '', 0, null])
    })

    it('has at most 20 hits, whatever the limit, and none for nothing', async () => {
      assert.equal((await read({ q: 'django', limit: '50' })).body.length, 20)
      assert.deepEqual((await read({ q: '  ' })).body, [])
      assert.deepEqual((await read({})).body, [])
      assert.deepEqual((await read({ q: 'zzqqxxyy' })).body, [])
    })

    it('takes operators for words, and never refuses', async () => {
      for (const q of ['category:apps', 'foo:bar', '"open', '-', "'", 'a\0b', 'x'.repeat(3_000)]) {
        assert.equal((await read({ q })).status, 200, q)
      }
      assert.deepEqual(await find('dja\0ngo-mfa'), await find('dja ngo-mfa'))
    })
  })

  describe('what matches', () => {
    it('the exact name is first, also without "django" and with other separators', async () => {
      const { rows } = await sql<{ slug: string; title: string }>`select slug, title from package`.execute(server.database.db)
      const titles = rows.map(({ title }) => title.trim())
      const shorten = (name: string) => name.toLowerCase().replace(/^django[-_ ]+/, '')
      const slugs = rows.map(({ slug }) => slug)
      for (const slug of slugs) {
        assert.equal((await find(slug))[0], slug, slug)
        const swapped = slug.replace(/[-_]/g, (separator) => (separator === '-' ? '_' : '-'))
        assert.equal((await find(swapped))[0], slug, swapped)
        // Where one package is called as another is without "django", the first has the better right.
        const isShared =
          [...slugs, ...titles].filter((name) => shorten(name) === shorten(slug)).length > (titles.includes(slug) ? 2 : 1)
        if (!isShared) assert.equal((await find(shorten(slug)))[0], slug, shorten(slug))
      }
    })

    it('words by their stems, beginnings, synonyms, and what was meant', async () => {
      assert.ok((await find('invalidating caches')).includes('cacheops'))
      assert.equal((await find('thumbn'))[0], 'python-thumbnails')
      assert.ok((await find('wysiwyg')).includes('django-cked'))
      assert.equal((await find('djnago-mfa'))[0], 'django-mfa')
      assert.ok((await find('notifcations')).includes('django-push-notifications'))
    })

    it('phrases as they stand, and nothing with an excluded word', async () => {
      assert.deepEqual(await find('"layer over sphinx"'), ['django-sphinx'])
      const hits = await find('shop -paypal')
      assert.ok(hits.includes('django-shop') && !hits.includes('django-shop-paypal'))
      assert.ok((await find('ldap or emoji')).includes('django-emoji'))
    })

    it('a package by its repository, a page in it, a purl or its page on the package index', async () => {
      for (const q of [
        'https://github.com/MicroPyramid/django-mfa',
        'git@github.com:micropyramid/django-mfa.git',
        'github.com/MicroPyramid/django-mfa/issues/3',
        'pkg:pypi/Django_MFA@2.0',
        'pkg:github/micropyramid/django-mfa',
        'https://pypi.org/project/django-mfa/',
      ]) {
        assert.deepEqual(await find(q), ['django-mfa'], q)
      }
      assert.equal((await find('https://github.com/someone-else/django-mfa'))[0], 'django-mfa', 'at least what is called so')
    })

    it('emoji stand in place of their short names', async () => {
      await write(
        `insert into package (category_id, title, slug, repo_description) values (1, 'Party :party_popper:', 'party', 'A :tada: :rocket:')`,
      )
      const { body } = await read({ q: 'party' })
      assert.deepEqual(
        [body[0].title, body[0].clean_title, body[0].description],
        ['Party 🎉', 'Party :party_popper:', 'A :tada: 🚀'],
      )
    })
  })

  describe('in the second form', () => {
    it('goes on in pages to the end of what was found', async () => {
      const { count, next, results } = await findPage({ q: 'cache', limit: '3' })
      assert.equal(results.length, 3)
      assert.ok(count > 3)
      const slugs = results.map(({ slug }: { slug: string }) => slug)
      for (let link = next; link;) {
        const { pathname, search } = new URL(link)
        const page = JSON.parse((await server.get(pathname + search)).body)
        assert.equal(page.count, count)
        slugs.push(...page.results.map(({ slug }: { slug: string }) => slug))
        link = page.next
      }
      assert.equal(slugs.length, count)
      assert.equal(new Set(slugs).size, count)
    })

    it('refuses to go on beyond the first thousand, and counts on', async () => {
      await write(
        `insert into package (category_id, title, slug, repo_description) select 1, 'Numbat ' || n, 'numbat-' || n, 'Eats termites' from generate_series(1, 1100) as n`,
      )
      const { count, next, results } = await findPage({ q: 'termites', limit: '100', offset: '900' })
      assert.deepEqual([count, next, results.length], [1_100, null, 100])
      const refused = await read({ q: 'termites', v: '2', offset: '1000' })
      assert.equal(refused.status, 400)
      assert.deepEqual(refused.body, {
        offset: ['Only the first 1000 hits can be read. Narrow the search down to see others.'],
      })
      await write(`delete from package where slug like 'numbat-%'`)
    })

    it('counts facets as if nothing of them were chosen', async () => {
      const all = await findPage({ q: 'cache' })
      const others = await findPage({ q: 'cache', category: 'other' })
      assert.deepEqual(others.facets.category, all.facets.category)
      const count = all.facets.category.find(({ value }: { value: string }) => value === 'other').count
      assert.equal(others.count, count)
      assert.ok(others.results.every(({ category }: { category: string }) => category === 'Other'))
      assert.equal(others.facets.item_type[0].count, count)
      const both = await findPage({ q: 'cache', category: 'other,apps', item_type: 'package' })
      assert.ok(both.count > count)
    })

    it('filters by licence, version of Python, grid and maintenance', async () => {
      await write(
        `update package set pypi_license = 'MIT', pypi_requires_python = '>=3.9,!=3.11.*,<3.14', archived_at = now() where slug = 'cacheops'`,
      )
      await write(`update package set pypi_classifiers = '{Programming Language :: Python :: 3.13}' where slug = 'django-valkey'`)
      const slugsOf = async (filter: Record<string, string>) =>
        (await findPage({ q: 'cache', ...filter })).results.map(({ slug }: { slug: string }) => slug)
      assert.deepEqual(await slugsOf({ licence: 'mit' }), ['cacheops'])
      assert.deepEqual((await slugsOf({ python: '3.13' })).toSorted(), ['cacheops', 'django-valkey'])
      assert.deepEqual(await slugsOf({ python: '3.9' }), ['cacheops'])
      assert.deepEqual(await slugsOf({ python: '3.11' }), [])
      assert.ok((await slugsOf({ grid: 'caching', item_type: 'package' })).includes('django-cache-machine'))
      assert.ok(!(await slugsOf({ maintained: 'true' })).includes('cacheops'))
      const [hit] = (await findPage({ q: 'cacheops' })).results
      assert.deepEqual([hit.slug, hit.status, hit.licences], ['cacheops', 'archived', ['MIT']])
    })

    it('understands operators, and shows the place of a mistake', async () => {
      const { results } = await findPage({ q: 'cache category:apps stars:>800 -participant:Suor' })
      assert.deepEqual(
        results.map(({ slug }: { slug: string }) => slug),
        ['django-cache-machine'],
      )
      const refused = await read({ q: 'cache colour:red', v: '2' })
      assert.equal(refused.status, 400)
      assert.match(refused.body.q[0], /^There is no operator "colour:".*\(at character 7\)\.$/)
      assert.match(
        (await read({ q: 'a stars:many', v: '2' })).body.q[0],
        /"stars:" "many" is not a number.*\(at character 3\)\.$/,
      )
      assert.match((await read({ q: 'category:nope', v: '2' })).body.q[0], /No category.*\(at character 1\)\.$/)
      assert.equal((await read({ q: 'x', v: '2', maintained: 'maybe' })).status, 400)
      assert.equal((await read({ q: 'x', v: '3' })).status, 400)
    })

    it('explains each hit by contributions that add up to its relevance', async () => {
      const { results } = await findPage({ q: 'two factor auth', explain: '1', limit: '50' })
      assert.ok(results.length > 2)
      for (const { relevance, explanation, slug } of results) {
        const sum = Object.values<number>(explanation).reduce((total, value) => total + value, 0)
        assert.ok(Math.abs(sum - relevance) < 1e-9, slug)
      }
      const order = results.map(({ relevance }: { relevance: number }) => relevance)
      assert.deepEqual(
        order,
        order.toSorted((a: number, b: number) => b - a),
      )
      assert.ok(results[0].explanation.exact_name > 0)
      assert.equal((await findPage({ q: 'cache' })).results[0].explanation, undefined)
    })

    it('says what it took the query for, and what to do when nothing fits', async () => {
      const corrected = await findPage({ q: 'authentcation ldap' })
      assert.equal(corrected.did_you_mean, 'authentication ldap')
      assert.equal(corrected.results[0].slug, 'django-auth-ldap')
      const nothing = await findPage({ q: 'zzqqxxyy' })
      assert.deepEqual([nothing.count, nothing.results.length], [0, 0])
      assert.match(nothing.message, /Nothing fits/)
      assert.match((await findPage({ q: '' })).message, /Type a name/)
    })
  })

  describe('packages that nobody should start with', () => {
    it('sink when archived or deprecated and are marked, but their exact name stays first', async () => {
      const earlier = await find('gallery')
      const first = earlier.find((slug) => !slug.startsWith('grid:')) ?? assert.fail()
      await write(
        `update package set deprecated_at = now(), replaced_by_id = (select id from package where slug = 'django-content-gallery') where slug = '${first}'`,
      )
      const later = await find('gallery')
      assert.ok(later.indexOf(first) > earlier.indexOf(first), `${first}: ${later.join(' ')}`)
      const [hit] = (await findPage({ q: first })).results
      assert.deepEqual([hit.slug, hit.status, hit.replaced_by], [first, 'deprecated', 'django-content-gallery'])
    })

    it('give up the first place when they are gone', async () => {
      assert.equal((await find('workflow'))[0], 'workflow')
      await write(`update package set gone_at = now() where slug = 'workflow'`)
      const hits = await find('workflow')
      assert.ok(hits.indexOf('viewflow') < hits.indexOf('workflow'), hits.join(' '))
      const { results } = await findPage({ q: 'workflow', item_type: 'package' })
      assert.equal(results.find(({ slug }: { slug: string }) => slug === 'workflow').status, 'gone')
    })
  })
})
