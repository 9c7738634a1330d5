import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { importTopics, measureQuality, naming, type Quality, readQueries } from '../bench/search/quality.ts'
import { buildReference, searchReference } from '../bench/search/reference.ts'
import { startTestServer, type TestServer } from './support/server.ts'

/** What `bench/search` has measured, a little less: nobody may make it worse unseen. */
const floors = { all: 0.95, name: 0.98, 'part of a name': 0.96, typo: 0.95, 'two words': 0.91, synonym: 0.85, category: 0.93 }

const toName = (hit: { item_type: string; slug: string }) => (hit.item_type === 'grid' ? `grid:${hit.slug}` : hit.slug)

describe('the graded queries', () => {
  let server: TestServer
  let ours: Map<string, Quality>
  let theirs: Map<string, Quality>
  before(async () => {
    server = await startTestServer()
    const { db } = server.database
    await importTopics(db)
    await buildReference(db)
    await server.changes.settled()
    const search = async (q: string) => {
      const { body } = await server.get(`/api/v4/search/?q=${encodeURIComponent(q)}`)
      return JSON.parse(body).map(toName)
    }
    const queries = readQueries()
    ours = await measureQuality(queries, search)
    theirs = await measureQuality(queries, async (q) => (await searchReference(db, q)).map(toName))
  })
  after(() => server[Symbol.asyncDispose]())

  it('are at least 150', () => {
    assert.ok((ours.get('all')?.queries ?? 0) >= 150)
  })

  it('are answered no worse than ever', () => {
    for (const [name, floor] of Object.entries(floors))
      assert.ok((ours.get(name)?.ndcg ?? 0) >= floor, `${name}: ${ours.get(name)?.ndcg}`)
  })

  it('are answered better than by the formula of the reference, and in no class worse', () => {
    for (const [name, { ndcg }] of theirs) assert.ok((ours.get(name)?.ndcg ?? 0) >= ndcg - 1e-9, name)
    assert.ok((ours.get('all')?.ndcg ?? 0) > (theirs.get('all')?.ndcg ?? 1) + 0.1)
  })

  it('have the named record first whenever they name one', () => {
    for (const name of naming) assert.equal(ours.get(name)?.firstRight, 1, name)
  })
})
