import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { createEditor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const address = '/api/v4/packages/3402/'

interface Shown {
  title: string
  grids: string[]
}

async function read(server: TestServer): Promise<Shown> {
  return JSON.parse((await server.get(address)).body)
}

async function readFromList(server: TestServer): Promise<Shown> {
  return JSON.parse((await server.get('/api/v4/packages/?ids=3402')).body).results[0]
}

/** Changes the row as another process would, of whose edit nothing has been heard yet. */
async function changeUnheard(server: TestServer, changes: { title?: string; documentation_url?: string }): Promise<void> {
  const { db } = server.database
  await sql`alter table package disable trigger user`.execute(db)
  await db.updateTable('package').set(changes).where('id', '=', 3402).execute()
  await sql`alter table package enable trigger user`.execute(db)
}

describe('a record that was edited', () => {
  it('is shown from memory, until a change is heard', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    await editor.send('PATCH', address, { title: 'Ours' })
    await changeUnheard(server, { title: 'Unheard' })
    assert.equal((await read(server)).title, 'Ours')
    await server.database.db.updateTable('package').set({ title: 'Heard' }).where('id', '=', 3402).execute()
    await server.changes.settled()
    assert.equal((await read(server)).title, 'Heard')
  })

  it('looks the same from memory as from the database, whatever was edited', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    const edits = [
      { title: 'Another title' },
      { category: '/api/v4/categories/2/' },
      { documentation_url: 'https://docs.example.org/' },
      { slug: 'another-slug' },
      { pypi_url: 'another-project' },
      { repo_url: 'https://github.com/another/repository' },
      { repo_url: 'https://github.com/another/repository2', title: 'Last' },
      { grids: [] },
    ]
    for (const edit of edits) {
      const answer = await editor.send('PATCH', address, edit)
      assert.equal(answer.status, 200, answer.body)
      const { grids, ...shown } = await read(server)
      const { grids: storedGrids, ...stored } = await readFromList(server)
      assert.deepEqual(shown, stored, JSON.stringify(edit))
      assert.deepEqual(new Set(grids), new Set(storedGrids))
      assert.deepEqual(JSON.parse(answer.body), { ...shown, grids })
    }
  })

  it('is edited as the database holds it, not as memory does', async () => {
    await using server = await startTestServer()
    const editor = await createEditor(server)
    await editor.send('PATCH', address, { title: 'Ours' })
    await changeUnheard(server, { title: 'Theirs' })
    // In memory this is no change.
    assert.equal((await editor.send('PATCH', address, { title: 'Ours' })).status, 200)
    const readTitle = () => server.database.db.selectFrom('package').select('title').where('id', '=', 3402).executeTakeFirst()
    assert.equal((await readTitle())?.title, 'Ours')

    await editor.send('PATCH', address, { title: 'Again' })
    await changeUnheard(server, { documentation_url: 'https://theirs.example.org/' })
    const both = JSON.parse((await editor.send('PATCH', address, { title: 'Both' })).body)
    assert.deepEqual([both.title, both.documentation_url], ['Both', 'https://theirs.example.org/'])
  })
})
