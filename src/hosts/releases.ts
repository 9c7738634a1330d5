/** One release as the package index has it. */
export interface IndexRelease {
  /** As published: `2.0rc1`. */
  version: string
  isYanked: boolean
  yankedReason?: string | undefined
  /** Earliest upload of its files, ISO 8601 in UTC; undefined for a release without files. */
  releasedAt: string | undefined
  requiresPython?: string | undefined
}

/** A project on the package index. */
export interface ProjectFacts {
  /** As the index writes it. */
  name: string
  /** All releases that the index shows, newest first in PEP 440 order; it hides those of a quarantined project, which are not gone. */
  releases: readonly IndexRelease[]
  /** The version that an installer would take: the newest that is neither yanked nor, if there is another, a pre-release. */
  latestVersion: string | undefined
  classifiers: readonly string[]
  requiresPython: string | undefined
  /** SPDX expression (PEP 639), or what the classifiers and the old field come to. */
  licence: string | undefined
  licences: readonly string[]
  supportsPython3: boolean | undefined
  /** Oldest first: `3.9`, `3.10`; undefined where neither specifier nor classifiers say. */
  pythonVersions?: readonly string[] | undefined
  /** 0 unknown, 1 planning … 7 inactive, as the classifiers say. */
  developmentStatus: number
  documentationUrl: string | undefined
  /** PEP 792. */
  status: 'active' | 'archived' | 'quarantined' | 'deprecated'
  statusReason?: string | undefined
  lastSerial: number | undefined
}
