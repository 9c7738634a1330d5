import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createTestDatabase } from '../../test/support/database.ts'
import { TokenMemory } from './token-memory.ts'
import { createToken } from './tokens.ts'

async function createAccountWithToken() {
  const database = await createTestDatabase('sample')
  const { db } = database
  const { id } = await db.insertInto('account').values({ name: 'sam' }).returning('id').executeTakeFirstOrThrow()
  const token = await createToken(db, { accountId: id, name: 'test', scope: 'edit', expiresAt: new Date(Date.now() + 60_000) })
  const rename = (name: string) => db.updateTable('account').set({ name }).where('id', '=', id).execute()
  return { database, db, token, rename }
}

describe('the memory of tokens', () => {
  it('asks again only when it has heard of a change', async () => {
    const { database, db, token, rename } = await createAccountWithToken()
    await using _ = database
    const memory = new TokenMemory(db)
    const findName = async () => (await memory.findActor(token))?.name
    memory.resumed()
    assert.equal(await findName(), 'sam')
    await rename('ada')
    memory.changed('packages')
    assert.equal(await findName(), 'sam')
    memory.changed('tokens')
    assert.equal(await findName(), 'ada')
  })

  it('remembers nothing while changes may go unheard, and nothing that was read before a change', async () => {
    const { database, db, token, rename } = await createAccountWithToken()
    await using _ = database
    const memory = new TokenMemory(db)
    const findName = async () => (await memory.findActor(token))?.name
    assert.equal(await findName(), 'sam')
    await rename('ada')
    assert.equal(await findName(), 'ada')
    memory.resumed()
    const reading = findName()
    memory.changed('tokens')
    await reading
    await rename('sam')
    assert.equal(await findName(), 'sam')
    memory.paused()
    await rename('ada')
    assert.equal(await findName(), 'ada')
  })

  it('knows when a token expires', async (t) => {
    const { database, db, token } = await createAccountWithToken()
    await using _ = database
    const memory = new TokenMemory(db)
    memory.resumed()
    assert.ok(await memory.findActor(token))
    const later = Date.now() + 60_001
    t.mock.method(Date, 'now', () => later)
    assert.equal(await memory.findActor(token), undefined)
  })

  it('hears through the change feed of a token revoked and of an account changed or gone', async () => {
    const { database, db, token } = await createAccountWithToken()
    await using _ = database
    const memory = new TokenMemory(db)
    const feed = await database.watch(memory)
    try {
      const findActor = async () => {
        await feed.settled()
        return memory.findActor(token)
      }
      await feed.settled()
      assert.equal((await findActor())?.role, 'editor')
      await db.updateTable('account').set({ role: 'moderator' }).execute()
      assert.equal((await findActor())?.role, 'moderator')
      await db.updateTable('token').set({ revoked_at: '2026-01-01T00:00:00Z' }).execute()
      assert.equal(await findActor(), undefined)
      await db.updateTable('token').set({ revoked_at: null }).execute()
      assert.ok(await findActor())
      await db.deleteFrom('account').where('name', '=', 'sam').execute()
      assert.equal(await findActor(), undefined)
    } finally {
      await feed.close()
    }
  })
})
