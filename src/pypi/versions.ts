import { compare, explain, valid } from '@renovatebot/pep440'

import type { IndexRelease } from '../hosts/releases.ts'

/**
 * Order of two versions, oldest first, by PEP 440. The index still holds versions from before that rule (`2004d`); they count as older than
 * all others, as its own tools have it.
 */
export function compareVersions(version: string, other: string): number {
  const [isValid, isOtherValid] = [valid(version) !== null, valid(other) !== null]
  if (isValid && isOtherValid) return compare(version, other)
  if (isValid !== isOtherValid) return isValid ? 1 : -1
  return version === other ? 0 : version < other ? -1 : 1
}

/** Alphas, betas, release candidates and development versions. */
export function isPreRelease(version: string): boolean {
  return explain(version)?.is_prerelease ?? false
}

/**
 * The version that an installer would take of `releases`, given newest first: the newest that is neither yanked nor a pre-release. Where
 * there are only pre-releases it is the newest of them; where all are yanked, none.
 */
export function findLatestVersion(releases: readonly Pick<IndexRelease, 'version' | 'isYanked'>[]): string | undefined {
  const standing = releases.filter(({ isYanked }) => !isYanked)
  return (standing.find(({ version }) => !isPreRelease(version)) ?? standing[0])?.version
}
