import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { toRepositoryHost } from '../packages/repository-host.ts'
import { toScore } from '../packages/score.ts'
import type { ImportLine, Model } from './schema.ts'

/**
 * Where the lines wait, each with its place, until all are known: temporary tables that end with the transaction. Their columns are the
 * fields of the lines.
 */
const stagingColumns: Record<Model, string> = {
  category: `title text, slug text, description text, title_plural text, show_pypi boolean`,
  grid: `title text, slug text, description text, is_locked boolean, header boolean`,
  package: `title text, slug text, category bigint, grids bigint[], last_updated timestamptz, last_fetched timestamptz,
    repo_url text, repo_host text, repo_description text, repo_watchers integer, repo_forks integer, pypi_url text, pypi_version text,
    documentation_url text, commits_over_52 integer[], participants text[], score integer, score_with_python3 integer`,
}

export const models = ['category', 'grid', 'package'] as const satisfies readonly Model[]

/** The table in which the lines of a model wait. */
export function stagingTable(model: Model): RawBuilder<unknown> {
  return sql.table(`staged_${model}`)
}

export async function createStagingTables(tx: Database): Promise<void> {
  for (const model of models) {
    await sql`create temporary table ${stagingTable(model)} (
      file integer, line integer, id bigint, ${sql.raw(stagingColumns[model])}, created timestamptz, modified timestamptz
    ) on commit drop`.execute(tx)
  }
}

/** A line that passed, and its place: the number of its file among the files, and of the line in it. */
export interface StagedLine {
  file: number
  line: number
  record: ImportLine
}

/** Puts lines in their waiting tables, with one statement a model. */
export async function stageLines(tx: Database, lines: readonly StagedLine[]): Promise<void> {
  for (const model of models) {
    const rows = lines.filter(({ record }) => record.model === model).map(toRow)
    if (rows.length === 0) continue
    const table = stagingTable(model)
    await sql`insert into ${table} select * from json_populate_recordset(null::${table}, ${JSON.stringify(rows)})`.execute(tx)
  }
}

function toRow({ file, line, record }: StagedLine): object {
  return { file, line, ...record, ...(record.model === 'package' && toDerived(record)) }
}

/** What follows from a line. Whether the package supports Python 3 only the database may know, so that there are two scores. */
function toDerived(record: Extract<ImportLine, { model: 'package' }>): object {
  const lastCommitAt = record.last_updated === null ? null : Date.parse(record.last_updated)
  const score = (supportsPython3: boolean) => toScore({ stars: record.repo_watchers, lastCommitAt, supportsPython3 }, Date.now())
  return { repo_host: toRepositoryHost(record.repo_url), score: score(false), score_with_python3: score(true) }
}

/** Lets the planner know what waits; without it, it takes thousands of rows for a handful. */
export async function analyzeStagingTables(tx: Database): Promise<void> {
  for (const model of models) await sql`analyze ${stagingTable(model)}`.execute(tx)
}
