import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { listSummaries, type PackageSummary, type SummaryOrder } from '../packages/summaries.ts'

/** A package with all that a comparison shows of it. */
export interface ComparedPackage extends PackageSummary {
  repositoryUrl: string
  indexUrl: string
  documentationUrl: string | null
  licence: string | null
  requiresPython: string | null
  developmentStatus: number | null
  /** Commits of the last 52 weeks, oldest first; empty when they are not known. */
  commits: number[]
}

type Facts = Omit<ComparedPackage, keyof PackageSummary>

export interface ComparedSelection {
  conditions: readonly RawBuilder<unknown>[]
  order: SummaryOrder
  limit: number
  offset?: number
}

/** The packages that pass, with all that a comparison shows of them. */
export async function listCompared(db: Database, now: Date, selection: ComparedSelection): Promise<ComparedPackage[]> {
  const summaries = await listSummaries(db, now, selection)
  if (summaries.length === 0) return []
  const ids = summaries.map(({ id }) => id)
  const { rows } = await sql<Facts & { id: number }>`
      select package.id, repo_url as "repositoryUrl", pypi_url as "indexUrl", documentation_url as "documentationUrl",
        coalesce(pypi_license, latest.license) as licence, pypi_requires_python as "requiresPython",
        latest.development_status as "developmentStatus", commits_over_52w as commits
      from package left join release latest on latest.id = latest_release_id
      where package.id in (${sql.join(ids)})`.execute(db)
  const factsById = new Map(rows.map((row) => [row.id, row]))
  return summaries.flatMap((summary) => {
    const facts = factsById.get(summary.id)
    // One deleted between the two statements.
    return facts ? [{ ...facts, ...summary }] : []
  })
}
