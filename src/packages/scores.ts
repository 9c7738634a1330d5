import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toScore } from './score.ts'

interface ScoreRow {
  id: number
  score: number
  repo_watchers: number
  last_commit_ms: number | null
  supports_python3: boolean | null
}

/**
 * Brings the scores of the packages up to date with what they are made from and with the time; writes only what differs and returns how
 * many did. Call it in the transaction that changes one of the inputs, after that change.
 */
export async function saveScores(tx: Database, packageIds: readonly number[], now: number): Promise<number> {
  if (packageIds.length === 0) return 0
  const { rows } = await sql<ScoreRow>`
    select id, score, repo_watchers, (extract(epoch from last_commit_at) * 1000)::float8 as last_commit_ms, supports_python3
    from package where id = any(${packageIds}) order by id`.execute(tx)
  const wrong = rows
    .map((row) => ({
      id: row.id,
      from: row.score,
      to: toScore({ stars: row.repo_watchers, lastCommitAt: row.last_commit_ms, supportsPython3: row.supports_python3 }, now),
    }))
    .filter(({ from, to }) => from !== to)
  if (wrong.length === 0) return 0
  await sql`
    update package set score = new.score
    from json_to_recordset(${JSON.stringify(wrong.map(({ id, to }) => ({ id, score: to })))}) as new(id bigint, score integer)
    where package.id = new.id`.execute(tx)
  return wrong.length
}
