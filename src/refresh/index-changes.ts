import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toProjectName } from '../pypi/names.ts'
import type { RefreshContext } from './run.ts'
import type { Source } from './source.ts'
import { findIndexCheck, putToSleep, saveIndexCheck } from './sources.ts'

/** How often the index is asked which of its projects changed. */
const checkIntervalMs = 3_600_000
/** After a failure. */
const retryMs = 600_000

/** Whether the index is to be asked which of its projects changed; there must be projects that were fetched. */
export async function isIndexCheckDue(db: Database, { subject, name }: Source, now: number): Promise<boolean> {
  if (subject !== 'project') return false
  const { nextCheckAt } = await findIndexCheck(db, name)
  return now >= nextCheckAt && (await listSerials(db, name, 1)).length > 0
}

/**
 * Asks the index, with one question, which projects changed since they were fetched, and makes these due. All others are confirmed by it,
 * so that they need not be asked about for weeks.
 */
export async function followIndex({ db, clock, ledger }: RefreshContext, source: Source): Promise<void> {
  if (source.subject !== 'project' || !(await isIndexCheckDue(db, source, clock.now()))) return
  const projects = await listSerials(db, source.name)
  const known = projects.flatMap(({ packageId, url, serial }) => {
    const name = toProjectName(url)
    return name === undefined ? [] : [{ packageId, name, serial }]
  })
  const { validators } = await findIndexCheck(db, source.name)
  const serials = new Map(known.map(({ name, serial }) => [name, serial]))
  const outcome = await source.client.fetchChanged(serials, validators)
  const now = clock.now()
  await ledger.save(db)
  switch (outcome.kind) {
    case 'found': {
      const named = new Set([...outcome.facts.changed, ...outcome.facts.absent])
      await makeDue(
        db,
        known.filter(({ name }) => named.has(name)).map(({ packageId }) => packageId),
      )
      return saveIndexCheck(db, source.name, {
        checkedAt: now,
        nextCheckAt: now + checkIntervalMs,
        validators: outcome.validators,
      })
    }
    case 'unchanged':
      return saveIndexCheck(db, source.name, { checkedAt: now, nextCheckAt: now + checkIntervalMs, validators })
    case 'limited':
      return putToSleep(db, source.name, outcome.retryAt.getTime())
    case 'failed':
    case 'missing':
      return saveIndexCheck(db, source.name, { nextCheckAt: now + retryMs, validators })
  }
}

interface Listed {
  packageId: number
  url: string
  serial: number
}

/** The projects that an answer is known of; those that fail have their own pace. */
async function listSerials(db: Database, source: string, limit?: number): Promise<Listed[]> {
  const { rows } = await sql<Listed>`
    select package_id as "packageId", pypi_url as url, serial from refresh_state join package on package.id = package_id
    where subject = 'project' and source = ${source} and state = 'fresh' and serial is not null
    limit ${limit ?? null}`.execute(db)
  return rows
}

async function makeDue(db: Database, packageIds: readonly number[]): Promise<void> {
  if (packageIds.length === 0) return
  await sql`
    update refresh_state set next_due_at = '-infinity' where subject = 'project' and package_id = any(${packageIds})`.execute(db)
}
