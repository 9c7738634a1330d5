import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { type ScoreInputs, toScore } from './score.ts'

/** A package's score, and what it is made from. */
export interface ScoredPackage extends ScoreInputs {
  id: number
  score: number
}

/**
 * What the scores of packages are made from, as committed, with the rows locked until the end of the transaction: who changes one input
 * must know the others. The lock is one that rows about a package do not wait for: else two who have added such rows would wait for each other.
 */
export async function lockScores(tx: Database, packageIds: readonly number[]): Promise<Map<number, ScoredPackage>> {
  if (packageIds.length === 0) return new Map()
  const { rows } = await sql<ScoredPackage>`
    select id, score, repo_watchers as stars, (extract(epoch from last_commit_at) * 1000)::float8 as "lastCommitAt",
      supports_python3 as "supportsPython3"
    from package where id = any(${packageIds}) order by id for no key update`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

/** The score that follows once `changes` are made, as a change of its own; nothing where it stays. */
export function toScoreChange(known: ScoredPackage | undefined, changes: Partial<ScoreInputs>, now: number): { score?: number } {
  if (!known) return {}
  const score = toScore({ ...known, ...changes }, now)
  return score === known.score ? {} : { score }
}

/** Brings scores up to date with the time; writes only what differs. */
export async function saveScores(tx: Database, packageIds: readonly number[], now: number): Promise<void> {
  const known = await lockScores(tx, packageIds)
  const wrong = [...known.values()].flatMap((pkg) => {
    const { score } = toScoreChange(pkg, {}, now)
    return score === undefined ? [] : [{ id: pkg.id, score }]
  })
  if (wrong.length === 0) return
  await sql`
    update package set score = new.score
    from json_to_recordset(${JSON.stringify(wrong)}) as new(id bigint, score integer) where package.id = new.id`.execute(tx)
}
