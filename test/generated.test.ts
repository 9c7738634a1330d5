import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'

import { generateClientTypes } from '../scripts/client-types.ts'
import { generateTableTypes } from '../scripts/table-types.ts'
import { renderOpenApi } from '../src/docs/openapi.ts'
import { createTestDatabase } from './support/database.ts'
import { startTestServer } from './support/server.ts'

const readText = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8')

describe('generated files are what `npm run generate` would write', () => {
  it('src/db/tables.ts, from the migrations', async () => {
    await using database = await createTestDatabase()
    assert.equal(await readText('src/db/tables.ts'), await generateTableTypes(database.db))
  })

  it('client/schema.d.ts, from openapi.json', async () => {
    assert.equal(await readText('client/schema.d.ts'), generateClientTypes(JSON.parse(await readText('openapi.json'))))
  })

  it('openapi.json, from the routes', async () => {
    await using server = await startTestServer({ content: 'empty' })
    assert.equal(await readText('openapi.json'), renderOpenApi(server.server))
    assert.deepEqual(JSON.parse((await server.get('/api/v4/openapi.json')).body), JSON.parse(await readText('openapi.json')))
  })
})
