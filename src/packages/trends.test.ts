import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

describe('what the snapshots of a year tell', () => {
  let server: TestServer
  const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
  before(async () => {
    server = await startTestServer({ cacheBytes: 0 })
  })
  after(() => server[Symbol.asyncDispose]())

  async function saveSnapshots(slug: string, counts: readonly (readonly [daysAgo: number, stars: number, downloads?: number])[]) {
    const { db } = server.database
    const { id } = await db.selectFrom('package').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
    await db.deleteFrom('snapshot').where('package_id', '=', id).execute()
    const rows = counts.map(([days, stars, downloads = 0]) => ({
      package_id: id,
      day: ago(days),
      stars,
      forks: 7,
      downloads,
      score: 0,
    }))
    await db.insertInto('snapshot').values(rows).execute()
    const stars = counts.at(-1)?.[1] ?? 0
    await db
      .updateTable('package')
      .set({ repo_watchers: stars, last_commit_at: new Date().toISOString() })
      .where('id', '=', id)
      .execute()
  }
  const readTrends = async (slug: string) =>
    /<section class="section" aria-labelledby="trends">.*?<\/section>/s.exec((await server.get(`/packages/p/${slug}/`)).body)?.[0]

  it('is shown on the page of a package from two days on, as charts with titles and as a table', async () => {
    assert.equal(await readTrends('django-audit'), undefined)
    await saveSnapshots('django-audit', [[9, 10]])
    assert.equal(await readTrends('django-audit'), undefined)
    await saveSnapshots('django-audit', [
      [400, 1],
      [40, 1_000, 5],
      [20, 1_100, 9],
      [2, 1_250, 8],
    ])
    const trends = (await readTrends('django-audit')) ?? ''
    assert.match(trends, new RegExp(`<title id="trend-stars">Stars: from 1,000 on ${ago(40)} to 1,250 on ${ago(2)}</title>`))
    assert.match(trends, /250 stars more/)
    assert.match(trends, /<strong class="number">7<\/strong> <span class="soft">unchanged/)
    assert.match(trends, /3 downloads more/)
    assert.equal(trends.match(/<path class="line"/g)?.length, 3)
    assert.deepEqual(
      [...trends.matchAll(/<tr><th scope="row">([\d-]+)<\/th><td class="number">([\d,]+)</g)].map(([, day, stars]) => [
        day,
        stars,
      ]),
      [
        [ago(40), '1,000'],
        [ago(20), '1,100'],
        [ago(2), '1,250'],
      ],
    )
  })

  it('leaves out what was never counted, and thins out many days but for the first and the last', async () => {
    await saveSnapshots(
      'django-audit',
      Array.from({ length: 300 }, (_, index) => [300 - index, index + 5]),
    )
    const trends = (await readTrends('django-audit')) ?? ''
    assert.doesNotMatch(trends, /Downloads/)
    const days = [...trends.matchAll(/<th scope="row">([\d-]+)</g)].map(([, day = '']) => day)
    assert.equal(days.length, 27)
    assert.deepEqual([days[0], days.at(-1)], [ago(300), ago(1)])
    assert.deepEqual(
      days.toSorted((a, b) => a.localeCompare(b)),
      days,
    )
  })

  it('makes home say what is rising, so that small packages are seen, and nothing while nothing is known', async () => {
    await server.database.db.deleteFrom('snapshot').execute()
    assert.doesNotMatch((await server.get('/')).body, /id="rising"/)
    // Rising: ten stars more where there were twenty say more than forty where there were ten thousand.
    await saveSnapshots('django-mfa', [
      [90, 1],
      [35, 20],
      [1, 30],
    ])
    await saveSnapshots('django-audit', [
      [31, 10_000],
      [1, 10_040],
    ])
    await saveSnapshots('cerberos', [
      [31, 500],
      [1, 400],
    ])
    const { body } = await server.get('/')
    const [rising = ''] = /aria-labelledby="rising">.*?<\/section>/s.exec(body) ?? []
    assert.deepEqual(
      [...rising.matchAll(/<h3><a href="\/packages\/p\/([\w-]+)\//g)].map(([, slug]) => slug),
      ['django-mfa', 'django-audit'],
    )
    const list = (await server.get('/packages/?sort=-rise&status=all')).body
    assert.doesNotMatch(list, /left out/)
    assert.match(list, /<h3><a href="\/packages\/p\/django-mfa\//)
  })
})
