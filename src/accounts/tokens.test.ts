import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { startTestServer, type TestServer } from '../../test/support/server.ts'
import { createToken } from './tokens.ts'

const address = '/api/v4/packages/3402/'
const invalid = { status: 401, body: '{"detail":"Invalid token."}' }

describe('a token', () => {
  let server: TestServer
  let accountId = 0
  before(async () => {
    server = await startTestServer()
    const account = await server.database.db
      .insertInto('account')
      .values({ name: 'sam', role: 'editor' })
      .returning('id')
      .executeTakeFirstOrThrow()
    accountId = account.id
  })
  after(() => server[Symbol.asyncDispose]())

  const create = (expiresAt?: Date) => createToken(server.database.db, { accountId, name: 'test', scope: 'edit', expiresAt })
  async function read(authorization: string) {
    const { status, body, headers } = await server.get(address, { authorization })
    return { status, body: body.slice(0, 200), challenge: headers['www-authenticate'] }
  }
  async function hold(changes: { revoked_at?: string; expires_at?: string }): Promise<void> {
    await server.database.db.updateTable('token').set(changes).where('account_id', '=', accountId).execute()
    await server.changes.settled()
  }

  it('is accepted as Token and as Bearer, and the answer has the bytes that everybody gets', async () => {
    const token = await create()
    const expected = await server.get(address)
    for (const scheme of ['Token', 'Bearer', 'token', 'BEARER ']) {
      const answer = await server.get(address, { authorization: `${scheme} ${token}` })
      assert.equal(answer.status, 200, scheme)
      assert.equal(answer.body, expected.body, scheme)
      assert.equal(answer.headers.etag, expected.headers.etag, scheme)
      assert.match(answer.headers['cache-control'] ?? '', /^private/, scheme)
    }
  })

  it('is recognisable, and stored only as a hash', async () => {
    const token = await create()
    assert.match(token, /^pkg_[0-9A-Za-z]{49}$/)
    const rows = await server.database.db.selectFrom('token').selectAll().execute()
    assert.doesNotMatch(JSON.stringify(rows), new RegExp(token.slice(8)))
    assert.equal(rows.at(-1)?.prefix, token.slice(0, 8))
  })

  it('is refused, as the reference does, when it is nobody’s, misspelt or not a token at all', async () => {
    const token = await create()
    const swapped = token.slice(0, 10) + (token[10] === 'a' ? 'b' : 'a') + token.slice(11)
    for (const text of ['nonsense', swapped, `${token}x`, token.toUpperCase(), '\u00e9']) {
      assert.deepEqual(await read(`Token ${text}`), { ...invalid, challenge: 'Token' }, text)
    }
    assert.equal((await read('Token')).body, '{"detail":"Invalid token header. No credentials provided."}')
    assert.equal((await read('Token a b')).body, '{"detail":"Invalid token header. Token string should not contain spaces."}')
  })

  it('is refused when it has expired', async () => {
    const token = await create(new Date(Date.now() + 60_000))
    assert.equal((await read(`Token ${token}`)).status, 200)
    await hold({ expires_at: '2026-01-01T00:00:00Z' })
    assert.deepEqual(await read(`Token ${token}`), { ...invalid, challenge: 'Token' })
  })

  it('is refused from the moment it is revoked', async () => {
    const token = await create()
    assert.equal((await read(`Token ${token}`)).status, 200)
    await hold({ revoked_at: '2026-01-01T00:00:00Z' })
    assert.deepEqual(await read(`Token ${token}`), { ...invalid, challenge: 'Token' })
  })

  it('is refused while its account is disabled', async () => {
    const token = await create()
    const disable = async (disabledAt: string | null) => {
      await server.database.db.updateTable('account').set({ disabled_at: disabledAt }).where('id', '=', accountId).execute()
      await server.changes.settled()
    }
    await disable('2026-01-01T00:00:00Z')
    assert.deepEqual(await read(`Token ${token}`), { ...invalid, challenge: 'Token' })
    await disable(null)
    assert.equal((await read(`Token ${token}`)).status, 200)
  })

  it('remembers when it was last used', async () => {
    const token = await create()
    const lastUse = async () => {
      const row = await server.database.db
        .selectFrom('token')
        .select('last_used_at')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
      return row.last_used_at
    }
    assert.equal(await lastUse(), null)
    await read(`Token ${token}`)
    assert.match((await lastUse()) ?? '', /^20/)
  })

  it('of another scheme is no credential of ours', async () => {
    assert.equal((await read('Basic c2FtOnNhbQ==')).status, 200)
  })
})
