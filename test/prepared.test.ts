import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { connect } from '../src/db/connect.ts'
import { parseWords } from '../src/search/query.ts'
import { findHits } from '../src/search/service.ts'
import { createTestDatabase, testServerUrl, timeZone } from './support/database.ts'

describe('statements that come again', { skip: testServerUrl ? false : 'needs TEST_DATABASE_URL' }, () => {
  it('are planned once by each connection, but for those that return every column', async () => {
    await using database = await createTestDatabase('empty')
    await using connection = await connectOnce(database.url)
    const { db } = connection
    for (const slug of ['a', 'b', 'c', 'd']) {
      await db.selectFrom('package').select('id').where('slug', '=', slug).execute()
      await db.selectFrom('package').selectAll().where('slug', '=', slug).execute()
      await sql`with found as (select * from package where slug = ${slug}) select title from found`.execute(db)
    }
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements order by statement`.execute(db)
    assert.deepEqual(
      rows.map(({ statement }) => statement),
      [
        'select "id" from "package" where "slug" = $1',
        'with found as (select * from package where slug = $1) select title from found',
      ],
    )
  })

  it('are no more than a connection can keep, however many kinds come', async () => {
    await using database = await createTestDatabase('empty')
    await using connection = await connectOnce(database.url)
    const { db } = connection
    const read = (number: number) => sql`select ${sql.lit(number)} as number, ${'x'}::text as text`.execute(db)
    for (let number = 0; number < 310; number++) for (let turn = 0; turn < 4; turn++) await read(number)
    const { rows } = await sql<{ count: number }>`select count(*) from pg_prepared_statements`.execute(db)
    const count = rows[0]?.count ?? 0
    assert.ok(count > 200 && count <= 300, `${count} statements`)
  })

  it('are those of searches too', async () => {
    await using database = await createTestDatabase('empty')
    await using connection = await connectOnce(database.url)
    const { searchDb } = connection
    const spelling = { ready: async () => {}, knows: () => true, correct: () => undefined }
    const selected = { conditions: [], choices: [], limit: 20, offset: 0, breadth: 'first' } as const
    for (const text of ['one', 'two', 'three', 'four']) await findHits(searchDb, parseWords(text), selected, spelling)
    const { rows } = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(searchDb)
    assert.ok(rows.filter(({ statement }) => statement.includes('search_document')).length >= 2, 'the narrow and the wide one')
  })

  it('go on when a migration has added a column', async () => {
    await using database = await createTestDatabase('empty')
    await using connection = await connectOnce(database.url)
    const { db } = connection
    const read = () => db.selectFrom('package').selectAll().where('slug', '=', 'a').execute()
    const readTitles = () => db.selectFrom('package').select('title').where('slug', '=', 'a').execute()
    const readWithin = async () =>
      (await sql`with found as (select * from package where slug = ${'a'}) select title from found`.execute(db)).rows
    for (let turn = 0; turn < 4; turn++) await Promise.all([read(), readTitles(), readWithin()])
    await sql`alter table package add column motto text`.execute(database.db)
    assert.deepEqual(await Promise.all([read(), readTitles(), readWithin()]), [[], [], []])
  })
})

async function connectOnce(url = '') {
  const connection = await connect({ engine: 'postgres', url, connections: 1 }, { timeZone })
  return { ...connection, [Symbol.asyncDispose]: () => connection.close() }
}
