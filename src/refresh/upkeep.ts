import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import { saveScores } from '../packages/scores.ts'
import { refreshWeights } from '../search/weight.ts'
import { toShownWeeks } from './commit-weeks.ts'
import { listCommitWeeks } from './commits.ts'
import { saveSnapshots } from './snapshots.ts'
import { isDone, saveDone } from './tasks.ts'
import { forgetOldViews } from './views.ts'
import { rememberedMs } from './webhook.ts'

const chunkSize = 500

/** How long records of what happened are kept. */
const keptDays = { ledger: 90, receipts: 30, deliveries: rememberedMs / 86_400_000, weeks: 3 * 365 }

/**
 * What time alone changes: the running week, scores and weights that fall with inactivity, the snapshot of the day, records that have grown old. Once
 * a day (UTC), in small transactions; repeated, it changes nothing.
 */
export async function keepUp(db: Database, now: number): Promise<void> {
  const day = new Date(now).toISOString().slice(0, 10)
  if (await isDone(db, 'daily', day)) return
  for (let after = 0; ;) {
    const ids = await listPackageIds(db, after)
    const last = ids.at(-1)
    if (last === undefined) break
    await transact(db, async (tx) => {
      await setAuthor(tx, { via: 'refresh' })
      await moveWeeks(tx, ids, now)
      await saveScores(tx, ids, now)
      await saveSnapshots(tx, ids, day)
    })
    after = last
  }
  await refreshWeights(db)
  await forgetOldViews(db, now)
  await removeOld(db, now)
  await saveDone(db, 'daily', now)
}

async function listPackageIds(db: Database, after: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select id from package where id > ${after} order by id limit ${chunkSize}`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

/** Lets the series of commits end with the running week, also of packages that nobody could ask about. */
async function moveWeeks(tx: Database, ids: readonly number[], now: number): Promise<void> {
  const { rows } = await sql<{ id: number; shown: number[]; since: string; until: string }>`
    select id, commits_over_52w as shown, weeks_since::text as since, weeks_until::text as until
    from package join refresh_state on package_id = id and subject = 'repository'
    where id = any(${ids}) and weeks_since is not null and weeks_until is not null order by id`.execute(tx)
  const weeks = await listCommitWeeks(
    tx,
    rows.map(({ id }) => id),
  )
  const moved = rows.flatMap(({ id, shown, since, until }) => {
    const series = toShownWeeks(weeks.get(id) ?? new Map(), { since, until }, now)
    return series && series.join() !== shown.join() ? [{ id, series }] : []
  })
  if (moved.length === 0) return
  await sql`
    update package set commits_over_52w = new.series
    from json_to_recordset(${JSON.stringify(moved)}) as new(id bigint, series integer[]) where package.id = new.id`.execute(tx)
}

async function removeOld(db: Database, now: number): Promise<void> {
  const before = (days: number) => new Date(now - days * 86_400_000).toISOString()
  await sql`delete from call_ledger where hour < ${before(keptDays.ledger)}`.execute(db)
  await sql`delete from refresh_receipt where finished_at < ${before(keptDays.receipts)}`.execute(db)
  await sql`delete from webhook_delivery where received_at < ${before(keptDays.deliveries)}`.execute(db)
  await sql`delete from commit_week where week < ${before(keptDays.weeks)}::date`.execute(db)
}
