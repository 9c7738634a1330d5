import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { CompiledQuery, sql } from 'kysely'

import { preparedMark } from '../src/db/prepared.ts'
import { createTestDatabase } from './support/database.ts'

const odd = [`it's`, `\\`, `\\'; drop table package; --`, `''`, `$1`, `E'\\n'`, `a"b{},c`, '💩', '']

describe('a prepared statement', () => {
  it('takes any text, number and list as it is, however often', async () => {
    await using database = await createTestDatabase()
    const read = (text: string, list: string[], number: number, isTrue: boolean) =>
      database.searchDb.executeQuery(
        CompiledQuery.raw(
          `${preparedMark} select $1::text as text, $2::text[] as list, $3::integer as number, $4::boolean as "isTrue"`,
          [text, list, number, isTrue],
        ),
      )
    for (const [index, text] of odd.entries()) {
      const [row] = (await read(text, odd.slice(index), index, index % 2 === 0)).rows
      assert.deepEqual({ ...Object(row) }, { text, list: odd.slice(index), number: index, isTrue: index % 2 === 0 })
    }
    const rows = await Promise.all(odd.map(async (text) => (await read(text, [], 1, true)).rows[0]))
    assert.deepEqual(
      rows.map((row) => Object(row).text),
      odd,
    )
  })

  it('stands once in the connection', async () => {
    await using database = await createTestDatabase()
    await database.searchDb.connection().execute(async (db) => {
      for (const n of [1, 2, 3]) await db.executeQuery(CompiledQuery.raw(`${preparedMark} select $1::integer as n`, [n]))
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from pg_prepared_statements where name like 'packgrid%'`.execute(db)
      assert.equal(rows[0]?.count, 1)
    })
  })
})
