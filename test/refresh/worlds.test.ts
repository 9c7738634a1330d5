import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { dayMs, hourMs } from '../hosts/clock.ts'
import { toNodeId } from '../hosts/github-graphql.ts'
import { startRefreshing } from './refreshing.ts'

const address = 'https://github.com/ann/django-tags'

describe('a repository', () => {
  it('is asked about as soon as its package is added, and then shows what its host says', async () => {
    await using refreshing = await startRefreshing()
    const { world } = refreshing
    world.addRepository('github', 'ann/django-tags', {
      stars: 120,
      forks: 7,
      commitEveryDays: 2,
      contributors: ['ann', 'ben'],
    })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    const [saved] = await refreshing.refresh()
    assert.equal(saved?.outcome.kind, 'found')
    const pkg = await refreshing.read(id)
    assert.deepEqual(
      [pkg['repo_watchers'], pkg['repo_forks'], pkg['repo_description'], pkg['participants']],
      [120, 7, 'The repository ann/django-tags', ['ann', 'ben']],
    )
    assert.equal(pkg['score'], 84, 'the score follows in the same transaction')
    const weeks = pkg['commits_over_52w']
    assert.ok(Array.isArray(weeks) && weeks.length === 52, 'all weeks are known')
    const state = await refreshing.readState(id)
    assert.equal(state['state'], 'fresh')
    assert.equal(Date.parse(String(state['fetched_at'])), refreshing.clock.now())
    assert.deepEqual(await refreshing.refresh(), [], 'nothing is due any more')
  })

  it('that did not change costs no write to its package', async () => {
    await using refreshing = await startRefreshing()
    refreshing.world.addRepository('github', 'ann/django-tags', { lastCommitAt: '2025-11-03T00:00:00Z' })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    const version = () => sql`select xmin::text, ctid::text from package where id = ${id}`.execute(refreshing.database.db)
    const before = (await version()).rows
    refreshing.clock.advance(dayMs)
    const [saved] = await refreshing.refresh()
    assert.deepEqual([saved?.outcome.kind, saved?.changes], ['found', {}])
    assert.deepEqual((await version()).rows, before)
    assert.equal(Date.parse(String((await refreshing.readState(id))['fetched_at'])), refreshing.clock.now())
  })

  for (const [what, path] of [
    ['renamed', 'ann/django-labels'],
    ['transferred', 'django-commons/django-tags'],
  ] as const) {
    it(`that is ${what} is followed to its new address, which leaves a revision`, async () => {
      await using refreshing = await startRefreshing()
      const repository = refreshing.world.addRepository('github', 'ann/django-tags')
      const id = await refreshing.addPackage('django-tags', { repository: address })
      await refreshing.refresh()
      refreshing.world.rename(repository, path)
      await refreshing.live(1)
      assert.equal((await refreshing.read(id))['repo_url'], `https://github.com/${path}`)
      const state = await refreshing.readState(id)
      assert.deepEqual([state['state'], state['remote_id']], ['fresh', toNodeId(repository)])
      const { rows } = await sql`
        select via, before->>'repo_url' as before, after->>'repo_url' as after
        from revision join revision_change on revision_id = revision.id where via = 'refresh'`.execute(refreshing.database.db)
      assert.deepEqual(rows, [{ via: 'refresh', before: address, after: `https://github.com/${path}` }])
    })
  }

  it('whose name a stranger takes is not mistaken for the stranger', async () => {
    await using refreshing = await startRefreshing()
    const { world } = refreshing
    const repository = world.addRepository('github', 'ann/django-tags', { stars: 900 })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    world.rename(repository, 'ann/django-labels')
    world.addRepository('github', 'ann/django-tags', { stars: 1, description: 'Mine now' })
    await refreshing.live(1)
    const pkg = await refreshing.read(id)
    assert.deepEqual([pkg['repo_url'], pkg['repo_watchers']], ['https://github.com/ann/django-labels', 900])
  })

  it('that another one answers for is called missing, and its facts stay', async () => {
    await using refreshing = await startRefreshing()
    refreshing.world.addRepository('github', 'ann/django-tags', { stars: 900 })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    const stranger = { id: '1', url: address, description: 'Mine now', watchers: 1, forks: 0, isArchived: false }
    refreshing.github.intercept = () => ({ kind: 'found', facts: stranger, validators: {} })
    await refreshing.live(1)
    assert.equal((await refreshing.read(id))['repo_watchers'], 900)
    const { state, reason } = await refreshing.readState(id)
    assert.deepEqual([state, reason], ['failing', 'another repository has taken its name'])
  })

  it('that moves to the address of another package keeps its own', async () => {
    await using refreshing = await startRefreshing()
    const repository = refreshing.world.addRepository('github', 'ann/django-tags')
    const first = await refreshing.addPackage('first', { repository: address })
    const second = await refreshing.addPackage('second', { repository: 'https://github.com/ann/django-labels' })
    await refreshing.refresh()
    refreshing.world.rename(repository, 'ann/django-labels')
    await refreshing.live(2)
    assert.equal((await refreshing.read(first))['repo_url'], address)
    assert.equal((await refreshing.read(second))['repo_url'], 'https://github.com/ann/django-labels')
    assert.deepEqual(refreshing.faults, [])
  })

  it('that is private for two days fails meanwhile, is never called gone, and comes back with all it had', async () => {
    await using refreshing = await startRefreshing()
    const repository = refreshing.world.addRepository('github', 'ann/django-tags', { stars: 300 })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    repository.isPrivate = true
    await refreshing.live(2)
    const failing = await refreshing.readState(id)
    assert.equal(failing['state'], 'failing')
    assert.ok(Number(failing['failures']) >= 3, `${Number(failing['failures'])} failures`)
    assert.deepEqual([(await refreshing.read(id))['repo_watchers'], (await refreshing.read(id))['gone_at']], [300, null])
    repository.isPrivate = false
    await refreshing.live(1)
    const back = await refreshing.readState(id)
    assert.deepEqual([back['state'], back['failures'], back['reason'], back['missings']], ['fresh', 0, null, 0])
  })

  it('that is deleted is gone after seven days of evidence, and a later return restores it', async () => {
    await using refreshing = await startRefreshing()
    const repository = refreshing.world.addRepository('github', 'ann/django-tags')
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    repository.isDeleted = true
    await refreshing.live(7)
    assert.equal((await refreshing.read(id))['gone_at'], null)
    await refreshing.live(3)
    const gone = await refreshing.readState(id)
    assert.deepEqual([gone['state'], gone['reason']], ['gone', 'GitHub knows no public repository there'])
    assert.notEqual((await refreshing.read(id))['gone_at'], null)
    assert.equal((await refreshing.read(id))['deprecated_at'], null, 'only a person deprecates')
    repository.isDeleted = false
    await refreshing.live(8, 6)
    assert.equal((await refreshing.readState(id))['state'], 'fresh')
    assert.equal((await refreshing.read(id))['gone_at'], null)
  })

  it('that is archived says since when, and no longer once it is revived', async () => {
    await using refreshing = await startRefreshing()
    const repository = refreshing.world.addRepository('github', 'ann/django-tags')
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    repository.archivedAt = Date.parse('2026-02-11T12:30:00Z')
    await refreshing.live(1)
    assert.equal(Date.parse(String((await refreshing.read(id))['archived_at'])), repository.archivedAt)
    repository.archivedAt = undefined
    await refreshing.live(1)
    assert.equal((await refreshing.read(id))['archived_at'], null)
  })

  it('without a commit is known to have none', async () => {
    await using refreshing = await startRefreshing()
    refreshing.world.addRepository('github', 'ann/django-tags', { commitEveryDays: Number.POSITIVE_INFINITY })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    await refreshing.refresh()
    const pkg = await refreshing.read(id)
    assert.deepEqual([pkg['commit_count'], pkg['last_commit_at'], pkg['commits_over_52w']], [0, null, Array(52).fill(0)])
  })

  it('whose answer breaks fails alone: the rest of its batch is saved', async () => {
    await using refreshing = await startRefreshing()
    const ids: number[] = []
    for (let n = 0; n < 20; n++) {
      refreshing.world.addRepository('github', `ann/p${n}`, { stars: 100 + n })
      ids.push(await refreshing.addPackage(`p${n}`, { repository: `https://github.com/ann/p${n}` }))
    }
    refreshing.github.intercept = ({ url }) => {
      if (url.endsWith('/p13')) throw new Error('what nobody thought of')
      return undefined
    }
    await refreshing.refresh()
    for (const [n, id] of ids.entries()) {
      const { state, reason } = await refreshing.readState(id)
      assert.deepEqual([state, reason], n === 13 ? ['failing', 'its answer could not be used'] : ['fresh', null])
    }
    assert.match(String(refreshing.faults[0]), /what nobody thought of/)
  })

  it('behind a limit waits until it may be asked, and has not failed', async () => {
    await using refreshing = await startRefreshing()
    const ids: number[] = []
    for (let n = 0; n < 40; n++) {
      refreshing.world.addRepository('github', `ann/p${n}`)
      ids.push(await refreshing.addPackage(`p${n}`, { repository: `https://github.com/ann/p${n}` }))
    }
    const retryAt = new Date(refreshing.clock.now() + hourMs)
    let asked = 0
    refreshing.github.intercept = () =>
      ++asked > 30 && refreshing.clock.now() < retryAt.getTime() ? { kind: 'limited', retryAt } : undefined
    await refreshing.refresh()
    const count = async (state: string) => {
      const { rows } = await sql<{ count: number }>`select count(*) from refresh_state where state = ${state}`.execute(
        refreshing.database.db,
      )
      return rows[0]?.count
    }
    assert.deepEqual([await count('fresh'), await count('new'), await count('failing')], [30, 10, 0])
    const before = asked
    refreshing.clock.advance(hourMs / 2)
    await refreshing.refresh()
    assert.equal(asked, before, 'nobody asks meanwhile')
    refreshing.clock.advance(hourMs / 2)
    await refreshing.refresh()
    assert.equal(await count('fresh'), 40)
  })

  it('of a host that is down for a day keeps its facts; the host is left in peace, and nothing is gone', async () => {
    await using refreshing = await startRefreshing()
    const ids: number[] = []
    for (let n = 0; n < 200; n++) {
      refreshing.world.addRepository('github', `ann/p${n}`, { stars: 50 })
      ids.push(await refreshing.addPackage(`p${n}`, { repository: `https://github.com/ann/p${n}` }))
    }
    await refreshing.refresh()
    refreshing.github.batches.length = 0
    refreshing.github.intercept = () => ({ kind: 'failed', reason: 'no answer in time' })
    await refreshing.live(1)
    assert.ok(refreshing.github.batches.length <= 24 * 3, `${refreshing.github.batches.length} calls in a day`)
    refreshing.github.intercept = undefined
    await refreshing.live(1)
    const { rows } = await sql`
      select state, repo_watchers, count(*) from refresh_state join package on id = package_id group by 1, 2`.execute(
      refreshing.database.db,
    )
    assert.deepEqual(rows, [{ state: 'fresh', repo_watchers: 50, count: 200 }])
  })

  it('whose address a person edits meanwhile is not given the facts of the old one', async () => {
    await using refreshing = await startRefreshing()
    refreshing.world.addRepository('github', 'ann/django-tags', { stars: 900 })
    refreshing.world.addRepository('github', 'ann/other', { stars: 3 })
    const id = await refreshing.addPackage('django-tags', { repository: address })
    const { github, database } = refreshing
    const ask = github.fetchRepositories
    github.fetchRepositories = async (known) => {
      github.fetchRepositories = ask
      await sql`update package set repo_url = 'https://github.com/ann/other' where id = ${id}`.execute(database.db)
      return ask(known)
    }
    await refreshing.refresh()
    const pkg = await refreshing.read(id)
    assert.deepEqual([pkg['repo_url'], pkg['repo_watchers']], ['https://github.com/ann/other', 3])
  })
})
