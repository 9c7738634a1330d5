import { sql } from 'kysely'

import { setAuthor } from '../db/author.ts'
import type { Database } from '../db/connect.ts'
import type { Outcome } from '../hosts/facts.ts'
import type { ProjectFacts } from '../hosts/releases.ts'
import { lockScores, toScoreChange } from '../packages/scores.ts'
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
  for (const { target, outcome } of answers.toSorted((a, b) => a.target.packageId - b.target.packageId)) {
    const row = stored.get(target.packageId)
    if (!row || row.pypi_url !== target.url) continue
    const changes = outcome.kind === 'found' ? await saveFacts(tx, row, target, { facts: outcome.facts, now }) : {}
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

async function saveFacts(
  tx: Database,
  row: StoredRow,
  target: Target,
  { facts, now }: { facts: ProjectFacts; now: number },
): Promise<JsonRecord> {
  const changes = toProjectChanges(row, facts, target.fields['documentation_url']?.value)
  const { latestVersion } = facts
  const releases = await saveReleases(tx, row.id, facts)
  const { pypi_classifiers: classifiers, pypi_licenses: licences, supports_python3: supportsPython3, ...others } = changes
  const scores = await lockScores(tx, supportsPython3 === undefined ? [] : [row.id])
  const columns = {
    ...others,
    ...(classifiers && { pypi_classifiers: [...classifiers] }),
    ...(licences && { pypi_licenses: [...licences] }),
    ...(supportsPython3 !== undefined && {
      supports_python3: supportsPython3,
      ...toScoreChange(scores.get(row.id), { supportsPython3 }, now),
    }),
    ...(await findLatest(tx, row.id, latestVersion)),
  }
  if (Object.keys(columns).length > 0) await tx.updateTable('package').set(columns).where('id', '=', row.id).execute()
  return {
    ...changes,
    ...(latestVersion !== undefined && latestVersion !== row.latest_number && { pypi_version: latestVersion }),
    ...(releases > 0 && { releases: facts.releases.length }),
  }
}

/** The latest release, if the package shows another: also after the removal of the one that was. */
async function findLatest(tx: Database, packageId: number, version: string | undefined): Promise<{ latest_release_id?: number }> {
  const { rows } = await sql<{ latest_release_id: number }>`
    select release.id as latest_release_id from release join package on package.id = package_id
    where package_id = ${packageId} and number = ${version ?? ''} and latest_release_id is distinct from release.id`.execute(tx)
  return rows[0] ?? {}
}
