import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('the directory in numbers', () => {
  let server: TestServer
  const slugs: string[] = []
  before(async () => {
    server = await startTestServer()
    const { db } = server.database
    const rows = await db.selectFrom('package').select(['id', 'slug']).orderBy('id').limit(7).execute()
    const classifiers = [
      [
        'Framework :: Django',
        'Framework :: Django :: 5.2',
        'Framework :: Django :: 6.0',
        'Programming Language :: Python :: 3.14',
      ],
      ['Framework :: Django :: 4.2', 'Programming Language :: Python :: 3', 'Framework :: Wagtail :: 6'],
      [
        'Framework :: Django',
        'Framework :: Django CMS :: 4.0',
        'Programming Language :: Python :: 3.9',
        'Framework :: Wagtail :: 6',
      ],
      ['Framework :: Django :: 10.0', 'Framework :: Wagtail :: 7', 'Framework :: Django :: <b>'],
      ['Framework :: Django :: 6.0'],
      ['Topic :: Internet'],
      ['Framework :: Django :: 6.0'],
    ]
    const now = new Date().toISOString()
    for (const [index, { id, slug }] of rows.entries()) {
      slugs.push(slug)
      await db
        .updateTable('package')
        .set({
          pypi_classifiers: classifiers[index] ?? [],
          repo_watchers: 100 - index,
          last_commit_at: now,
          archived_at: null,
          deprecated_at: index === 4 ? now : null,
          gone_at: index === 6 ? now : null,
        })
        .where('id', '=', id)
        .execute()
    }
    await server.changes.settled()
  })
  after(() => server[Symbol.asyncDispose]())

  const readTable = (body: string, id: string) => {
    const [section = ''] = new RegExp(`<section class="counts" aria-labelledby="${id}">.*?</section>`, 's').exec(body) ?? []
    return [...section.matchAll(/<th scope="row">(.*?)<\/th><td class="number">([\d,]+)</g)].map(
      ([, name = '', count]) => `${name.replaceAll(/<[^>]*>/g, '')} ${count}`,
    )
  }

  it('are the same as those of the database', async () => {
    const { db } = server.database
    const { status, body } = await server.get('/open/')
    assert.equal(status, 200)
    const count = async (table: 'package' | 'grid' | 'category') =>
      Number((await db.selectFrom(table).select(db.fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
    for (const [label, table] of [
      ['Packages', 'package'],
      ['Grids', 'grid'],
      ['Categories', 'category'],
    ] as const) {
      assert.match(body, new RegExp(`<dt>${label}</dt><dd>${await count(table)}</dd>`))
    }
    const statuses = readTable(body, 'statuses').map((line) => Number(line.split(' ').at(-1)))
    assert.equal(
      statuses.reduce((sum, number) => sum + number, 0),
      await count('package'),
    )
    // Nothing of another framework whose name begins the same, and nothing of what is deprecated or gone.
    assert.deepEqual(readTable(body, 'frameworks'), ['10.0 1', '6.0 1', '5.2 1', '4.2 1'])
    assert.deepEqual(readTable(body, 'pythons'), ['3.14 1', '3.9 1', '3 1'])
    assert.match(readTable(body, 'hosts')[0] ?? '', /^github\.com \d+$/)
  })

  it('lead to the packages that are ready for a version, not yet, or maybe', async () => {
    const index = (await server.get('/readiness/')).body
    for (const path of ['/readiness/django/6.0/', '/readiness/python/3.14/', '/readiness/wagtail/6/'])
      assert.ok(index.includes(path), path)
    assert.doesNotMatch(index, /django-cms/)
    const readStates = async (path: string) => {
      const { body } = await server.get(path)
      return [...body.matchAll(/\/packages\/p\/([\w-]+)\/"><bdi>.*?<span class="status \w*">.*?<\/svg>([\w ]+)</g)].map(
        ([, slug, state]) => [slug, state],
      )
    }
    assert.deepEqual(await readStates('/readiness/django/6.0/'), [
      [slugs[0], 'yes'],
      [slugs[1], 'not yet'],
      [slugs[2], 'maybe'],
      [slugs[3], 'not yet'],
    ])
    assert.deepEqual(await readStates('/readiness/python/3.14/'), [
      [slugs[0], 'yes'],
      [slugs[1], 'maybe'],
      [slugs[2], 'not yet'],
    ])
    assert.deepEqual(await readStates('/readiness/wagtail/6/'), [
      [slugs[1], 'yes'],
      [slugs[2], 'yes'],
      [slugs[3], 'not yet'],
    ])
    assert.equal((await server.get('/readiness/wagtail/6.3/')).headers.location, '/readiness/wagtail/6/')
    for (const path of [
      '/readiness/django/99.0/',
      '/readiness/no-such/1.0/',
      '/readiness/django/x/',
      '/readiness/python/3.99/',
    ]) {
      assert.equal((await server.get(path)).status, 404, path)
    }
  })
})
