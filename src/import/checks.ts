import { type RawBuilder, sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import { ImportError } from './errors.ts'
import type { Model } from './schema.ts'
import { models, stagingTable } from './staging.ts'

/** A staged line that cannot be saved. */
interface Finding {
  file: number
  line: number
  value: string
  /** Who has the value already: another line, or a row of the database. */
  other_file?: number
  other_line?: number
  other_id?: number
}

interface Check {
  field: string
  /** Rows like `Finding`. */
  query: RawBuilder<Finding>
  toReason(finding: Finding, files: readonly string[]): string
}

const checks: readonly Check[] = [
  ...models.flatMap((model) => [findRepeated(model, 'id'), findRepeated(model, 'slug'), findTaken(model, 'slug')]),
  findRepeated('package', 'repo_url'),
  findTaken('package', 'repo_url'),
  {
    field: 'category',
    query: sql`
      select file, line, category as value from staged_package
      where category not in (select id from staged_category union all select id from category)`,
    toReason: ({ value }) => `no category has the id ${value}`,
  },
  {
    field: 'grids',
    query: sql`
      select file, line, grid as value from staged_package, unnest(grids) as grid
      where grid not in (select id from staged_grid union all select id from grid)`,
    toReason: ({ value }) => `no grid has the id ${value}`,
  },
]

/** Looks for what only all lines together, and the database, can tell. @throws ImportError for the first line of the first such file. */
export async function checkRelations(tx: Database, files: readonly string[]): Promise<void> {
  let earliest: { check: Check; finding: Finding } | undefined
  for (const check of checks) {
    const { rows } = await sql<Finding>`select * from (${check.query}) as finding order by file, line limit 1`.execute(tx)
    const finding = rows[0]
    if (finding && (!earliest || isEarlier(finding, earliest.finding))) earliest = { check, finding }
  }
  if (!earliest) return
  const { check, finding } = earliest
  throw new ImportError(
    { file: files[finding.file] ?? '', line: finding.line, field: check.field },
    check.toReason(finding, files),
  )
}

function isEarlier(one: Finding, other: Finding): boolean {
  return one.file < other.file || (one.file === other.file && one.line < other.line)
}

/** Lines whose value an earlier line of the model has; only the address of a repository may be empty, and then says nothing. */
function findRepeated(model: Model, column: string): Check {
  return {
    field: column,
    query: sql`
      select file, line, ${sql.ref(column)}::text as value, other_file, other_line
      from (
        select *, row_number() over same as place, first_value(file) over same as other_file, first_value(line) over same as other_line
        from ${stagingTable(model)}
        where ${sql.ref(column)}::text <> ''
        window same as (partition by ${toKey(column)} order by file, line)
      ) as staged
      where place > 1`,
    toReason: ({ value, other_file, other_line }, files) =>
      `${value} is the ${column} of another ${model}, at ${files[other_file ?? 0]}:${other_line}`,
  }
}

/** Lines whose value a row of the database has that this import does not replace. */
function findTaken(model: Model, column: string): Check {
  return {
    field: column,
    query: sql`
      select staged.file, staged.line, staged.${sql.ref(column)} as value, saved.id as other_id
      from ${stagingTable(model)} as staged
      join ${sql.table(model)} as saved on ${toKey(`saved.${column}`)} = ${toKey(`staged.${column}`)} and saved.id <> staged.id
      where saved.${sql.ref(column)} <> '' and saved.id not in (select id from ${stagingTable(model)})`,
    toReason: ({ value, other_id }) => `${value} is the ${column} of ${model} ${other_id} in the database`,
  }
}

/** What makes two values the same: addresses of repositories differ in more than the case of their letters. */
function toKey(column: string): RawBuilder<unknown> {
  return column.endsWith('repo_url') ? sql`lower(${sql.ref(column)})` : sql.ref(column)
}
