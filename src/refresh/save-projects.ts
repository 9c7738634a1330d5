import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Outcome } from '../hosts/facts.ts'
import type { ProjectFacts } from '../hosts/releases.ts'
import { saveScores } from '../packages/scores.ts'
import type { JsonRecord } from '../rest/fields.ts'
import { type StoredProject, toProjectChanges } from './project-changes.ts'
import { saveReleases } from './releases.ts'
import type { Saved } from './save-repositories.ts'
import { type Answered, saveStates } from './save-states.ts'
import type { Target } from './targets.ts'

export interface ProjectAnswer {
  target: Target
  outcome: Outcome<ProjectFacts>
}

interface StoredRow extends StoredProject {
  id: number
  pypi_url: string
  latest_number: string | null
}

/** Writes what the index said of a batch, in one transaction: facts that differ, releases, scores, and the books. */
export async function saveProjects(
  tx: Database,
  answers: readonly ProjectAnswer[],
  { now, maxAgeMs }: { now: number; maxAgeMs: number },
): Promise<Saved[]> {
  await setAuthor(tx, { via: 'refresh' })
  const stored = await listStored(
    tx,
    answers.map(({ target }) => target.packageId),
  )
  const saved: Saved[] = []
  const answered: Answered[] = []
  for (const { target, outcome } of answers) {
    const row = stored.get(target.packageId)
    if (!row || row.pypi_url !== target.url) continue
    const changes = outcome.kind === 'found' ? await saveFacts(tx, row, target, outcome.facts) : {}
    saved.push({ target, outcome, changes })
    answered.push({
      target,
      outcome,
      changedFields: Object.keys(changes),
      ...(outcome.kind === 'found' && {
        remoteId: outcome.facts.name,
        serial: outcome.facts.lastSerial,
        validators: outcome.validators,
        // So that an address that a person wrote can be told from the index's.
        values: { documentation_url: outcome.facts.documentationUrl },
      }),
    })
  }
  const scored = saved.filter(({ changes }) => 'supports_python3' in changes).map(({ target }) => target.packageId)
  await saveScores(tx, scored, now)
  await saveStates(tx, 'project', answered, { now, maxAgeMs })
  return saved
}

async function listStored(tx: Database, ids: readonly number[]): Promise<Map<number, StoredRow>> {
  const { rows } = await sql<StoredRow>`
    select id, pypi_url, pypi_classifiers, pypi_license, pypi_licenses, pypi_requires_python, pypi_status, pypi_status_reason,
      supports_python3, documentation_url, (select number from release where release.id = latest_release_id) as latest_number
    from package where id = any(${ids})`.execute(tx)
  return new Map(rows.map((row) => [row.id, row]))
}

async function saveFacts(tx: Database, row: StoredRow, target: Target, facts: ProjectFacts): Promise<JsonRecord> {
  const changes = toProjectChanges(row, facts, target.fields['documentation_url']?.value)
  const releases = await saveReleases(tx, row.id, facts)
  const { latestVersion } = facts
  const { pypi_classifiers: classifiers, pypi_licenses: licences, ...others } = changes
  const columns = {
    ...others,
    ...(classifiers && { pypi_classifiers: [...classifiers] }),
    ...(licences && { pypi_licenses: [...licences] }),
  }
  if (Object.keys(columns).length > 0) await tx.updateTable('package').set(columns).where('id', '=', row.id).execute()
  // Also after the removal of a release that was the latest.
  await sql`
    update package set latest_release_id = release.id from release
    where package.id = ${row.id} and release.package_id = package.id and release.number = ${latestVersion ?? ''}
      and latest_release_id is distinct from release.id`.execute(tx)
  return {
    ...changes,
    ...(latestVersion !== undefined && latestVersion !== row.latest_number && { pypi_version: latestVersion }),
    ...(releases > 0 && { releases: facts.releases.length }),
  }
}
