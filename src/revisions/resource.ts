import { type RawBuilder, sql } from 'kysely'
import { Type } from 'typebox'

import { toIsoDatetime } from '../rest/datetimes.ts'
import { datetimeFilters } from '../rest/filters.ts'
import type { Json } from '../rest/json.ts'
import { type Filters, InvalidValueError } from '../rest/parameters.ts'
import type { Refer, Resource } from '../rest/resource.ts'
import { RevisionRecord } from './schema.ts'

export interface RevisionRow {
  id: number
  at: string
  account_id: number | null
  account_name: string | null
  via: string
  subject: 'package' | 'grid' | 'category'
  subject_id: number
  title: string | null
  exists: boolean
  reverts_id: number | null
  changes: { table: string; id: number; action: string; before: JsonObject | null; after: JsonObject | null }[]
}

type JsonObject = Record<string, Json>

/** Rows that come back with their package, but are nobody else's business. */
const personal = sql`('favourite', 'usage', 'flag')`

const present = sql`
  case subject
    when 'package' then (select title from package where id = subject_id)
    when 'grid' then (select title from grid where id = subject_id)
    else (select title from category where id = subject_id)
  end`

const columns = sql`
  revision.id, at, account_id, via, subject, subject_id, reverts_id,
  (select name from account where account.id = account_id) as account_name,
  ${present} is not null as exists,
  coalesce(${present}, (
    select before ->> 'title' from revision_change
    where action = 'delete' and table_name = subject and row_id = subject_id
      and case subject when 'package' then package_id = subject_id when 'grid' then grid_id = subject_id else true end
    order by id desc limit 1
  )) as title,
  (
    select coalesce(json_agg(json_build_object(
      'table', table_name, 'id', row_id, 'action', action, 'before', before, 'after', after
    ) order by id), '[]')
    from revision_change where revision_id = revision.id and table_name not in ${personal}
  ) as changes`

/** All revisions, and those of one package or grid: also what was done to it by an edit of another record. */
export function createRevisionResources(): [
  all: Resource<RevisionRow>,
  ofPackage: Resource<RevisionRow>,
  ofGrid: Resource<RevisionRow>,
] {
  const concerning = (column: RawBuilder<unknown>, id: number) =>
    sql<boolean>`revision.id in (select revision_id from revision_change where ${column} = ${id} and table_name not in ${personal})`
  return [
    { ...revisions, description: 'Every edit of the catalogue, the newest first.' },
    {
      ...revisions,
      description: 'The edits of a package.',
      parent: { resource: 'packages', condition: (id) => concerning(sql`package_id`, id) },
    },
    {
      ...revisions,
      description: 'The edits of a grid.',
      parent: { resource: 'grids', condition: (id) => concerning(sql`grid_id`, id) },
    },
  ]
}

const ways = ['api', 'page', 'import', 'refresh', 'command', 'sql'] as const

const filters: Filters = {
  account: {
    schema: Type.String({ description: 'Name or id of the account that made the edit.' }),
    toCondition: (value) =>
      /^\d{1,15}$/.test(value)
        ? sql`account_id = ${Number(value)}`
        : sql`account_id = (select id from account where lower(name) = lower(${value}))`,
  },
  via: {
    schema: Type.Enum([...ways], { description: 'The way by which the edit came.' }),
    toCondition: (value) => sql`via = ${value}`,
  },
  record: {
    schema: Type.String({ description: 'What was edited, also when it is deleted: `package:3402`, `grid:66`, `category:1`.' }),
    toCondition(value) {
      const [, subject, id] = /^(package|grid|category):(\d{1,15})$/.exec(value) ?? []
      if (subject === undefined) throw new InvalidValueError(`"${value}" is not a record. Write it as package:3402.`)
      return sql`subject = ${subject} and subject_id = ${Number(id)}`
    },
  },
  ...datetimeFilters({ at: sql`at` }),
}

const revisions: Resource<RevisionRow> = {
  name: 'revisions',
  noun: 'Revision',
  description: '',
  schema: RevisionRecord,
  lookup: 'id',
  source: { table: 'revision', columns },
  id: sql`revision.id`,
  slug: sql`null`,
  toRecord: toRevisionRecord,
  filters,
  orderings: { id: sql`revision.id`, at: sql`at` },
  expansions: {},
  dependsOn: ['revisions'],
}

const lists = { package: 'packages', grid: 'grids', category: 'categories' } as const

function toRevisionRecord(row: RevisionRow, refer: Refer) {
  const { account_id, account_name, subject, subject_id } = row
  return {
    id: row.id,
    at: toIsoDatetime(row.at),
    account: account_id === null || account_name === null ? null : { id: account_id, name: account_name },
    via: row.via,
    record: { type: subject, id: subject_id, title: row.title, url: row.exists ? refer(lists[subject], subject_id) : null },
    reverts: row.reverts_id,
    changes: row.changes.map(({ table, id, action, before, after }) => ({
      type: table === 'grid_package' ? 'membership' : table,
      id,
      action,
      fields: toFieldChanges(before, after),
    })),
  }
}

export function toFieldChanges(before: JsonObject | null, after: JsonObject | null) {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  names.delete('id')
  return Object.fromEntries(
    [...names].map((name) => [toFieldName(name), { from: before?.[name] ?? null, to: after?.[name] ?? null }]),
  )
}

/** Columns whose field in the API has a name of its own; the others lose what only says how they are stored. */
const fieldNames: Record<string, string> = { last_commit_at: 'last_updated', commits_over_52w: 'commits_over_52' }

export function toFieldName(column: string): string {
  return fieldNames[column] ?? column.replace(/_(?:id|at)$/, '')
}
