import type { IndexRelease, ProjectFacts } from '../hosts/releases.ts'
import { createVersionFinder } from './files.ts'
import { toLicences } from './licences.ts'
import { assessPython3Support, listPythonVersions } from './python-versions.ts'
import type { ProjectDocument, ProjectFile, ProjectPage } from './schema.ts'
import { compareVersions, findLatestVersion } from './versions.ts'

/** Longest version and address that can be kept; none that anybody means is longer. */
const maxVersionLength = 100
const maxUrlLength = 200

/** What the index's two documents on a project come to. */
export function toProjectFacts(document: ProjectDocument, page: ProjectPage): ProjectFacts {
  const { info } = document
  const classifiers = info.classifiers ?? []
  const requiresPython = info.requires_python?.trim() || undefined
  const releases = toReleases(page)
  const { licence, licences } = toLicences({ expression: info.license_expression, text: info.license, classifiers })
  const reason = page['project-status']?.reason?.trim()
  return {
    name: info.name,
    releases,
    latestVersion: findLatestVersion(releases),
    classifiers,
    requiresPython,
    licence,
    licences,
    supportsPython3: assessPython3Support(requiresPython, classifiers),
    pythonVersions: listPythonVersions(requiresPython, classifiers),
    developmentStatus: toDevelopmentStatus(classifiers),
    documentationUrl: findDocumentationUrl(info),
    status: toStatus(page['project-status']?.status),
    ...(reason ? { statusReason: reason } : {}),
    lastSerial: toLastSerial(document, page),
  }
}

/** The older of the two documents' serials: whatever happened after it will be asked for again. */
function toLastSerial(document: ProjectDocument, page: ProjectPage): number | undefined {
  const serials = [document.last_serial, page.meta['_last-serial']].filter((serial) => serial !== undefined)
  return serials.length > 0 ? Math.min(...serials) : undefined
}

/** All releases, newest first. */
export function toReleases({ name, versions, files }: ProjectPage): IndexRelease[] {
  const findVersion = createVersionFinder(name, versions)
  const filesOf = Map.groupBy(files, ({ filename }) => findVersion(filename))
  return versions
    .filter((version) => version.length <= maxVersionLength)
    .toSorted((version, other) => compareVersions(other, version))
    .map((version) => toRelease(version, filesOf.get(version) ?? []))
}

function toRelease(version: string, files: readonly ProjectFile[]): IndexRelease {
  // An installer passes a release over when it passes over every file.
  const isYanked = files.length > 0 && files.every(({ yanked }) => yanked !== undefined && yanked !== false)
  const yankedReason = files.flatMap(({ yanked }) => (typeof yanked === 'string' && yanked.trim()) || [])[0]
  const requiresPython = files.map((file) => file['requires-python']?.trim()).find(Boolean)
  const uploads = files.map((file) => file['upload-time'] ?? undefined).filter((time) => time !== undefined)
  return {
    version,
    isYanked,
    ...(isYanked && yankedReason !== undefined ? { yankedReason } : {}),
    releasedAt: uploads.toSorted((time, other) => (toComparable(time) < toComparable(other) ? -1 : 1))[0],
    ...(requiresPython ? { requiresPython } : {}),
  }
}

/** Times of the index are text of one shape, but for the fraction, which may be short or missing. */
function toComparable(time: string): string {
  return time.replace(/(?:\.(\d+))?Z$/, (_, fraction: string | undefined) => `.${(fraction ?? '').padEnd(6, '0')}`)
}

/** The number of the first `Development Status` classifier, 1 planning … 7 inactive; 0 without one. */
export function toDevelopmentStatus(classifiers: readonly string[]): number {
  const statuses = classifiers.map((classifier) => /^Development Status :: ([1-7]) - /.exec(classifier)?.[1])
  return Number(statuses.find((status) => status !== undefined) ?? 0)
}

/** The address that the project names for its documentation, by the well-known labels; then the index's own old one. */
export function findDocumentationUrl({ project_urls, docs_url }: ProjectDocument['info']): string | undefined {
  const labelled = ['documentation', 'docs'].flatMap((label) =>
    Object.entries(project_urls ?? {}).flatMap(([name, url]) => (toLabel(name) === label ? [url] : [])),
  )
  return [...labelled, docs_url].flatMap((url) => toWebAddress(url) ?? [])[0]
}

/** Labels are compared without case, punctuation and white space ("Well-known Project URLs in Metadata"). */
function toLabel(name: string): string {
  return name.toLowerCase().replaceAll(/[\p{P}\s]+/gu, '')
}

function toWebAddress(text: string | null | undefined): string | undefined {
  const trimmed = (text ?? '').trim()
  const isWeb = /^https?:$/.test(URL.parse(trimmed)?.protocol ?? '')
  return isWeb && trimmed.length <= maxUrlLength ? trimmed : undefined
}

/** PEP 792; a project without a marker, or with one that is not known yet, is active. */
function toStatus(status: string | undefined): ProjectFacts['status'] {
  return status === 'archived' || status === 'quarantined' || status === 'deprecated' ? status : 'active'
}
