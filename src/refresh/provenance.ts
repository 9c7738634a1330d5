import { sql } from 'kysely'

import type { Database } from '../db/connect.ts'
import type { JsonRecord } from '../rest/fields.ts'
import type { Extra } from '../rest/resource.ts'
import type { Source, Subject } from './source.ts'
import type { FieldTimes } from './targets.ts'

/** Field of the record → column that is fetched. */
const repositoryFields = {
  repo_url: 'repo_url',
  repo_description: 'repo_description',
  repo_watchers: 'repo_watchers',
  repo_forks: 'repo_forks',
  participants: 'participants',
  commits_over_52: 'commits_over_52w',
  commit_count: 'commit_count',
  last_updated: 'last_commit_at',
  last_fetched: 'last_fetched_at',
  archived_at: 'archived_at',
}

const projectFields = {
  pypi_version: 'pypi_version',
  releases: 'releases',
  documentation_url: 'documentation_url',
  pypi_classifiers: 'pypi_classifiers',
  pypi_license: 'pypi_license',
  pypi_licenses: 'pypi_licenses',
  pypi_requires_python: 'pypi_requires_python',
  pypi_status: 'pypi_status',
  supports_python3: 'supports_python3',
}

interface StateRow {
  subject: Subject
  source: string
  state: string
  reason: string | null
  failures: number
  first_failed_at: string | null
  missing_since: string | null
  gone_at: string | null
  fetched_at: string | null
  next_due_at: string | null
  fields: Record<string, FieldTimes>
  includes_merges: boolean[]
  documentation_url: string | null
}

/** For every fetched field of a package: where from, when fetched, when last changed, when due, and if it fails, why. */
export function createProvenance(db: Database, sources: readonly Source[], downloadsTitle: string | undefined): Extra {
  return {
    description: 'With 1, the field `provenance` says for every fetched field where it comes from, when, and whether that fails.',
    tags: ['index-checks'],
    async load(packageId) {
      const rows = await listStates(db, packageId)
      const repository = rows.find(({ subject }) => subject === 'repository')
      const project = rows.find(({ subject }) => subject === 'project')
      const isAsked = (row: StateRow) => sources.some(({ subject, name }) => subject === row.subject && name === row.source)
      return {
        ...toFields(repositoryFields, repository, repository !== undefined && isAsked(repository)),
        ...toFields(projectFields, project, project !== undefined && isAsked(project)),
        ...(project && { pypi_downloads: await toDownloads(db, project, downloadsTitle) }),
      }
    },
  }
}

async function listStates(db: Database, packageId: number): Promise<StateRow[]> {
  const { rows } = await sql<StateRow>`
    select subject, source, state, reason, failures, first_failed_at, missing_since, refresh_state.gone_at, fields,
      case when subject = 'project' and state = 'fresh' and serial is not null
        then greatest(fetched_at, (select checked_at from refresh_source where name = source)) else fetched_at end as fetched_at,
      case when isfinite(next_due_at) then next_due_at end as next_due_at, documentation_url,
      array(select distinct includes_merges from commit_week where commit_week.package_id = package.id) as includes_merges
    from refresh_state join package on package.id = package_id where package_id = ${packageId} order by subject`.execute(db)
  return rows
}

function toFields(names: Readonly<Record<string, string>>, row: StateRow | undefined, isAsked: boolean): JsonRecord {
  return Object.fromEntries(Object.entries(names).map(([field, column]) => [field, row ? toField(row, column, isAsked) : nobody]))
}

/** Of a field that nothing is asked about. */
const nobody = { source: null, fetched_at: null, changed_at: null, due_at: null, failing: null }

function toField(row: StateRow, column: string, isAsked: boolean): JsonRecord {
  const times = row.fields[column] ?? {}
  const isPersons = column === 'documentation_url' && row.documentation_url !== null && row.documentation_url !== times.value
  if (isPersons) return { ...nobody, source: 'a person' }
  return {
    source: row.source,
    ...(column === 'commits_over_52w' && { method: toMethod(row.includes_merges) }),
    fetched_at: times.fetchedAt ?? toIso(row.fetched_at),
    // Null: never, since it was first fetched.
    changed_at: column === 'last_fetched_at' ? toIso(row.fetched_at) : (times.changedAt ?? null),
    due_at: isAsked ? toIso(row.next_due_at) : null,
    failing: toFailing(row, isAsked),
  }
}

function toMethod(includesMerges: readonly boolean[]): string | null {
  if (includesMerges.length === 0) return null
  if (includesMerges.length > 1) return 'with merges in the latest weeks, without them before'
  return includesMerges[0] ? 'with merges' : 'without merges'
}

function toFailing(row: StateRow, isAsked: boolean): JsonRecord | null {
  if (!isAsked) return { state: 'not asked', since: null, failures: 0, reason: `This directory does not ask ${row.source}.` }
  if (row.state !== 'failing' && row.state !== 'gone') return null
  return {
    state: row.state,
    since: toIso(row.first_failed_at),
    missing_since: toIso(row.missing_since),
    gone_since: toIso(row.gone_at),
    failures: row.failures,
    reason: row.reason,
  }
}

async function toDownloads(db: Database, row: StateRow, title: string | undefined): Promise<JsonRecord> {
  const { rows } = await sql<{ done_at: string; reason: string | null }>`
    select done_at, reason from upkeep where task = 'downloads'`.execute(db)
  const reason = rows[0]?.reason ?? null
  return {
    source: title ?? null,
    fetched_at: toIso(rows[0]?.done_at ?? null),
    changed_at: row.fields['pypi_downloads']?.changedAt ?? null,
    due_at: null,
    failing: reason === null ? null : { state: 'failing', since: null, failures: 1, reason },
  }
}

function toIso(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString()
}
