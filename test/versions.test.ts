import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import type { Database } from '../src/db/connect.ts'
import { createEditQueue } from '../src/db/edit-queue.ts'
import { timeOfChange, type Version, withVersion } from '../src/db/versions.ts'
import { createTestDatabase, testServerUrl } from './support/database.ts'

const source = { table: 'package', columns: sql`package.id, title, modified_by` }

async function readVersion(db: Database, id: number): Promise<Version> {
  const { table, columns } = withVersion(source)
  const { rows } = await sql<Version>`select ${columns} from ${sql.table(table)} where id = ${id}`.execute(db)
  return rows[0] ?? assert.fail()
}

async function listRevisions(db: Database, id: number) {
  return db.selectFrom('revision').select(['account_id', 'via']).where('subject_id', '=', id).orderBy('id').execute()
}

async function readTitle(db: Database, id: number): Promise<string> {
  return (await db.selectFrom('package').select('title').where('id', '=', id).executeTakeFirstOrThrow()).title
}

async function addAccount(db: Database, name: string): Promise<number> {
  return (await db.insertInto('account').values({ name }).returning('id').executeTakeFirstOrThrow()).id
}

describe('a change of a row that was read', () => {
  it('is made while nobody else has changed it, as a revision of its author, and returns the row', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const accountId = await addAccount(db, 'sam')
    const before = await listRevisions(db, 3402)
    const columns = { title: 'One', modified_by: accountId }
    const row = await readVersion(db, 3402)
    const changed = await createEditQueue(db, source)({ row, columns, author: { accountId, via: 'api' } })
    assert.deepEqual(changed, { id: 3402, ...columns, version: (await readVersion(db, 3402)).version })
    assert.notEqual(changed.version, row.version)
    assert.deepEqual(await listRevisions(db, 3402), [...before, { account_id: accountId, via: 'api' }])
    // What follows on the connection is nobody's.
    await sql`update package set title = 'Two' where id = 3402`.execute(db)
    assert.deepEqual((await listRevisions(db, 3402)).at(-1), { account_id: null, via: 'sql' })
  })

  it('changes nothing, and leaves no revision, when somebody else was faster', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const row = await readVersion(db, 3402)
    await sql`update package set title = 'Theirs' where id = 3402`.execute(db)
    const before = await listRevisions(db, 3402)
    const changed = await createEditQueue(db, source)({ row, columns: { title: 'Ours' }, author: { via: 'api' } })
    assert.equal(changed, undefined)
    assert.deepEqual(await listRevisions(db, 3402), before)
    assert.equal(await readTitle(db, 3402), 'Theirs')
  })

  it('is written with others that come meanwhile, each as its own author changes it', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const [sam, ada] = [await addAccount(db, 'sam'), await addAccount(db, 'ada')]
    const { rows } = await sql<{ id: number }>`select id from package order by id limit 30`.execute(db)
    const read = await Promise.all(rows.map(({ id }) => readVersion(db, id)))
    const statements = await countStatements(db)
    const editRow = createEditQueue(db, source)
    const changed = await Promise.all(
      read.map((row, index) => {
        const accountId = index % 3 === 0 ? ada : sam
        const title = { title: `Title "${index}" \\ \ud800'` }
        // Some say when, some do not.
        const columns = index % 2 === 0 ? title : { ...title, modified_at: timeOfChange, modified_by: accountId }
        return editRow({ row, columns, author: { accountId, via: 'page' } })
      }),
    )
    assert.deepEqual(
      changed.map((row) => row?.id),
      rows.map(({ id }) => id),
    )
    for (const [index, { id }] of rows.entries()) {
      assert.equal(await readTitle(db, id), `Title "${index}" \\ \ufffd'`)
      assert.deepEqual((await listRevisions(db, id)).at(-1), { account_id: index % 3 === 0 ? ada : sam, via: 'page' })
    }
    const { rows: touched } = await sql<{ count: number }>`
      select count(*) from package where modified_at > now() - interval '1 minute' and modified_by in (${sam}, ${ada})`.execute(
      db,
    )
    assert.equal(touched[0]?.count, 15)
    // The first alone, then the four kinds of the others.
    assert.equal((await countStatements(db)) - statements, 5)
  })

  it('is written with those that come a moment later, where edits come all the time', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const { rows } = await sql<{ id: number }>`select id from package order by id limit 6`.execute(db)
    const read = await Promise.all(rows.map(({ id }) => readVersion(db, id)))
    const statements = await countStatements(db)
    const editRow = createEditQueue(db, source)
    const edit = (index: number) =>
      editRow({ row: read[index] ?? assert.fail(), columns: { title: 'Edited' }, author: { via: 'api' } })
    const changed = [edit(0), edit(1), edit(2)]
    void changed[1]?.then(() => changed.push(edit(3), edit(4)))
    await Promise.all(changed)
    await sleep(1)
    changed.push(edit(5))
    for (const row of await Promise.all(changed)) assert.ok(row)
    // The first, the two that came meanwhile, and the last three.
    assert.equal((await countStatements(db)) - statements, 3)
  })

  it('fails alone when the database refuses it', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const { rows } = await sql<{ id: number; slug: string }>`select id, slug from package order by id limit 4`.execute(db)
    const read = await Promise.all(rows.map(({ id }) => readVersion(db, id)))
    const editRow = createEditQueue(db, source)
    const slugs = ['one', 'two', rows[3]?.slug, 'three']
    const results = await Promise.allSettled(
      read.map((row, index) => editRow({ row, columns: { slug: slugs[index] }, author: { via: 'api' } })),
    )
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    )
    const { rows: now } = await sql<{ slug: string }>`select slug from package order by id limit 4`.execute(db)
    assert.deepEqual(
      now.map(({ slug }) => slug),
      ['one', 'two', rows[2]?.slug, 'three'],
    )
  })

  it('fails with all others when none can be written', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const row = await readVersion(db, 3402)
    const editRow = createEditQueue(db, { ...source, table: 'nowhere' })
    const results = await Promise.allSettled(
      [1, 2, 3].map((id) => editRow({ row: { ...row, id }, columns: { title: 'One' }, author: { via: 'api' } })),
    )
    for (const result of results) assert.match(String(result.status === 'rejected' && result.reason), /nowhere/)
  })

  it('of the same row, asked for at once, is made once', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const row = await readVersion(db, 3402)
    const editRow = createEditQueue(db, source)
    const changed = await Promise.all(
      ['One', 'Two', 'Three'].map((title) => editRow({ row, columns: { title }, author: { via: 'api' } })),
    )
    assert.deepEqual(changed.filter(Boolean).length, 1)
    assert.equal(await readTitle(db, 3402), 'One')
  })

  it(
    'waits for nobody who holds a row',
    { skip: testServerUrl ? false : 'the embedded database has one connection' },
    async () => {
      await using database = await createTestDatabase('sample')
      const { db } = database
      const { id } = await db.selectFrom('package').select('id').where('id', '<>', 3402).limit(1).executeTakeFirstOrThrow()
      const [held, free] = [await readVersion(db, 3402), await readVersion(db, id)]
      const editRow = createEditQueue(db, source)
      const edit = (row: Version) => editRow({ row, columns: { title: 'Ours' }, author: { via: 'api' } })
      await db.transaction().execute(async (tx) => {
        await sql`select from package where id = ${held.id} for update`.execute(tx)
        assert.deepEqual(await Promise.all([edit(held), edit(free)].map(async (row) => (await row)?.id)), [undefined, free.id])
      })
      assert.equal((await edit(held))?.id, held.id)
    },
  )
})

/** How many transactions have edited anything. */
async function countStatements(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(distinct change_set) from revision`.execute(db)
  return rows[0]?.count ?? 0
}
