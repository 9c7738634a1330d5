import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { createAccount } from '../src/accounts/store.ts'
import { createToken } from '../src/accounts/tokens.ts'
import { startTestServer, type TestAnswer, type TestServer } from './support/server.ts'

const path = '/api/v4/packages/3402/'

function limitOf({ headers }: Pick<TestAnswer, 'headers'>): { policy: string; remaining: number; resetS: number } {
  const [, policy = '', remaining, resetS] = /^"([\w-]+)";r=(\d+);t=(\d+)$/.exec(String(headers['ratelimit'])) ?? []
  return { policy, remaining: Number(remaining), resetS: Number(resetS) }
}

/** PostgreSQL's cache keeps nothing until its listening connection stands. */
async function waitForCache(server: TestServer): Promise<void> {
  const remaining = async () => limitOf(await server.get('/api/v4/')).remaining
  for (let before = await remaining(); ;) {
    const after = await remaining()
    if (before - after === 1) return
    before = after
  }
}

describe('the budget of an address', () => {
  it('is told on every answer: from the cache or not, found or not, page or file, cheaper when it lies ready', async () => {
    await using server = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '100000' } })
    await waitForCache(server)
    const made = await server.get(path)
    const ready = await server.get(path)
    assert.equal(made.headers['ratelimit-policy'], '"address";q=100000;w=60')
    assert.equal(limitOf(made).policy, 'address')
    assert.equal(limitOf(made).remaining - limitOf(ready).remaining, 1)
    assert.ok(limitOf(ready).resetS >= 1 && limitOf(ready).resetS <= 60)
    const paths = [
      '/nowhere',
      '/login/',
      '/api/v4/nowhere/',
      '/api/v4/packages/no-such/',
      '/api/v4/openapi.json',
      '/api/v4/packages',
      '/%zz',
    ]
    for (const other of paths) assert.equal(limitOf(await server.get(other)).policy, 'address', other)
    assert.equal(limitOf(await server.send('OPTIONS', path)).policy, 'address')
    assert.equal(limitOf(await server.send('DELETE', path)).policy, 'address')
  })

  it('is not touched by an answer that says "not modified"', async () => {
    await using server = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '1000' } })
    const { headers } = await server.get(path)
    for (let index = 0; index < 5; index++) {
      const answer = await server.get(path, { 'if-none-match': headers.etag })
      assert.equal(answer.status, 304)
      assert.equal(limitOf(answer).remaining, 990)
    }
    await using cold = await startTestServer({
      database: server.database,
      cacheBytes: 0,
      environment: { RATE_LIMIT_ADDRESS: '1000' },
    })
    assert.equal(limitOf(await cold.get(path, { 'if-none-match': headers.etag })).remaining, 1000)
  })

  it('ends in 429 with the time to wait, as JSON or as a page, and begins anew after a minute', async () => {
    let time = Date.parse('2026-02-15T12:00:00Z')
    await using server = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '20' }, now: () => time })
    await server.get(path)
    time += 15_500
    await server.get('/api/v4/grids/')
    const refused = await server.get(path)
    assert.equal(refused.status, 429)
    assert.equal(refused.headers['content-type'], 'application/json')
    assert.equal(refused.body, '{"detail":"Request was throttled. Expected available in 45 seconds."}')
    assert.equal(refused.headers['retry-after'], '45')
    assert.equal(refused.headers['cache-control'], 'no-store')
    assert.deepEqual(limitOf(refused), { policy: 'address', remaining: 0, resetS: 45 })
    const page = await server.get(path, { accept: 'text/html' })
    assert.equal(page.status, 429)
    assert.match(page.body, /<b>HTTP 429 Too Many Requests<\/b>/)
    assert.equal((await server.get('/login/')).status, 429)
    assert.match((await server.get('/login/')).body, /Too many requests/)
    time += 44_501
    assert.equal((await server.get(path)).status, 200)
  })

  it('pays more for a write than for a read', async () => {
    await using server = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '2500' } })
    const { remaining } = limitOf(await server.get(path))
    assert.equal(remaining - limitOf(await server.send('PUT', path)).remaining, 1_000)
  })

  it('is one for each client behind a trusted proxy, and one for all who only claim to be behind one', async () => {
    await using behind = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '1', TRUSTED_PROXIES: 'loopback' } })
    for (const client of ['203.0.113.1', '203.0.113.2', '2001:db8::1']) {
      assert.equal((await behind.get('/api/v4/', { 'x-forwarded-for': `9.9.9.9, ${client}` })).status, 200, client)
    }
    assert.equal((await behind.get('/api/v4/grids/', { 'x-forwarded-for': '2001:db8::2' })).status, 429)
    await using open = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '10' } })
    assert.equal((await open.get('/api/v4/', { 'x-forwarded-for': '203.0.113.1' })).status, 200)
    assert.equal((await open.get('/api/v4/grids/', { 'x-forwarded-for': '203.0.113.2' })).status, 429)
  })
})

