import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { createTestClock } from '../../test/hosts/clock.ts'
import { createTestDatabase, timeZone } from '../../test/support/database.ts'
import { connect } from '../db/connect.ts'
import { createLedger } from './ledger.ts'

const call = { host: 'git.example', operation: 'GET /', points: 1, remaining: undefined, resetAt: undefined }

describe('the ledger of calls', () => {
  it('loses none when the database is away, and counts none twice', async () => {
    await using database = await createTestDatabase()
    const ledger = createLedger(createTestClock())
    ledger.book({ ...call, status: 200 })
    ledger.book({ ...call, status: 304, points: 0 })
    // Nobody listens on port 1.
    const away = await connect(
      { engine: 'postgres', url: 'postgres://postgres@127.0.0.1:1/postgres', connections: 1 },
      { timeZone },
    )
    await assert.rejects(ledger.save(away.db))
    await away.close()
    ledger.book({ ...call, status: 503 })
    await ledger.save(database.db)
    await ledger.save(database.db)
    const { rows } = await sql`select host, calls, not_modified, failed, points from call_ledger`.execute(database.db)
    assert.deepEqual(rows, [{ host: 'git.example', calls: 3, not_modified: 1, failed: 1, points: 2 }])
  })
})
