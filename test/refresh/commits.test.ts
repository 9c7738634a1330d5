import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { sql } from 'kysely'

import { listWeeks, toWeekStart } from '../../src/hosts/weeks.ts'
import { dayMs, weekMs } from '../hosts/clock.ts'
import type { WorldRepository } from '../hosts/world.ts'
import { type Refreshing, startRefreshing } from './refreshing.ts'

const address = 'https://github.com/ann/django-tags'

/** The commits of the last 52 weeks as the world has them. */
function countInWorld({ clock }: Refreshing, { history }: WorldRepository): number[] {
  return listWeeks(new Date(clock.now()), 52).map((week) => {
    const since = Date.parse(toWeekStart(week))
    return history.count({ since, until: Math.min(clock.now(), since + weekMs - 1) })
  })
}

async function addTags(refreshing: Refreshing, commitEveryDays = 0.4) {
  const repository = refreshing.world.addRepository('github', 'ann/django-tags', { commitEveryDays })
  const id = await refreshing.addPackage('django-tags', { repository: address })
  await refreshing.refresh()
  return { repository, id }
}

/** So that the world and the catalogue are looked at in one moment. */
async function askNow({ database, refresh }: Refreshing): Promise<void> {
  await sql`update refresh_state set next_due_at = '-infinity'`.execute(database.db)
  await refresh()
}

describe('weekly commits', () => {
  it('lose and double none over ten weeks of daily looks', async () => {
    await using refreshing = await startRefreshing()
    const { repository, id } = await addTags(refreshing)
    for (let week = 0; week < 10; week++) {
      await refreshing.live(7, 5)
      await askNow(refreshing)
      assert.deepEqual((await refreshing.read(id))['commits_over_52w'], countInWorld(refreshing, repository))
    }
  })

  it('are the same however often the same answer is saved', async () => {
    await using refreshing = await startRefreshing()
    const { repository, id } = await addTags(refreshing)
    for (let n = 0; n < 3; n++) await askNow(refreshing)
    assert.deepEqual((await refreshing.read(id))['commits_over_52w'], countInWorld(refreshing, repository))
    const { rows } = await sql<{
      most: number
    }>`select max(count) as most from (select count(*) from commit_week group by package_id, week) as weeks`.execute(
      refreshing.database.db,
    )
    assert.equal(rows[0]?.most, 1)
  })

  it('end with the running week across both changes of the clocks, on the hour in which a week begins', async () => {
    for (const start of ['2026-03-07T12:00:00Z', '2026-10-31T12:00:00Z']) {
      await using refreshing = await startRefreshing(start)
      const { repository, id } = await addTags(refreshing, 0.1)
      await refreshing.live(2.5, 0.5)
      await askNow(refreshing)
      assert.deepEqual((await refreshing.read(id))['commits_over_52w'], countInWorld(refreshing, repository), start)
    }
  })

  it('move on by themselves when the host cannot be asked, and are whole again afterwards', async () => {
    await using refreshing = await startRefreshing()
    const { repository, id } = await addTags(refreshing)
    const before = (await refreshing.read(id))['commits_over_52w']
    assert.ok(Array.isArray(before))
    refreshing.github.intercept = () => ({ kind: 'failed', reason: 'no answer in time' })
    await refreshing.live(29, 12)
    assert.deepEqual((await refreshing.read(id))['commits_over_52w'], [...before.slice(4), 0, 0, 0, 0])
    refreshing.github.intercept = undefined
    await refreshing.live(2, 6)
    await askNow(refreshing)
    assert.deepEqual((await refreshing.read(id))['commits_over_52w'], countInWorld(refreshing, repository))
  })

  it('follow a history that was rewritten', async () => {
    await using refreshing = await startRefreshing()
    const { repository, id } = await addTags(refreshing)
    repository.history.rewrite(refreshing.clock.now() - 60 * dayMs)
    await askNow(refreshing)
    await askNow(refreshing)
    const pkg = await refreshing.read(id)
    assert.deepEqual(pkg['commits_over_52w'], countInWorld(refreshing, repository))
    assert.equal(pkg['commit_count'], repository.history.count({ until: refreshing.clock.now() }))
  })

  it('keep what an import brought until the host has told all weeks', async () => {
    await using refreshing = await startRefreshing()
    const { world, github, database } = refreshing
    world.addRepository('github', 'ann/django-tags')
    const id = await refreshing.addPackage('django-tags', { repository: address })
    const imported = Array.from({ length: 52 }, (_, week) => week)
    await sql`update package set commits_over_52w = ${imported} where id = ${id}`.execute(database.db)
    const ask = github.fetchRepositories
    github.fetchRepositories = (known) => ask(known.map((each) => ({ ...each, wantsHistory: false })))
    await refreshing.live(2)
    assert.deepEqual((await refreshing.read(id))['commits_over_52w'], imported)
    github.fetchRepositories = ask
    await refreshing.live(1)
    assert.notDeepEqual((await refreshing.read(id))['commits_over_52w'], imported)
  })

  it('say how they were counted', async () => {
    await using refreshing = await startRefreshing()
    await addTags(refreshing)
    const { rows } = await sql`select distinct includes_merges from commit_week`.execute(refreshing.database.db)
    assert.deepEqual(rows, [{ includes_merges: true }])
  })
})
