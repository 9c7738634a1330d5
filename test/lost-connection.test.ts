import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import { transact } from '../src/db/transact.ts'
import { createTestDatabase, testServerUrl } from './support/database.ts'

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
})
