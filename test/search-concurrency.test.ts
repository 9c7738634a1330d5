import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { connect, type Database } from '../src/db/connect.ts'
import { transact } from '../src/db/transact.ts'
import { testServerUrl, timeZone } from './support/database.ts'
import { startTestServer } from './support/server.ts'

const writers = 8
const rounds = 12

/** What writers do at the same time, each to records that others write too; `step` makes them differ. */
const edits: readonly ((step: number) => string)[] = [
  (step) => `update package set title = 'Turn ${step}', repo_watchers = ${step} where id % 11 = ${step % 11}`,
  (step) =>
    `update package set category_id = (select id from category order by id offset ${step % 4} limit 1) where id % 13 = ${step % 13}`,
  (step) => `update category set title = 'Category ' || id || ' ${step}' where id = (select min(id) + ${step % 4} from category)`,
  (step) => `update grid set title = 'Grid ' || id || ' ${step}' where id % 5 = ${step % 5}`,
  (step) => `delete from grid_package where (grid_id + package_id) % 7 = ${step % 7}`,
  (step) => `insert into grid_package (grid_id, package_id) select grid.id, package.id from grid, package
    where grid.id % 9 = ${step % 9} and package.id % 17 = ${step % 17} for key share of package on conflict do nothing`,
  (step) =>
    `insert into package (category_id, title, slug) select min(id), 'New ${step}', 'new-' || gen_random_uuid() from category`,
  (step) => `delete from package where id % 19 = ${step % 19} and title like 'New%'`,
]

const rebuild = `select index_documents('package', array(select id from package order by id)), index_documents('grid', array(select id from grid order by id))`

async function readIndex(db: Database): Promise<string[]> {
  const { rows } = await sql<{ document: string }>`
    select (to_jsonb(document) - 'modified_at' - 'created_at')::text as document from search_document as document
    order by item_type, record_id`.execute(db)
  return rows.map(({ document }) => document)
}

describe('many who write at the same time', { skip: testServerUrl ? false : 'the embedded database has one connection' }, () => {
  it('leave the search index as if it were made anew, while it is rebuilt and searched', async (test) => {
    await using server = await startTestServer()
    const { url = '', db } = server.database
    const connection = await connect({ engine: 'postgres', url, connections: writers * 2 }, { timeZone })
    const counts = { written: 0, searched: 0, rebuilt: 0 }
    const writing = new AbortController()

    async function write(writer: number): Promise<void> {
      for (let round = 0; round < rounds; round++) {
        const step = writer * rounds + round
        const statement = edits[(step * 5 + writer) % edits.length]?.(step) ?? assert.fail()
        await transact(connection.db, (tx) => sql.raw(statement).execute(tx))
        counts.written += 1
      }
    }
    async function search(): Promise<void> {
      while (!writing.signal.aborted) {
        const { status, body } = await server.get(`/api/v4/search/?v=2&q=turn+${counts.searched}`)
        assert.equal(status, 200, body)
        counts.searched += 1
      }
    }
    async function rebuildAgain(): Promise<void> {
      while (!writing.signal.aborted) {
        await transact(connection.db, async (tx) => {
          // Whoever has written documents commits first, and nobody begins to: no two wait for each other.
          await sql`lock table search_document in exclusive mode`.execute(tx)
          await sql`delete from search_document`.execute(tx)
          await sql.raw(rebuild).execute(tx)
        })
        counts.rebuilt += 1
      }
    }

    const others = [search(), search(), rebuildAgain()]
    await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer))).finally(() => writing.abort())
    await Promise.all(others)
    await connection.close()
    test.diagnostic(JSON.stringify(counts))
    assert.ok(counts.searched > 10 && counts.rebuilt > 1, JSON.stringify(counts))
    const kept = await readIndex(db)
    await sql`delete from search_document`.execute(db)
    await sql.raw(rebuild).execute(db)
    assert.deepEqual(kept, await readIndex(db))
  })
})
