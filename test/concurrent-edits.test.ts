import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { testServerUrl } from './support/database.ts'
import { createEditor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const address = '/api/v4/packages/3402/'
/** The embedded database takes one at a time, so that fewer show as much. */
const count = testServerUrl ? 50 : 12
const clients = Array.from({ length: count }, (_, index) => index)

async function listTitles(server: TestServer): Promise<unknown[]> {
  const { results } = JSON.parse((await server.get(`${address}revisions/?limit=100&via=api`)).body)
  return results.map(({ changes }: { changes: { fields: { title: { to: unknown } } }[] }) => changes[0]?.fields.title.to)
}

describe(`${count} clients that edit one package at the same time`, () => {
  it('lose no update when each says which version it has read', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    await editor.send('PATCH', address, { title: '0' })
    let refused = 0

    async function increment(): Promise<void> {
      for (;;) {
        const { body, headers } = await server.get(address)
        const title = String(Number(JSON.parse(body).title) + 1)
        const answer = await editor.send('PATCH', address, { title }, { 'If-Match': headers.etag ?? '' })
        if (answer.status === 200) return
        assert.equal(answer.status, 412, answer.body)
        refused += 1
      }
    }

    await Promise.all(clients.map(increment))
    assert.equal(JSON.parse((await server.get(address)).body).title, String(count))
    assert.ok(refused > 0, 'they did meet')
    assert.deepEqual(
      await listTitles(server),
      Array.from({ length: count + 1 }, (_, index) => String(count - index)),
    )
  })

  it('overwrite each other when they do not, but every version is in the revisions', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    const answers = await Promise.all(clients.map((index) => editor.send('PATCH', address, { title: `version ${index}` })))
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200),
      [],
    )
    const titles = await listTitles(server)
    assert.equal(titles[0], JSON.parse((await server.get(address)).body).title)
    assert.deepEqual(new Set(titles), new Set(clients.map((index) => `version ${index}`)))
  })

  it('move packages in and out of grids from both sides without a deadlock that anybody sees', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server, { role: 'moderator' })
    const [packages, grids] = [
      ['3402', '50', '40', '868'],
      ['66', '3', '98', '78'],
    ]
    const some = (ids: string[] = [], index: number) => ids.filter((_, place) => (index >> place) % 2 === 1)
    const answers = await Promise.all(
      clients.map((index) =>
        index % 2 === 0
          ? editor.send('PATCH', `/api/v4/packages/${packages[index % 4]}/`, { grids: some(grids, index) })
          : editor.send('PATCH', `/api/v4/grids/${grids[(index >> 1) % 4]}/`, { packages: some(packages, index) }),
      ),
    )
    assert.deepEqual(
      answers.filter(({ status }) => status !== 200).map(({ status, body }) => `${status} ${body}`),
      [],
    )
  })

  it('see their own write in their very next request', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    await Promise.all(
      [3402, 50, 40, 868].map(async (id) => {
        for (let round = 0; round < 5; round++) {
          const title = `${id} in round ${round}`
          await editor.send('PATCH', `/api/v4/packages/${id}/`, { title })
          assert.equal(JSON.parse((await server.get(`/api/v4/packages/${id}/`)).body).title, title)
        }
      }),
    )
  })
})

describe('If-Match', () => {
  it('takes the ETag of any encoding, and shows who changed what when it is outdated', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server, { name: 'sam' })
    const { headers } = await server.get(address, { 'accept-encoding': 'br' })
    assert.match(headers.etag ?? '', /-br"$/)
    assert.equal((await editor.send('PATCH', address, { title: 'Second' }, { 'If-Match': headers.etag ?? '' })).status, 200)
    const answer = await editor.send('DELETE', address, undefined, { 'If-Match': headers.etag ?? '' })
    assert.equal(answer.status, 403, 'first who may')
    const late = await editor.send('PUT', address, { title: 'Third' }, { 'If-Match': headers.etag ?? '' })
    assert.equal(late.status, 400, 'then what is wrong with the body')
    const outdated = await editor.send('PATCH', address, { title: 'Third' }, { 'If-Match': headers.etag ?? '' })
    assert.equal(outdated.status, 412)
    const { current, edits } = JSON.parse(outdated.body)
    assert.equal(current.title, 'Second')
    assert.equal(edits[0].account, 'sam')
    assert.deepEqual(edits[0].fields, { title: { from: 'django-mfa', to: 'Second' } })
    for (const tag of ['"nonsense"', `W/${headers.etag}`, '', 'x'])
      assert.equal((await editor.send('PATCH', address, {}, { 'If-Match': tag })).status, 412, tag)
    assert.equal((await editor.send('PATCH', address, {}, { 'If-Match': '*' })).status, 200)
  })
})
