import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'
import { sql } from 'kysely'

import type { Database } from '../src/db/connect.ts'
import { createEditor, type Editor } from './support/editors.ts'
import { startTestServer, type TestServer } from './support/server.ts'

const seed = Number(process.env['FUZZ_SEED'] ?? 7)
const packages = [3402, 50, 40]
const grids = [66, 3, 98]

type Step =
  | { kind: 'edit package'; id: number; title: string; grids: number[]; thenRevert: boolean }
  | { kind: 'edit grid'; id: number; title: string; packages: number[]; thenRevert: boolean }
  | { kind: 'delete'; list: 'packages' | 'grids'; id: number }
  | { kind: 'undelete'; list: 'packages' | 'grids'; id: number }
  | { kind: 'revert'; back: number }

const title = fc.constantFrom('One', 'Two', 'Three')
const record = fc.oneof(
  fc.record({ list: fc.constant('packages' as const), id: fc.constantFrom(...packages) }),
  fc.record({ list: fc.constant('grids' as const), id: fc.constantFrom(...grids) }),
)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('edit package' as const),
    id: fc.constantFrom(...packages),
    title,
    grids: fc.subarray(grids),
    thenRevert: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('edit grid' as const),
    id: fc.constantFrom(...grids),
    title,
    packages: fc.subarray(packages),
    thenRevert: fc.boolean(),
  }),
  record.map(({ list, id }) => ({ kind: 'delete' as const, list, id })),
  record.map(({ list, id }) => ({ kind: 'undelete' as const, list, id })),
  fc.record({ kind: fc.constant('revert' as const), back: fc.nat({ max: 5 }) }),
)

describe('random edits, reverts, deletes and undeletes by several accounts', () => {
  it('leave a history that replays to what is there, nothing that dangles, and can be taken back', async () => {
    await using server = await startTestServer()
    const { db } = server.database
    const editors = [
      await createEditor(server, { role: 'moderator' }),
      await createEditor(server, { role: 'admin' }),
      await createEditor(server, { role: 'editor' }),
    ]
    await addCells(db)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(step, fc.constantFrom(...editors)), { minLength: 5, maxLength: 15 }), async (steps) => {
        for (const [one, editor] of steps) {
          const status = await take(server, editor, one)
          assert.ok(status < 500, `${status} for ${JSON.stringify(one)}`)
          await assertReplays(db)
          await assertNothingDangles(server)
        }
      }),
      { numRuns: 8, seed, endOnFailure: true },
    )
  })
})

/** A feature with a cell in each grid, so that there is something to lose. */
async function addCells(db: Database): Promise<void> {
  await sql`insert into feature (grid_id, title) select id, 'Feature' from grid where id in (66, 3, 98)`.execute(db)
  await sql`
    insert into element (grid_id, grid_package_id, feature_id, text)
    select feature.grid_id, grid_package.id, feature.id, 'yes' from feature join grid_package using (grid_id)`.execute(db)
}

async function take(server: TestServer, editor: Editor, one: Step): Promise<number> {
  if (one.kind === 'revert') {
    const { results } = JSON.parse((await server.get(`/api/v4/revisions/?limit=1&offset=${one.back}`)).body)
    return (await editor.send('POST', `/api/v4/revisions/${results[0].id}/revert/`)).status
  }
  if (one.kind === 'delete') return (await editor.send('DELETE', `/api/v4/${one.list}/${one.id}/`)).status
  if (one.kind === 'undelete') return (await editor.send('POST', `/api/v4/${one.list}/${one.id}/undelete/`)).status
  const { path, body } =
    one.kind === 'edit package'
      ? { path: `/api/v4/packages/${one.id}/`, body: { title: one.title, grids: one.grids.map(String) } }
      : { path: `/api/v4/grids/${one.id}/`, body: { title: one.title, packages: one.packages.map(String) } }
  const before = await readRecord(server, path)
  const newest = await findNewest(server)
  // A grid or a package that the edit names may be deleted by now: that is refused, and changes nothing.
  const { status } = await editor.send('PATCH', path, body)
  const revision = await findNewest(server)
  if (status !== 200 || revision === newest || !one.thenRevert) return status
  const reverted = await editor.send('POST', `/api/v4/revisions/${revision}/revert/`)
  assert.equal(reverted.status, 201, reverted.body)
  assert.deepEqual(await readRecord(server, path), before)
  return reverted.status
}

async function readRecord(server: TestServer, path: string): Promise<unknown> {
  return JSON.parse((await server.get(`${path}?omit=modified`)).body)
}

async function findNewest(server: TestServer): Promise<number> {
  return JSON.parse((await server.get('/api/v4/revisions/?limit=1&fields=id')).body).results[0].id
}

type Row = Record<string, unknown>

const noise = new Set(['modified_at', 'modified_by', 'last_fetched_at', 'last_error', 'last_error_at', 'error_count', 'score'])
const withoutNoise = (row: Row) =>
  Object.fromEntries(Object.entries(row).filter(([name, value]) => !noise.has(name) && value !== null))

async function assertReplays(db: Database): Promise<void> {
  const { rows: changes } = await sql<{
    table_name: string
    row_id: number
    action: string
    before: Row | null
    after: Row | null
  }>`
    select table_name, row_id, action, before, after from revision_change order by id`.execute(db)
  const replayed = new Map<string, Row>()
  for (const { table_name, row_id, action, before, after } of changes) {
    const key = `${table_name} ${row_id}`
    const row = replayed.get(key)
    assert.equal(row === undefined, action === 'insert', `${action} of ${key}`)
    for (const [name, value] of Object.entries(withoutNoise(before ?? {})))
      assert.deepEqual(row?.[name] ?? null, value, `${key} ${name}`)
    if (action === 'delete') replayed.delete(key)
    else replayed.set(key, { ...row, ...after })
  }
  const present = new Map<string, Row>()
  for (const table of ['package', 'grid', 'category', 'release', 'grid_package', 'feature', 'element']) {
    const { rows } = await sql<{ id: number; row: Row }>`
      select id, to_jsonb(${sql.ref(table)}) as row from ${sql.table(table)}`.execute(db)
    for (const { id, row } of rows) present.set(`${table} ${id}`, row)
  }
  const comparable = (rows: Map<string, Row>) => new Map([...rows].map(([key, row]) => [key, withoutTimes(withoutNoise(row))]))
  assert.deepEqual(comparable(replayed), comparable(present))
}

/** The same times, whichever time zone they were written in. */
function withoutTimes(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, name.endsWith('_at') ? Date.parse(String(value)) : value]),
  )
}

/** Every link of the records leads to a record. */
async function assertNothingDangles(server: TestServer): Promise<void> {
  const links = new Set<string>()
  for (const list of ['packages', 'grids']) {
    const { results } = JSON.parse((await server.get(`/api/v4/${list}/?limit=1000`)).body)
    for (const { grids: own = [], packages: others = [], category } of results) {
      for (const link of [...own, ...others, ...(category ? [category] : [])]) links.add(link)
    }
  }
  const ids = new Map<string, Set<number>>()
  for (const list of ['packages', 'grids', 'categories']) {
    const { results } = JSON.parse((await server.get(`/api/v4/${list}/?limit=1000&fields=id`)).body)
    ids.set(list, new Set(results.map(({ id }: { id: number }) => id)))
  }
  const dangling = [...links].filter((link) => {
    const [, list = '', id] = /\/(\w+)\/(\d+)\/$/.exec(link) ?? []
    return !ids.get(list)?.has(Number(id))
  })
  assert.deepEqual(dangling, [])
}
