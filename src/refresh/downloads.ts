import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import { transact } from '../db/transact.ts'
import type { DownloadsSource } from '../pypi/downloads.ts'
import { toProjectName } from '../pypi/names.ts'
import { isDone, saveDone } from './tasks.ts'

const chunkSize = 500
const maxInteger = 2 ** 31 - 1

interface Counted {
  id: number
  downloads: number
}

/** Once a day: how often each project was downloaded in the last month, asked with one question for all. Returns how many changed. */
export async function refreshDownloads(db: Database, source: DownloadsSource, now: number): Promise<number> {
  if (await isDone(db, 'downloads', new Date(now).toISOString().slice(0, 10))) return 0
  const { rows } = await sql<{ id: number; pypi_url: string; pypi_downloads: number }>`
    select id, pypi_url, pypi_downloads from package where pypi_url <> '' order by id`.execute(db)
  const named = rows.flatMap((row) => {
    const name = toProjectName(row.pypi_url)
    return name === undefined ? [] : [{ ...row, name }]
  })
  if (named.length === 0) return 0
  const outcome = await source.fetchMonthly(named.map(({ name }) => name))
  if (outcome.kind !== 'found') {
    const reason = outcome.kind === 'limited' ? 'the limit is reached' : outcome.kind === 'unchanged' ? undefined : outcome.reason
    await saveDone(db, 'downloads', now, reason)
    return 0
  }
  // A project that the source does not know keeps its count: absence is no zero.
  const different = named.flatMap(({ id, name, pypi_downloads: stored }) => {
    const downloads = Math.min(outcome.facts.get(name) ?? stored, maxInteger)
    return downloads === stored ? [] : [{ id, downloads }]
  })
  for (let start = 0; start < different.length; start += chunkSize) {
    await saveCounts(db, different.slice(start, start + chunkSize), now)
  }
  await saveDone(db, 'downloads', now)
  return different.length
}

function saveCounts(db: Database, counted: readonly Counted[], now: number): Promise<void> {
  const rows = JSON.stringify(counted)
  const changed = JSON.stringify({ pypi_downloads: { changedAt: new Date(now).toISOString() } })
  return transact(db, async (tx) => {
    await setAuthor(tx, { via: 'refresh' })
    await sql`
      update package set pypi_downloads = new.downloads
      from json_to_recordset(${rows}) as new(id bigint, downloads integer) where package.id = new.id`.execute(tx)
    await sql`
      update refresh_state set fields = fields || ${changed}::jsonb
      from json_to_recordset(${rows}) as new(id bigint) where package_id = new.id and subject = 'project'`.execute(tx)
  })
}
