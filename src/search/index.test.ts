import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { sql } from 'kysely'

import { startTestServer, type TestServer } from '../../test/support/server.ts'

/** What anybody may write, and a query whose answer it changes. */
const changes: { what: string; statement: string; q: string; slug: string; isFound?: false }[] = [
  {
    what: 'a new package',
    statement: `insert into package (category_id, title, slug, repo_description, participants) values (1, 'Quokka', 'quokka', 'Smiles', '{xenon}')`,
    q: 'smiling',
    slug: 'quokka',
  },
  {
    what: 'a participant',
    statement: `update package set participants = '{argon}' where slug = 'quokka'`,
    q: 'argon',
    slug: 'quokka',
  },
  {
    what: 'a description',
    statement: `update package set repo_description = 'Grins' where slug = 'quokka'`,
    q: 'smiles',
    slug: 'quokka',
    isFound: false,
  },
  {
    what: 'a repository',
    statement: `update package set repo_url = 'https://example.org/a/b' where slug = 'quokka'`,
    q: 'example.org/a/b',
    slug: 'quokka',
  },
  { what: 'a slug', statement: `update package set slug = 'wombat' where slug = 'quokka'`, q: 'wombat', slug: 'wombat' },
  {
    what: 'a grid',
    statement: `insert into grid (title, slug) values ('Marsupials', 'marsupials')`,
    q: 'marsupial',
    slug: 'marsupials',
  },
  {
    what: 'a package entering a grid',
    statement: `insert into grid_package (grid_id, package_id) select grid.id, package.id from grid, package where grid.slug = 'marsupials' and package.slug = 'wombat'`,
    q: 'marsupial',
    slug: 'wombat',
  },
  {
    what: 'the title of its grid',
    statement: `update grid set title = 'Diprotodonts' where slug = 'marsupials'`,
    q: 'diprotodont',
    slug: 'wombat',
  },
  {
    what: 'the title of a category',
    statement: `update category set title = 'Beast' where id = 1`,
    q: '"beast" "argon"',
    slug: 'wombat',
  },
  {
    what: 'leaving the grid',
    statement: `delete from grid where slug = 'marsupials'`,
    q: 'diprotodont',
    slug: 'wombat',
    isFound: false,
  },
  {
    what: 'a package removed',
    statement: `delete from package where slug = 'wombat'`,
    q: 'argon',
    slug: 'wombat',
    isFound: false,
  },
]

describe('the search index', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const find = async (q: string) => {
    const { body } = await server.get(`/api/v4/search/?q=${encodeURIComponent(q)}`)
    const hits: { slug: string; usage: number; weight: number }[] = JSON.parse(body)
    return hits
  }

  for (const { what, statement, q, slug, isFound = true } of changes) {
    it(`shows ${what} in the very next search`, async () => {
      const finds = async () => (await find(q)).some((hit) => hit.slug === slug)
      assert.equal(await finds(), !isFound)
      await sql.raw(statement).execute(server.database.db)
      await server.changes.settled()
      assert.equal(await finds(), isFound)
    })
  }

  it('shows who uses a package, in the hit and its weight', async () => {
    const [earlier] = await find('django-mfa')
    const { db } = server.database
    await sql`insert into account (id, name) select id, 'user-' || id from generate_series(1, 16) as id`.execute(db)
    await sql`insert into usage (package_id, account_id) select 3402, id from account`.execute(db)
    await server.changes.settled()
    const [later] = await find('django-mfa')
    assert.deepEqual([earlier?.usage, earlier?.weight], [0, 50])
    assert.deepEqual([later?.usage, later?.weight], [16, 60])
  })

  it('is the same as if it were made anew, whatever was written', async () => {
    const { db } = server.database
    const read = async () =>
      (
        await sql<{
          all: string
        }>`select string_agg((to_jsonb(document) - 'modified_at' - 'created_at')::text, e'\n' order by item_type, record_id) as all from search_document as document`.execute(
          db,
        )
      ).rows[0]?.all
    const kept = await read()
    await sql`delete from search_document`.execute(db)
    await sql`select index_documents('package', array(select id from package)), index_documents('grid', array(select id from grid))`.execute(
      db,
    )
    assert.equal(await read(), kept)
  })

  it('knows every name by its own key and that of its short form', async () => {
    const { db } = server.database
    const titles = [
      '- -',
      '-.-',
      'Django',
      'dj',
      'DJ-Ango',
      'django-',
      'Django_OAuth-Toolkit',
      ' a  b ',
      'Ünïcode €',
      "it's",
      'djérba x',
      'django django',
    ]
    for (const title of titles) {
      await sql`update package set title = ${title}, pypi_url = ${`https://pypi.org/project/${encodeURIComponent(title)}/`} where id = 3402`.execute(
        db,
      )
      const { rows } = await sql<{ names: string[]; expected: string[] }>`select document.names, array[
          '4' || name_key(title), '4' || name_key(slug), '2' || name_key(short_name(title)), '2' || name_key(short_name(slug)),
          '3' || name_key(project_name(pypi_url)), '1' || name_key(short_name(project_name(pypi_url)))] as expected
        from package join search_document as document on item_type = 'package' and record_id = id where id = 3402`.execute(db)
      assert.deepEqual(rows[0]?.names, rows[0]?.expected, title)
    }
  })

  it('is empty when the catalogue is', async () => {
    await sql`truncate package, grid, category cascade`.execute(server.database.db)
    const { rows } = await sql<{ count: number }>`select count(*) as count from search_document`.execute(server.database.db)
    assert.equal(rows[0]?.count, 0)
  })
})
