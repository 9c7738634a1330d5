import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

const root = '/api/v4/'
const origin = 'https://djangopackages.org'

describe('reading beyond the reference', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  async function read(path: string, headers?: Record<string, string>) {
    const { status, body } = await server.get(root + path, headers)
    return { status, body: JSON.parse(body) }
  }
  async function readResults(path: string) {
    const { status, body } = await read(path)
    assert.equal(status, 200, `${path}: ${JSON.stringify(body)}`)
    return body.results
  }

  describe('fields and omit', () => {
    it('keep and drop fields, in the order of the record', async () => {
      assert.deepEqual((await read('packages/3402/?fields=slug,id')).body, { id: 3402, slug: 'django-mfa' })
      const { body } = await read('packages/3402/?omit=participants,commits_over_52')
      assert.equal(Object.keys(body).length, 16)
      assert.equal('participants' in body, false)
      assert.deepEqual(await readResults('categories/?fields=id,title&omit=title&limit=1'), [{ id: 4 }])
    })

    it('a name that no record has is refused with the list of those that it has', async () => {
      const { status, body } = await read('grids/66/?fields=title,stars')
      assert.equal(status, 400)
      assert.deepEqual(body, {
        fields: ['Unknown: stars. Known: id, title, slug, description, is_locked, packages, header, created, modified.'],
      })
      assert.equal((await read('packages/?omit=constructor')).status, 400)
    })
  })

  describe('expand', () => {
    it('shows the records in place of their links, without the way back', async () => {
      const { body } = await read('packages/3402/?expand=category,grids')
      assert.deepEqual(body.category, (await read('categories/1/')).body)
      const { packages: _, ...grid } = (await read('grids/66/')).body
      assert.deepEqual(body.grids, [grid])
    })

    it('works on lists and on grids, and links inside an expanded record stay links', async () => {
      const [grid] = await readResults('grids/?slugs=security&expand=packages')
      assert.ok(grid.packages.length > 0)
      for (const pkg of grid.packages) {
        assert.equal('grids' in pkg, false)
        assert.match(pkg.category, /^https:\/\/djangopackages\.org\/api\/v4\/categories\/\d\/$/)
      }
    })

    it('makes pages of at most 100 records', async () => {
      assert.equal((await readResults('packages/?limit=1000&expand=category')).length, 100)
    })

    it('a relation that the record has not is refused', async () => {
      assert.deepEqual(await read('packages/?expand=owner'), {
        status: 400,
        body: { expand: ['Unknown: owner. Known: category, grids.'] },
      })
      assert.equal((await read('categories/1/?expand=packages')).status, 400)
    })
  })

  describe('filters', () => {
    it('by category and grid, by id or slug', async () => {
      const byId = await readResults('packages/?category=2&limit=1000')
      assert.ok(byId.length > 0)
      assert.ok(byId.every((pkg: { category: string }) => pkg.category === `${origin}${root}categories/2/`))
      assert.deepEqual(await readResults('packages/?category=frameworks&limit=1000'), byId)
      const inGrid = await readResults('packages/?grid=security')
      const { body: grid } = await read('grids/security/')
      assert.deepEqual(
        inGrid.map(({ id }: { id: number }) => `${origin}${root}packages/${id}/`).toSorted(),
        grid.packages.toSorted(),
      )
    })

    it('by participant, repository host, archived state and text', async () => {
      const byParticipant = await readResults('packages/?participant=jezdez&limit=1000')
      assert.ok(byParticipant.length > 0)
      assert.ok(byParticipant.every((pkg: { participants: string[] }) => pkg.participants.includes('jezdez')))
      const onBitbucket = await readResults('packages/?repo_host=bitbucket&limit=1000')
      assert.ok(onBitbucket.length > 0)
      assert.ok(onBitbucket.every((pkg: { repo_url: string }) => pkg.repo_url.includes('bitbucket.org')))
      assert.equal((await read('packages/?archived=true')).body.count, 0)
      assert.equal((await read('packages/?archived=false')).body.count, 182)
      const found = await readResults('packages/?q=MFA')
      assert.ok(found.some(({ id }: { id: number }) => id === 3402))
      assert.equal((await read('packages/?q=100%25')).body.count, 0)
    })

    it('by time, from the first moment up to but without the last', async () => {
      const created = '2016-09-10T08:24:35.750347-04:00'
      const at = encodeURIComponent(created)
      assert.ok((await readResults(`packages/?created_after=${at}&limit=1000`)).some(({ id }: { id: number }) => id === 3402))
      assert.ok(!(await readResults(`packages/?created_before=${at}&limit=1000`)).some(({ id }: { id: number }) => id === 3402))
      const both = '2016-09-10'
      assert.deepEqual(
        (await readResults(`packages/?created_after=${both}&created_before=2016-09-11`)).map(
          ({ created: time }: { created: string }) => time.slice(0, 10),
        ),
        [both],
      )
      assert.deepEqual(
        await readResults(`packages/?created_after=${created}&ordering=id&limit=1`),
        await readResults(`packages/?created_after=${at}&ordering=id&limit=1`),
      )
    })

    it('together narrow each other, and an unknown parameter is ignored', async () => {
      const all = (await read('packages/?category=1')).body.count
      const some = (await read('packages/?category=1&q=admin&colour=blue')).body.count
      assert.ok(some > 0 && some < all)
    })

    for (const [query, field] of [
      ['category=nope', 'category'],
      ['category=99', 'category'],
      ['category=99999999999999999999', 'category'],
      ['grid=no-such-grid', 'grid'],
      ['grid=', 'grid'],
      ['repo_host=sourceforge', 'repo_host'],
      ['archived=yes', 'archived'],
      ['created_after=yesterday', 'created_after'],
      ['created_after=2026-02-30', 'created_after'],
      ['modified_before=2026-01-01T25:00:00Z', 'modified_before'],
      ['ordering=stars', 'ordering'],
      ['ordering=-title,--title', 'ordering'],
      ['ordering=__proto__', 'ordering'],
      ['ids=1,two', 'ids'],
      [`ids=${Array.from({ length: 201 }, (_, id) => id).join()}`, 'ids'],
      ['cursor=junk', 'cursor'],
      ['cursor=&ordering=title', 'cursor'],
      ['q=%00', 'q'],
    ] as const) {
      it(`${query.slice(0, 40)}: 400 with a message at ${field}`, async () => {
        const { status, body } = await read(`packages/?${query}`)
        assert.equal(status, 400)
        assert.deepEqual(Object.keys(body), [field])
        assert.ok(body[field][0].length > 10)
      })
    }

    it('all wrong values are named at once', async () => {
      assert.deepEqual(Object.keys((await read('packages/?archived=1&repo_host=x&grid=x')).body), [
        'grid',
        'repo_host',
        'archived',
      ])
    })
  })

  describe('ordering', () => {
    it('sorts by several fields, rows without a value last, ties by the newest id', async () => {
      const rows = await readResults('packages/?ordering=-repo_watchers,title&limit=1000')
      const keys = rows.map((pkg: { repo_watchers: number; title: string }) => pkg)
      for (const [index, pkg] of keys.entries()) {
        const previous = keys[index - 1]
        if (!previous) continue
        assert.ok(
          previous.repo_watchers > pkg.repo_watchers ||
            (previous.repo_watchers === pkg.repo_watchers &&
              Buffer.compare(Buffer.from(previous.title), Buffer.from(pkg.title)) <= 0),
        )
      }
      for (const direction of ['', '-']) {
        const updated = await readResults(`packages/?ordering=${direction}last_updated&limit=1000`)
        const firstNull = updated.findIndex((pkg: { last_updated: string | null }) => pkg.last_updated === null)
        assert.ok(
          firstNull === -1 || updated.slice(firstNull).every((pkg: { last_updated: string | null }) => pkg.last_updated === null),
        )
      }
      const locked = await readResults('grids/?ordering=created&limit=100')
      assert.equal(locked.length, 72)
    })

    it('is kept by the links to other pages', async () => {
      const { body } = await read('packages/?ordering=-repo_watchers&limit=2&category=1')
      assert.equal(body.next, `${origin}${root}packages/?category=1&limit=2&offset=2&ordering=-repo_watchers`)
    })
  })

  describe('bulk look-up', () => {
    it('finds up to 200 records by id or slug in one page, whatever is missing is not there', async () => {
      const { body } = await read('packages/?ids=3402,868,999999')
      assert.equal(body.count, 2)
      assert.deepEqual(
        body.results.map(({ id }: { id: number }) => id),
        [3402, 868],
      )
      const slugs = (await readResults('packages/?limit=150')).map(({ slug }: { slug: string }) => slug)
      assert.equal((await readResults(`packages/?slugs=${slugs.join()}`)).length, 150)
      assert.deepEqual(await readResults('packages/?ids='), [])
      assert.equal((await readResults('categories/?slugs=apps,%20frameworks')).length, 2)
    })
  })

  describe('limit', () => {
    it('is at most 1,000', async () => {
      const { body } = await read('packages/?limit=5000&offset=1')
      assert.equal(body.previous, `${origin}${root}packages/?limit=1000`)
    })
  })

  describe('cursor', () => {
    it('sees every row once, also those added meanwhile', async () => {
      const seen: number[] = []
      let path: string | null = 'packages/?cursor=&limit=50'
      let pages = 0
      while (path !== null) {
        const { body } = await read(path)
        seen.push(...body.results.map(({ id }: { id: number }) => id))
        pages += 1
        if (pages <= 2) {
          await server.database.db
            .insertInto('package')
            .values({ category_id: 1, title: `Added ${pages}`, slug: `added-${pages}` })
            .execute()
          await server.changes.settled()
        }
        path = body.next === null ? null : String(body.next).slice((origin + root).length)
      }
      assert.equal(seen.length, 184)
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      )
      assert.equal(new Set(seen).size, 184)
    })

    it('goes on to keep filters and fields', async () => {
      const { body } = await read('packages/?cursor=&limit=3&category=1&fields=id')
      assert.deepEqual(Object.keys(body), ['next', 'previous', 'results'])
      assert.match(body.next, /category=1&cursor=[\w-]+&fields=id&limit=3$/)
    })
  })
})
