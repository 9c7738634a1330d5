import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import type { Database } from '../src/db/connect.ts'
import { updateVersion, type Version, withVersion } from '../src/db/versions.ts'
import { createTestDatabase } from './support/database.ts'

const source = { table: 'package', columns: sql`package.id, title, modified_by` }

async function readVersion(db: Database): Promise<Version> {
  const { table, columns } = withVersion(source)
  const { rows } = await sql<Version>`select ${columns} from ${sql.table(table)} where id = 3402`.execute(db)
  return rows[0] ?? assert.fail()
}

async function listRevisions(db: Database) {
  return db.selectFrom('revision').select(['account_id', 'via']).where('subject_id', '=', 3402).orderBy('id').execute()
}

describe('a change of a row that was read', () => {
  it('is made while nobody else has changed it, as a revision of its author, and returns the row', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const { id: accountId } = await db.insertInto('account').values({ name: 'sam' }).returning('id').executeTakeFirstOrThrow()
    const before = await listRevisions(db)
    const columns = { title: 'One', modified_by: accountId }
    const author = { accountId, via: 'api' } as const
    const row = await readVersion(db)
    const changed = await updateVersion(db, { source, row, columns, author, subject: { kind: 'package', id: 3402 } })
    assert.deepEqual(changed, { id: 3402, ...columns })
    assert.deepEqual(await listRevisions(db), [...before, { account_id: accountId, via: 'api' }])
    // What follows on the connection is nobody's.
    await sql`update package set title = 'Two' where id = 3402`.execute(db)
    assert.deepEqual((await listRevisions(db)).at(-1), { account_id: null, via: 'sql' })
  })

  it('changes nothing, and leaves no revision, when somebody else was faster', async () => {
    await using database = await createTestDatabase('sample')
    const { db } = database
    const row = await readVersion(db)
    await sql`update package set title = 'Theirs' where id = 3402`.execute(db)
    const before = await listRevisions(db)
    const change = {
      source,
      row,
      columns: { title: 'Ours' },
      author: { via: 'api' },
      subject: { kind: 'package', id: 3402 },
    } as const
    assert.equal(await updateVersion(db, change), undefined)
    assert.deepEqual(await listRevisions(db), before)
    const { title } = await db.selectFrom('package').select('title').where('id', '=', 3402).executeTakeFirstOrThrow()
    assert.equal(title, 'Theirs')
  })
})
