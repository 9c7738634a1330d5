import { satisfies, validRange } from '@renovatebot/pep440'

/** The newest Python 3 that a specifier is tried against; the reference tries 3.0 to 3.14. */
const newestPython3 = 14
const python3Versions = Array.from({ length: newestPython3 + 1 }, (_, minor) => `3.${minor}`)
/** A later patch release than any Python will have. */
const lastPatch = 1000
/** Longer specifiers were not written by people. */
const maxSpecifierLength = 500

const python3Classifier = 'Programming Language :: Python :: 3'
const versionClassifier = /^Programming Language :: Python :: (\d+\.\d+)$/

/**
 * Whether a project runs on Python 3: what `requires_python` says of the versions 3.0 to 3.14, else what the classifiers say. Undefined means
 * unknown: without a usable specifier, a project that names no Python 3 may have named no Python at all.
 */
export function assessPython3Support(requiresPython: string | undefined, classifiers: readonly string[]): boolean | undefined {
  if (isUsable(requiresPython)) return python3Versions.some((version) => satisfiesAny(requiresPython, [version]))
  return classifiers.some((classifier) => classifier.startsWith(python3Classifier)) || undefined
}

/**
 * The versions of Python (`3.12`) that a project supports, oldest first: those its classifiers name as far as `requires_python` admits them;
 * without such classifiers, all that `requires_python` admits in some patch release. Undefined means unknown.
 */
export function listPythonVersions(requiresPython: string | undefined, classifiers: readonly string[]): string[] | undefined {
  const named = [...new Set(classifiers.flatMap((classifier) => versionClassifier.exec(classifier)?.[1] ?? []))].toSorted(
    compareMinors,
  )
  if (!isUsable(requiresPython)) return named.length > 0 ? named : undefined
  const patches = listPatches(requiresPython)
  const admits = (version: string) =>
    satisfiesAny(
      requiresPython,
      patches.map((patch) => `${version}.${patch}`),
    )
  const claimed = named.filter(admits)
  // Classifiers that contradict the specifier are old: installers go by the specifier.
  return claimed.length > 0 ? claimed : ['2.7', ...python3Versions].filter(admits)
}

/** Specifiers that installers refuse as well (`>=3.6.*`) say nothing. */
function isUsable(requiresPython: string | undefined): requiresPython is string {
  if (requiresPython === undefined || requiresPython.length > maxSpecifierLength) return false
  return requiresPython.trim() !== '' && validRange(requiresPython)
}

/** The patch releases at which a specifier can change its mind: the first, the last, and those beside the ones that it names. */
function listPatches(specifier: string): number[] {
  const named = [...specifier.matchAll(/\d+\.\d+\.(\d{1,3})/g)].map(([, patch]) => Number(patch))
  return [...new Set([0, lastPatch, ...named.flatMap((patch) => [patch, patch + 1, Math.max(0, patch - 1)])])]
}

function satisfiesAny(specifier: string, versions: readonly string[]): boolean {
  return versions.some((version) => satisfies(version, specifier, { prereleases: true }))
}

function compareMinors(version: string, other: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major - otherMajor || minor - otherMinor
}
