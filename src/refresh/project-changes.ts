import type { ProjectFacts } from '../hosts/releases.ts'
import { keepDifferent } from './repository-changes.ts'

/** The fetched columns of a package's project on the index, as stored. */
export interface StoredProject {
  pypi_classifiers: readonly string[] | null
  pypi_license: string | null
  pypi_licenses: readonly string[] | null
  pypi_requires_python: string | null
  pypi_status: ProjectFacts['status']
  pypi_status_reason: string | null
  supports_python3: boolean | null
  documentation_url: string | null
}

const maxUrlLength = 200

/**
 * What an answer changes. The index answers for all of its fields, so that what it no longer says is cleared.
 * @param fetchedDocumentation the address of the documentation that the index gave last time: another one is a person's, and stays.
 */
export function toProjectChanges(
  stored: StoredProject,
  facts: ProjectFacts,
  fetchedDocumentation: string | undefined,
): Partial<StoredProject> {
  const isOwn = !stored.documentation_url || stored.documentation_url === fetchedDocumentation
  const documentation =
    facts.documentationUrl && facts.documentationUrl.length <= maxUrlLength ? facts.documentationUrl : undefined
  return keepDifferent(stored, {
    pypi_classifiers: facts.classifiers,
    pypi_license: facts.licence ?? null,
    pypi_licenses: facts.licences,
    pypi_requires_python: facts.requiresPython ?? null,
    pypi_status: facts.status,
    pypi_status_reason: facts.statusReason ?? null,
    supports_python3: facts.supportsPython3 ?? null,
    ...(isOwn && documentation && { documentation_url: documentation }),
  })
}
