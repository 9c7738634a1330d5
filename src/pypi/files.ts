import { clean } from '@renovatebot/pep440'

import { toNormalizedName } from './names.ts'

const archiveEnding = /\.(?:tar\.(?:gz|bz2|xz|Z)|tgz|zip)$/

/**
 * Tells the version of a file by its name, for the index does not: `django_mfa-3.0.1-py3-none-any.whl`, `django-mfa-3.0.1.tar.gz`, and what was
 * uploaded in older days. The answer is one of `versions`; undefined for a name that fits none.
 */
export function createVersionFinder(projectName: string, versions: readonly string[]): (filename: string) => string | undefined {
  const project = toNormalizedName(projectName)
  const byKey = new Map(versions.map((version) => [toKey(version), version]))
  const longestFirst = versions.toSorted((version, other) => other.length - version.length)

  function stripProject(filename: string): string | undefined {
    for (let dash = filename.indexOf('-'); dash !== -1; dash = filename.indexOf('-', dash + 1)) {
      if (toNormalizedName(filename.slice(0, dash)) === project) return filename.slice(dash + 1)
    }
    return undefined
  }

  return (filename) => {
    const rest = stripProject(filename)
    if (rest === undefined) return undefined
    const written = filename.endsWith('.whl') ? (rest.split('-', 1)[0] ?? '') : rest.replace(archiveEnding, '')
    // Eggs and installers put platforms behind the version, with the same dashes.
    return (
      byKey.get(toKey(written)) ??
      longestFirst.find((version) => rest.startsWith(version) && /^[-._]/.test(rest.slice(version.length)))
    )
  }
}

/** Equal for two spellings of one version; file names write `_` for `-` and may have more or fewer zeros. */
function toKey(version: string): string {
  const spelled = version.replaceAll('_', '-')
  return (clean(spelled) ?? spelled.toLowerCase()).replace(/^((?:\d+!)?\d+(?:\.\d+)*?)(?:\.0)+(?!\.?\d)/, '$1')
}
