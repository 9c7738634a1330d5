import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts'
import { findAppliedRules, refreshWeights, weightRules } from './weight.ts'

describe('the weight', () => {
  let database: TestDatabase
  before(async () => {
    database = await createTestDatabase('sample')
  })
  after(() => database[Symbol.asyncDispose]())

  async function read<Value>(expression: string): Promise<Value> {
    const { rows } = await sql<{ value: Value }>`select ${sql.raw(expression)} as value`.execute(database.db)
    return rows[0]?.value ?? assert.fail()
  }

  /** Points of the five rules that do not look at a time: deprecated, description, downloads, forks, watchers. */
  const fiveRules = (deprecated: string, downloads: number) => `(
    select package_weight(array[points[1], points[2], points[3], points[4], points[8]])
    from package_weight_points(${deprecated}, 'text', ${downloads}, 50, null, null, 0, 50, now()) as points)`
  const anchors: [what: string, expression: string, weight: number][] = [
    ['all but downloads', fiveRules('null', 20), 80],
    ['deprecated too', fiveRules('now()', 20), 60],
    ['10,000 downloads', fiveRules('null', 10_000), 90],
    ['1,000 downloads', fiveRules('null', 1_000), 81],
    ['a locked grid of the header with packages', 'grid_weight(100, true, true, true)', 83],
    ['a grid of the header', 'grid_weight(100, false, true, true)', 66],
    ['any grid', 'grid_weight(100, false, false, true)', 49],
    ['an empty grid', 'grid_weight(100, false, false, false)', 33],
    ['a locked grid beside weights up to 50', 'grid_weight(50, true, true, true)', 41],
    ['an empty grid beside weights up to 50', 'grid_weight(50, false, false, false)', 16],
    ['a locked grid beside weights up to 120', 'grid_weight(120, true, true, true)', 100],
  ]
  for (const [what, expression, weight] of anchors) {
    it(`is ${weight} for ${what}`, async () => {
      assert.equal(await read(expression), weight)
    })
  }

  it('counts the last commit by three ages and the last release by one', async () => {
    const points = (column: number, days: number) =>
      read<number>(
        `(package_weight_points(null, '', 0, 0, now() - ${days} * interval '24 hours', now() - ${days} * interval '24 hours', 0, 0, now()))[${column}]`,
      )
    assert.deepEqual([await points(5, 89), await points(5, 91), await points(5, 183), await points(5, 366)], [20, 10, 5, 0])
    assert.deepEqual([await points(6, 364), await points(6, 366)], [20, 0])
  })

  it('is what the rules give one by one', async () => {
    const rules = (await findAppliedRules(database.db, 3402)) ?? assert.fail()
    assert.deepEqual(
      rules.map(({ name }) => name),
      weightRules.map(({ name }) => name),
    )
    const sum = rules.reduce((total, { points }) => total + points, 0)
    const most = rules.reduce((total, { maxPoints }) => total + maxPoints, 0)
    assert.equal(most, 160)
    assert.equal(
      await read("(select weight from search_document where item_type = 'package' and record_id = 3402)"),
      Math.trunc((sum / most) * 100),
    )
    assert.equal(await findAppliedRules(database.db, 1), undefined)
  })

  it('grows old, and a daily refresh sees it', async () => {
    await refreshWeights(database.db)
    assert.deepEqual(await refreshWeights(database.db), { changed: false })
    // As if the index had been written when the commit was new.
    await sql`update search_document set weight = 99, is_maintained = not is_maintained where record_id = 3402`.execute(
      database.db,
    )
    assert.deepEqual(await refreshWeights(database.db), { changed: true })
    assert.notEqual(await read("(select weight from search_document where item_type = 'package' and record_id = 3402)"), 99)
    assert.deepEqual(await refreshWeights(database.db), { changed: false })
  })
})
