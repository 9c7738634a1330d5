import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { startRefreshing, type Refreshing } from './refreshing.ts'

async function addTags(refreshing: Refreshing, info: Record<string, unknown> = {}) {
  const project = refreshing.world.projects.add('django-tags', { info: { license_expression: 'MIT', ...info } })
  refreshing.world.projects.release(project, '1.0', { uploadedAt: '2026-02-01T23:30:00Z', requiresPython: '>=3.9' })
  const id = await refreshing.addPackage('django-tags', { project: 'https://pypi.org/project/django-tags/' })
  return { project, id }
}

async function listReleases({ database }: Refreshing): Promise<unknown[]> {
  const { rows } = await sql`
    select number, is_yanked, extract(epoch from released_at)::float8 * 1000 as released, requires_python, license
    from release order by position desc`.execute(database.db)
  return rows
}

describe('a project on the package index', () => {
  it('brings its releases with the times of their uploads, licence, Python and latest version', async () => {
    await using refreshing = await startRefreshing()
    const { id } = await addTags(refreshing, {
      requires_python: '>=3.9',
      classifiers: ['Development Status :: 5 - Production/Stable'],
    })
    await refreshing.refresh()
    const pkg = await refreshing.read(id)
    assert.deepEqual(
      [pkg['pypi_version'], pkg['pypi_license'], pkg['pypi_requires_python'], pkg['supports_python3'], pkg['pypi_status']],
      ['1.0', 'MIT', '>=3.9', true, 'active'],
    )
    assert.deepEqual(await listReleases(refreshing), [
      { number: '1.0', is_yanked: false, released: Date.parse('2026-02-01T23:30:00Z'), requires_python: '>=3.9', license: 'MIT' },
    ])
  })

  it('is asked about again within an hour of its change, and not before: one question tells for all', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing)
    await refreshing.refresh()
    refreshing.index.forget()
    await refreshing.live(1)
    assert.ok(
      refreshing.index.received.every(({ url }) => url === '/simple/'),
      'only the list is asked for',
    )
    assert.ok(refreshing.index.received.length <= 24)
    refreshing.world.projects.release(project, '2.0')
    await refreshing.live(2 / 24)
    assert.equal((await refreshing.read(id))['pypi_version'], '2.0')
  })

  it('orders releases as PEP 440 does, and shows the newest that is no pre-release', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing)
    for (const version of ['1.10', '1.9', '2.0rc1', '1.10.post1']) refreshing.world.projects.release(project, version)
    await refreshing.refresh()
    const numbers = (
      await sql<{ number: string }>`select number from release order by position desc`.execute(refreshing.database.db)
    ).rows
    assert.deepEqual(
      numbers.map(({ number }) => number),
      ['2.0rc1', '1.10.post1', '1.10', '1.9', '1.0'],
    )
    assert.equal((await refreshing.read(id))['pypi_version'], '1.10.post1')
  })

  it('whose newest release is yanked shows the one before, and keeps the yanked one with its reason', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing)
    refreshing.world.projects.release(project, '1.1')
    await refreshing.refresh()
    assert.equal((await refreshing.read(id))['pypi_version'], '1.1')
    refreshing.world.projects.yank(project, '1.1', 'lost data')
    await refreshing.live(2 / 24)
    assert.equal((await refreshing.read(id))['pypi_version'], '1.0')
    const { rows } = await sql`select yanked_reason from release where number = '1.1' and is_yanked`.execute(
      refreshing.database.db,
    )
    assert.deepEqual(rows, [{ yanked_reason: 'lost data' }])
  })

  it('loses the releases that the index removes, the latest too', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing)
    refreshing.world.projects.release(project, '1.1')
    await refreshing.refresh()
    project.releases.pop()
    refreshing.world.projects.touch(project)
    await refreshing.live(2 / 24)
    assert.equal((await refreshing.read(id))['pypi_version'], '1.0')
    assert.equal((await listReleases(refreshing)).length, 1)
  })

  it('that the index no longer has keeps its address and all that is known; after a week it is gone', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing)
    refreshing.world.projects.add('another')
    await refreshing.refresh()
    project.isDeleted = true
    await refreshing.live(1)
    assert.equal((await refreshing.readState(id, 'project'))['state'], 'failing')
    await refreshing.live(40, 12)
    const pkg = await refreshing.read(id)
    assert.deepEqual([pkg['pypi_url'], pkg['pypi_version']], ['https://pypi.org/project/django-tags/', '1.0'])
    const gone = await refreshing.readState(id, 'project')
    assert.deepEqual([gone['state'], gone['reason']], ['gone', 'The package index has no project of this name'])
    project.isDeleted = false
    await refreshing.live(8, 12)
    assert.equal((await refreshing.readState(id, 'project'))['state'], 'fresh')
  })

  it('clears what the index no longer says, but not the documentation that a person gave', async () => {
    await using refreshing = await startRefreshing()
    const { project, id } = await addTags(refreshing, {
      classifiers: ['Framework :: Django'],
      project_urls: { Documentation: 'https://tags.example/docs/' },
    })
    await refreshing.refresh()
    assert.equal((await refreshing.read(id))['documentation_url'], 'https://tags.example/docs/')
    project.info = { license_expression: 'MIT', project_urls: { Documentation: 'https://tags.example/new/' } }
    refreshing.world.projects.touch(project)
    await refreshing.live(2 / 24)
    const moved = await refreshing.read(id)
    assert.deepEqual([moved['pypi_classifiers'], moved['documentation_url']], [[], 'https://tags.example/new/'])
    await sql`update package set documentation_url = 'https://mine.example/' where id = ${id}`.execute(refreshing.database.db)
    project.info = { license_expression: 'MIT', project_urls: { Documentation: 'https://tags.example/newest/' } }
    refreshing.world.projects.touch(project)
    await refreshing.live(2 / 24)
    assert.equal((await refreshing.read(id))['documentation_url'], 'https://mine.example/')
  })

  for (const [info, licence] of [
    [{ license_expression: 'Apache-2.0 OR MIT' }, 'Apache-2.0 OR MIT'],
    [{ classifiers: ['License :: OSI Approved :: Apache Software License'] }, 'Apache Software License'],
    [{ license: 'MIT License' }, 'MIT'],
  ] as const) {
    it(`with the licence ${JSON.stringify(info)} shows ${licence}, never "Custom"`, async () => {
      await using refreshing = await startRefreshing()
      const { id } = await addTags(refreshing, { license_expression: undefined, ...info })
      await refreshing.refresh()
      assert.equal((await refreshing.read(id))['pypi_license'], licence)
    })
  }

  it('of an address that names none is missing, with a reason', async () => {
    await using refreshing = await startRefreshing()
    const id = await refreshing.addPackage('odd', { project: 'https://example.org/what' })
    await refreshing.refresh()
    const { state, reason } = await refreshing.readState(id, 'project')
    assert.deepEqual([state, reason], ['failing', 'the address names no project of the package index'])
  })
})
