import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { connect } from '../src/db/connect.ts'
import { migrate } from '../src/db/migrate.ts'
import { recordColumns } from '../src/db/migrations/0013-recorded-columns.ts'
import { createTestDatabase, runOnServer, testServerUrl, timeZone, withDatabase } from './support/database.ts'

describe('the schema', () => {
  it('is up to date after one migration: a second changes nothing', async () => {
    await using database = await createTestDatabase()
    assert.deepEqual(await migrate(database.db), [])
  })

  it(
    'is brought up once by many processes that start together',
    { skip: testServerUrl ? false : 'needs TEST_DATABASE_URL' },
    async () => {
      if (!testServerUrl) return
      const name = `packgrid_test_race_${process.pid}`
      await runOnServer(testServerUrl, `create database ${name}`)
      const url = withDatabase(testServerUrl, name)
      const connections = await Promise.all(
        Array.from({ length: 5 }, () => connect({ engine: 'postgres', url, connections: 2 }, { timeZone })),
      )
      try {
        const ran = await Promise.all(connections.map(({ db }) => migrate(db)))
        const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
          connections[0]?.db ?? assert.fail(),
        )
        assert.deepEqual(
          ran.flat(),
          rows.map(({ name: migration }) => migration),
        )
        assert.ok(rows.length >= 2)
      } finally {
        await Promise.all(connections.map((connection) => connection.close()))
        await runOnServer(testServerUrl, `drop database ${name} with (force)`)
      }
    },
  )

  it('records changes of every column', async () => {
    await using database = await createTestDatabase()
    const read = async () =>
      (
        await sql<{ name: string; source: string }>`select proname as name, prosrc as source from pg_proc
          where proname like 'record\\_updated\\_%' order by proname`.execute(database.db)
      ).rows
    const recorders = await read()
    assert.ok(recorders.some(({ name }) => name === 'record_updated_package'))
    await recordColumns(database.db)
    assert.deepEqual(await read(), recorders, 'A migration that changes columns calls recordColumns.')
  })

  const insertElement =
    'insert into element (grid_id, grid_package_id, feature_id) ' +
    'select 66, (select id from grid_package where grid_id = 66 limit 1), max(id) from feature'
  const insertAccount = `insert into account (id, name) values (1, 'sam')`
  const twice = (statement: string) => [statement, statement]
  /** By rule, the statements of which the last one breaks it. */
  const breaches: Record<string, string[]> = {
    'category slugs are unique': [`insert into category (title, slug) values ('Other', 'apps')`],
    'no category slug looks like an id': [`insert into category (title, slug) values ('Other', '42')`],
    'package slugs are unique': [`insert into package (category_id, title, slug) values (1, 'x', 'django-mfa')`],
    'a repository belongs to one package': [
      'update package set repo_url = (select repo_url from package where id = 868) where id = 3402',
    ],
    'a category that has packages cannot be deleted': ['delete from category where id = 1'],
    'a package stands once in a grid': ['insert into grid_package (grid_id, package_id) values (66, 3402)'],
    'a cell has one element': [`insert into feature (grid_id, title) values (66, 'f')`, insertElement, insertElement],
    'an element joins a package and a feature of one grid': [
      `insert into feature (grid_id, title) values (3, 'f')`,
      insertElement,
    ],
    'one favourite a person': [insertAccount, ...twice('insert into favourite (package_id, account_id) values (3402, 1)')],
    'one usage a person': [insertAccount, ...twice('insert into usage (package_id, account_id) values (3402, 1)')],
    'one flag a person': [insertAccount, ...twice(`insert into flag (package_id, account_id, reason) values (3402, 1, 'spam')`)],
    "a favourite is an account's": ['insert into favourite (package_id, account_id) values (3402, 1)'],
    'names of accounts are unique whatever their case': [insertAccount, `insert into account (name) values ('SAM')`],
    'the latest release of a package is its own': [
      'update package set latest_release_id = (select latest_release_id from package where id = 868) where id = 3402',
    ],
    'a release number stands once in a package': [
      'insert into release (package_id, number) select package_id, number from release where package_id = 3402',
    ],
  }
  for (const [rule, statements] of Object.entries(breaches)) {
    it(rule, async () => {
      await using database = await createTestDatabase('sample')
      const last = statements.pop() ?? ''
      for (const statement of statements) await sql.raw(statement).execute(database.db)
      await assert.rejects(sql.raw(last).execute(database.db), /violates|duplicate/)
    })
  }

  it('removing the latest release leaves the package without one', async () => {
    await using database = await createTestDatabase('sample')
    await database.db.deleteFrom('release').where('package_id', '=', 3402).execute()
    const pkg = await database.db
      .selectFrom('package')
      .select('latest_release_id')
      .where('id', '=', 3402)
      .executeTakeFirstOrThrow()
    assert.equal(pkg.latest_release_id, null)
  })
})
