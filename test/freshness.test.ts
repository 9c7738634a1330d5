import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { startTestServer, type TestServer } from './support/server.ts'

/** One change, written as any client of the database might, and the addresses whose answers it must alter at once. */
const changes: { what: string; statement: string; shows: string[] }[] = [
  {
    what: 'a fact about a package',
    statement: 'update package set repo_watchers = repo_watchers + 1 where id = 3402',
    shows: [
      '/api/v4/packages/3402/',
      '/api/v4/packages/django-mfa/',
      '/api/v4/packages/3402/?format=api',
      '/api/v4/packages/?limit=1000',
      '/api/v4/packages/?ids=3402',
      '/api/v4/packages/?ordering=-repo_watchers&limit=1000',
      '/api/v4/packages/?category=1&limit=1000',
      '/api/v4/grids/66/?expand=packages',
    ],
  },
  {
    what: 'the title of a package, by which grids are ordered',
    statement: `update package set title = '~ the last' where id = (select min(package_id) from grid_package where grid_id = 139)`,
    shows: ['/api/v4/grids/139/', '/api/v4/grids/?limit=100'],
  },
  {
    what: 'a package leaving a grid',
    statement: 'delete from grid_package where grid_id = 66 and package_id = 3402',
    shows: ['/api/v4/grids/66/', '/api/v4/packages/3402/', '/api/v4/packages/?grid=66', '/api/v4/grids/?package=3402'],
  },
  {
    what: 'a package entering a grid',
    statement: 'insert into grid_package (grid_id, package_id) values (66, 3402)',
    shows: ['/api/v4/grids/66/', '/api/v4/packages/3402/', '/api/v4/packages/?grid=66', '/api/v4/grids/?package=3402'],
  },
  {
    what: 'the number of the latest release',
    statement: `update release set number = '99.0' where id = (select latest_release_id from package where id = 3402)`,
    shows: ['/api/v4/packages/3402/', '/api/v4/packages/?limit=1000'],
  },
  {
    what: 'a new package',
    statement: `insert into package (category_id, title, slug) values (1, 'New', 'brand-new')`,
    shows: ['/api/v4/packages/brand-new/', '/api/v4/packages/', '/api/v4/packages/?q=brand', '/api/v4/packages/?limit=1'],
  },
  {
    what: 'a grid renamed',
    statement: `update grid set title = 'Renamed' where id = 66`,
    shows: ['/api/v4/grids/66/', '/api/v4/grids/?limit=100', '/api/v4/packages/3402/?expand=grids'],
  },
  {
    what: 'a category renamed',
    statement: `update category set title = 'Renamed' where id = 1`,
    shows: ['/api/v4/categories/1/', '/api/v4/categories/', '/api/v4/packages/3402/?expand=category'],
  },
  {
    what: 'a package deleted',
    statement: 'delete from package where id = 3402',
    shows: ['/api/v4/packages/3402/', '/api/v4/packages/?limit=1', '/api/v4/grids/66/'],
  },
  {
    what: 'everything removed at one stroke',
    statement: 'truncate package, grid, category cascade',
    shows: ['/api/v4/packages/', '/api/v4/grids/', '/api/v4/categories/', '/api/v4/categories/1/'],
  },
]

describe('what anybody writes to the database', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  for (const { what, statement, shows } of changes) {
    it(`${what} shows in the very next request`, async () => {
      const read = async (path: string) => {
        const { status, body } = await server.get(path)
        return { status, body }
      }
      const earlier = new Map<string, { status: number; body: string }>()
      for (const path of shows) earlier.set(path, await read(path))
      await sql.raw(statement).execute(server.database.db)
      await server.changes.settled()
      for (const path of shows) assert.notDeepEqual(await read(path), earlier.get(path), path)
    })
  }
})
