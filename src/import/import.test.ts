import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'

import { sql } from 'kysely'

import { category, createImporting, grid, type Importing, inChunksOf, other, pkg, toText } from '../../test/support/importing.ts'
import { importFiles, type ImportProgress } from './import.ts'
import { importSampleIfEmpty } from './sample.ts'

describe('import', () => {
  let importing: Importing
  before(async () => {
    importing = await createImporting()
  })
  after(() => importing[Symbol.asyncDispose]())
  beforeEach(() => importing.reset())

  async function readPackage(id: number) {
    return importing.database.db
      .selectFrom('package')
      .leftJoin('release', 'release.id', 'latest_release_id')
      .select([
        'title',
        'slug',
        'repo_url',
        'repo_watchers',
        'participants',
        'number',
        sql<string>`package.created_at::text`.as('created'),
      ])
      .where('package.id', '=', id)
      .executeTakeFirst()
  }

  async function readGrids(id: number): Promise<number[]> {
    const query = importing.database.db
      .selectFrom('grid_package')
      .select('grid_id')
      .where('package_id', '=', id)
      .orderBy('grid_id')
    return (await query.execute()).map((row) => row.grid_id)
  }

  it('the same file a second time changes no row', async () => {
    const earlier = await importing.readAll()
    const outcome = { inserted: 0, updated: 0, unchanged: 1 }
    assert.deepEqual(await importing.importOne(toText(category, grid, pkg, other)), {
      category: outcome,
      grid: outcome,
      package: { ...outcome, unchanged: 2 },
    })
    assert.deepEqual(await importing.readAll(), earlier)
  })

  it('a known id is replaced, a new one added, an absent one left alone', async () => {
    const counts = await importing.importOne(
      toText({ ...pkg, title: 'New', repo_watchers: 7, participants: ['a'] }, { ...pkg, id: 3, slug: 'three', repo_url: '' }),
    )
    assert.deepEqual(counts.package, { inserted: 1, updated: 1, unchanged: 0 })
    const changed = await readPackage(1)
    assert.deepEqual([changed?.title, changed?.repo_watchers, changed?.participants], ['New', 7, ['a']])
    assert.equal((await readPackage(2))?.title, 'Two')
    assert.equal((await readPackage(3))?.slug, 'three')
  })

  it('a field that may be missing gets its default, also where it had a value', async () => {
    await importing.importOne(toText({ ...pkg, repo_watchers: 7, participants: ['a'] }))
    await importing.importOne(toText(pkg))
    const read = await readPackage(1)
    assert.deepEqual([read?.repo_watchers, read?.participants], [0, []])
  })

  it('a package leaves and enters grids as its line says, and keeps the memberships that stay', async () => {
    await importing.importOne(
      toText({ ...grid, id: 2, slug: 'two' }, { ...grid, id: 3, slug: 'three' }, { ...pkg, grids: [1, 2] }),
    )
    const [kept] = (await sql`select id from grid_package where package_id = 1 and grid_id = 2`.execute(importing.database.db))
      .rows
    const counts = await importing.importOne(toText({ ...pkg, grids: [3, 2] }))
    assert.equal(counts.package.updated, 1)
    assert.deepEqual(await readGrids(1), [2, 3])
    assert.deepEqual(
      (await sql`select id from grid_package where package_id = 1 and grid_id = 2`.execute(importing.database.db)).rows,
      [kept],
    )
  })

  it('a new version becomes the latest release beside the older ones, and none leaves them all', async () => {
    const numbers = async () =>
      (
        await importing.database.db.selectFrom('release').select('number').where('package_id', '=', 1).orderBy('number').execute()
      ).map((row) => row.number)
    await importing.importOne(toText({ ...pkg, pypi_version: '2.0' }))
    assert.equal((await readPackage(1))?.number, '2.0')
    assert.deepEqual(await numbers(), ['1.0', '2.0'])
    await importing.importOne(toText({ ...pkg, pypi_version: null }))
    assert.equal((await readPackage(1))?.number, null)
    assert.deepEqual(await numbers(), ['1.0', '2.0'])
  })

  it('packages swap their slugs and addresses, grids and categories their slugs', async () => {
    const two = { ...category, id: 2, slug: 'frameworks' }
    await importing.importOne(toText({ ...grid, id: 2, slug: 'two' }, two))
    await importing.importOne(
      toText(
        { ...pkg, slug: other.slug, repo_url: other.repo_url },
        { ...other, slug: pkg.slug, repo_url: pkg.repo_url },
        { ...grid, slug: 'two' },
        { ...grid, id: 2 },
        { ...category, slug: two.slug },
        { ...two, slug: category.slug },
      ),
    )
    assert.deepEqual([(await readPackage(1))?.slug, (await readPackage(1))?.repo_url], [other.slug, other.repo_url])
    assert.deepEqual([(await readPackage(2))?.slug, (await readPackage(2))?.repo_url], [pkg.slug, pkg.repo_url])
    const slugs =
      await sql`select array(select slug from grid order by id) as grids, array(select slug from category order by id) as categories`.execute(
        importing.database.db,
      )
    assert.deepEqual(slugs.rows, [{ grids: ['two', 'forms'], categories: ['frameworks', 'apps'] }])
  })

  it('a package comes before its category and its grids, in another file', async () => {
    const child = { ...pkg, id: 5, slug: 'five', repo_url: '', category: 9, grids: [9] }
    await importing.importMany({
      'a.ndjson': toText(child),
      'b.ndjson': toText({ ...grid, id: 9, slug: 'nine' }, { ...category, id: 9, slug: 'nine' }),
    })
    assert.deepEqual(await readGrids(5), [9])
  })

  it('ids given out later lie past the imported ones, and importing old ids does not move them back', async () => {
    const nextId = async (table: 'package' | 'grid' | 'category') =>
      (await sql<{ id: number }>`select nextval(pg_get_serial_sequence(${table}, 'id')) as id`.execute(importing.database.db))
        .rows[0]?.id
    await importing.importOne(
      toText(
        { ...pkg, id: 7_000, slug: 'late', repo_url: '' },
        { ...grid, id: 800, slug: 'late' },
        { ...category, id: 90, slug: 'late' },
      ),
    )
    assert.deepEqual([await nextId('package'), await nextId('grid'), await nextId('category')], [7_001, 801, 91])
    await importing.importOne(toText(pkg))
    assert.equal(await nextId('package'), 7_002)
  })

  it('times keep their microseconds', async () => {
    await importing.importOne(toText({ ...pkg, created: '2021-05-05T23:59:59.999999+05:30' }))
    assert.match((await readPackage(1))?.created ?? '', /^2021-05-05 14:29:59\.999999-04$/)
  })

  it('gzip is seen by its bytes, whatever the name, and standard input is read for -', async () => {
    for (const [bytes, watchers] of [
      [gzipSync(toText({ ...pkg, repo_watchers: 1 })), 1],
      [Buffer.concat([gzipSync(toText(category)), gzipSync(toText({ ...pkg, repo_watchers: 2 }))]), 2],
      [Buffer.from(toText({ ...pkg, repo_watchers: 3 })), 3],
    ] as const) {
      await importFiles(importing.database.db, ['-'], { input: inChunksOf(1, bytes) })
      assert.equal((await readPackage(1))?.repo_watchers, watchers)
      await importing.importOne(bytes)
    }
  })

  it('a byte order mark, carriage returns, empty lines and a last line without an end are no fault', async () => {
    const [first = '', second = ''] = [category, { ...pkg, title: 'Ünï 💩' }].map((record) => JSON.stringify(record))
    const counts = await importing.importOne(`\u{FEFF}\r\n${first}\r\n\n   \n${second}`)
    assert.deepEqual(counts.package, { inserted: 0, updated: 1, unchanged: 0 })
    assert.equal((await readPackage(1))?.title, 'Ünï 💩')
  })

  it('nothing at all is imported from an empty file', async () => {
    const none = { inserted: 0, updated: 0, unchanged: 0 }
    assert.deepEqual(await importing.importOne(''), { category: none, grid: none, package: none })
  })

  it('progress goes up to all the bytes and all the records', async () => {
    const seen: ImportProgress[] = []
    const text = toText(
      ...Array.from({ length: 1_200 }, (_, index) => ({ ...pkg, id: 10 + index, slug: `p-${index}`, repo_url: '' })),
    )
    await importing.importOne(text, { onProgress: (progress) => seen.push(progress) })
    assert.ok(seen.length >= 3)
    assert.deepEqual(seen.at(-1), { bytes: text.length, totalBytes: text.length, records: 1_200 })
    assert.deepEqual(
      seen.map(({ records }) => records).toSorted((a, b) => a - b),
      seen.map(({ records }) => records),
    )
  })

  it('the widest record that the rules allow', async () => {
    const wide = {
      ...pkg,
      id: Number.MAX_SAFE_INTEGER,
      title: '💩'.repeat(50),
      slug: 'x'.repeat(50),
      repo_url: `https://${'x'.repeat(192)}`,
      repo_description: 'x'.repeat(100_000),
      repo_watchers: 2 ** 31 - 1,
      commits_over_52: Array.from({ length: 520 }, () => 2 ** 31 - 1),
      participants: Array.from({ length: 2_000 }, (_, index) => `${index}${'x'.repeat(250)}`),
    }
    assert.deepEqual((await importing.importOne(toText(wide))).package, { inserted: 1, updated: 0, unchanged: 0 })
  })

  it('the sample is for a catalogue that holds nothing', async () => {
    assert.equal(await importSampleIfEmpty(importing.database.db), undefined)
    await sql`truncate category, grid, package cascade`.execute(importing.database.db)
    const counts = await importSampleIfEmpty(importing.database.db)
    assert.deepEqual([counts?.package.inserted, counts?.grid.inserted, counts?.category.inserted], [182, 72, 4])
  })
})
