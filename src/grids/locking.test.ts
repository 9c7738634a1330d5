import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { Client } from 'pg'

import { testServerUrl } from '../../test/support/database.ts'
import { createEditor } from '../../test/support/editors.ts'
import { saveFeatures } from '../../test/support/features.ts'
import { createVisitor } from '../../test/support/people.ts'
import { startTestServer, type TestAnswer, type TestServer } from '../../test/support/server.ts'
import type { Database } from '../db/connect.ts'

const slug = 'two-factor-authentication'

describe('changes of a grid', () => {
  it(
    'are refused when the grid is locked while they are on their way',
    { skip: !testServerUrl && 'the embedded database runs one transaction at a time' },
    async () => {
      await using server = await startTestServer()
      const { db } = server.database
      const editor = await createVisitor(server, 'ed', 'editor')
      const [feature = 0] = await saveFeatures(db, slug, [{ title: 'Raced' }])
      await server.changes.settled()
      const setLocked = (tx: Database, isLocked: boolean) =>
        tx.updateTable('grid').set({ is_locked: isLocked }).where('slug', '=', slug).execute()
      const path = `/grids/feature/${feature}/`
      const [, base = ''] = /name="base" value="([^"]+)"/.exec((await editor.get(path)).body) ?? []
      const client = await createEditor(server)
      const answers: Promise<TestAnswer>[] = []
      const written: Promise<TestAnswer>[] = []
      await db.transaction().execute(async (tx) => {
        await setLocked(tx, true)
        answers.push(
          editor.submit(path, { base, title: 'Written into a locked grid' }),
          editor.submit(`/grids/feature/add/${slug}/`, { title: 'Written into a locked grid' }),
          editor.submit(`/grids/${slug}/package/add/`, { package: 'cerberos' }),
        )
        written.push(
          client.send('PATCH', `/api/v4/grids/${slug}/features/${feature}/`, { title: 'Written into a locked grid' }),
          client.send('POST', `/api/v4/grids/${slug}/features/`, { title: 'Written into a locked grid' }),
        )
        await waitForLocks(server, answers.length + written.length)
      })
      assert.deepEqual(
        (await Promise.all(written)).map(({ status }) => status),
        [403, 403],
      )
      for (const { status, body } of await Promise.all(answers)) {
        assert.equal(status, 400)
        assert.match(body, /You do not have permission/)
      }
      await setLocked(db, false)
      await server.changes.settled()
      const { body } = await server.get(`/grids/g/${slug}/?status=all&unknown=all`)
      assert.match(body, /Raced/)
      assert.doesNotMatch(body, /Written into a locked grid|cerberos/)
    },
  )
})

/** Until so many transactions wait for a lock that another one holds. */
async function waitForLocks({ database: { url } }: TestServer, count: number): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    for (let waiting = 0; waiting < count;) {
      const { rows } = await client.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      waiting = rows[0]?.waiting ?? 0
    }
  } finally {
    await client.end()
  }
}
