import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { connect } from '../src/db/connect.ts'
import { timeZone } from './support/database.ts'
import { startTestServer } from './support/server.ts'

describe('a database out of reach', () => {
  it('is answered with 503 and the wish to come again, in the format that was asked for', async () => {
    // Nobody listens on port 1.
    const url = 'postgres://postgres@127.0.0.1:1/postgres'
    const connection = await connect({ engine: 'postgres', url, connections: 1 }, { timeZone })
    const database = { ...connection, url, [Symbol.asyncDispose]: () => connection.close() }
    await using server = await startTestServer({ database })
    await using _ = database
    const json = await server.get('/api/v4/packages/3402/')
    assert.equal(json.status, 503)
    assert.equal(json.headers['retry-after'], '5')
    assert.deepEqual(JSON.parse(json.body), { detail: 'The database does not answer. Try again shortly.' })
    const page = await server.get('/api/v4/packages/', { accept: 'text/html' })
    assert.equal(page.status, 503)
    assert.match(page.body, /HTTP 503 Service Unavailable/)
    const health = await server.get('/health/')
    assert.equal(health.status, 503)
    assert.equal(JSON.parse(health.body).database, 'does not answer')
    assert.equal((await server.get('/packages/')).status, 503)
    assert.equal((await server.get('/api/v4/')).status, 200, 'what needs no database goes on')
  })
})
