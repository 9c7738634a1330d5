import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import { transact } from '../src/db/transact.ts'
import { createTestDatabase, testServerUrl } from './support/database.ts'
import { category, toText } from './support/importing.ts'
import { runCommand } from './support/process.ts'

describe('a connection that is cut', { skip: testServerUrl ? false : 'needs TEST_DATABASE_URL' }, () => {
  it('between the statements of a transaction fails that transaction, and nothing else', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const change = transact(db, async (tx) => {
      await sql`update package set title = 'Half' where id = 3402`.execute(tx)
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await sql`select pg_terminate_backend(${rows[0]?.pid}::integer, 5000)`.execute(db)
      // Long enough for the news to come while nobody asks: the process must bear it.
      await sleep(100)
      await sql`update package set title = 'Whole' where id = 3402`.execute(tx)
    })
    await assert.rejects(change, /connection|terminat/i)
    const { rows } = await sql<{ title: string }>`select title from package where id = 3402`.execute(db)
    assert.equal(rows[0]?.title, 'django-mfa')
  })

  it('ends a command with a line that says so, and undoes what it had begun', async () => {
    await using database = await createTestDatabase('sample')
    const { db, url = '' } = database
    await db.transaction().execute(async (tx) => {
      await sql`lock table category`.execute(tx)
      const ended = runCommand(['import', '-'], { DATABASE_URL: url }, toText({ ...category, slug: 'half' }))
      const terminate = sql`
        select pg_terminate_backend(pid) from pg_locks
        where not granted and database = (select oid from pg_database where datname = current_database())`
      const wait = { hasEnded: false }
      void ended.then(() => (wait.hasEnded = true))
      while (!wait.hasEnded && (await terminate.execute(tx)).rows.length === 0) await sleep(20)
      const { exitCode, stderr } = await ended
      assert.match(
        stderr,
        /^The database does not answer any more: .*\. What was not finished is undone; try again when it does\.\n$/,
      )
      assert.equal(exitCode, 1)
    })
    assert.equal((await db.selectFrom('category').where('slug', '=', 'half').execute()).length, 0)
  })
})