describe('the budget of an account', () => {
  it('is its own, whatever its neighbours at the address have used, and the same for all its tokens', async () => {
    await using server = await startTestServer({ environment: { RATE_LIMIT_ADDRESS: '10', RATE_LIMIT_ACCOUNT: '30' } })
    const accountId = await createAccount(server.database.db, 'sam', 'editor')
    const create = () => createToken(server.database.db, { accountId, name: 'x', scope: 'read' })
    const [first, second] = [await create(), await create()]
    await server.get(path)
    assert.equal((await server.get('/api/v4/grids/')).status, 429)
    const known = await server.get(path, { authorization: `Token ${first}` })
    assert.equal(known.headers['ratelimit-policy'], '"account";q=30;w=60')
    assert.equal(limitOf(known).remaining, 20)
    await server.get(path, { authorization: `Token ${second}` })
    await server.get(path, { authorization: `Token ${second}` })
    const refused = await server.get(path, { authorization: `Token ${first}` })
    assert.equal(refused.status, 429)
    assert.match(refused.body, /^\{"detail":"Request was throttled\. Expected available in \d+ seconds\."\}$/)
  })

  it('is smaller on the first day of one that signed up by itself', async () => {
    await using server = await startTestServer({ environment: { RATE_LIMIT_NEW_ACCOUNT: '77' } })
    const accountId = await createAccount(server.database.db, 'sam', 'editor', true)
    const authorization = `Token ${await createToken(server.database.db, { accountId, name: 'x', scope: 'read' })}`
    assert.equal((await server.get(path, { authorization })).headers['ratelimit-policy'], '"new-account";q=77;w=60')
    await server.database.db.updateTable('account').set({ signed_up_at: '2026-01-01T00:00:00Z' }).execute()
    await server.changes.settled()
    assert.match(String((await server.get(path, { authorization })).headers['ratelimit-policy']), /^"account";/)
  })

  it('cannot be had by guessing: after sixty wrong tokens an address has to wait', async () => {
    await using server = await startTestServer()
    const accountId = await createAccount(server.database.db, 'sam', 'editor')
    const token = await createToken(server.database.db, { accountId, name: 'x', scope: 'read' })
    const attempt = (text: string) => server.get(path, { authorization: `Token ${text}` })
    for (let index = 0; index < 60; index++) assert.equal((await attempt(`guess-${index}`)).status, 401)
    assert.equal((await attempt(token)).status, 429)
    assert.equal((await server.get(path)).status, 200)
  })
})

describe('what a stranger makes long', () => {
  it('has a limit and a clear answer: addresses and bodies', async () => {
    await using server = await startTestServer()
    const long = await server.get(`/api/v4/packages/?q=${'x'.repeat(12_400)}`)
    assert.equal(long.status, 414)
    assert.equal(long.body, '{"detail":"The address of the request is too long."}')
    assert.equal((await server.get(`/nowhere?q=${'x'.repeat(12_400)}`)).status, 414)
  })
})
