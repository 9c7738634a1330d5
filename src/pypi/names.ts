/** A project's name as the index compares names (PEP 503): lower case, runs of `-`, `_` and `.` as one `-`. */
export function toNormalizedName(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}

/** What a project may be called (PEP 508). */
const namePattern = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i
/** Where projects stand on the index, in today's addresses and in those of its first decade. */
const pagePattern = /^\/+(?:project|pypi|simple)\/+([^/]+)/

const indexHosts = new Set(['pypi.org', 'www.pypi.org', 'pypi.python.org', 'pypi.io'])

/** The project that an address of the index, or a bare name, means; undefined for anything else. */
export function toProjectName(text: string): string | undefined {
  const trimmed = text.trim()
  if (namePattern.test(trimmed)) return trimmed
  const url = URL.parse(trimmed)
  if (!url || !indexHosts.has(url.hostname)) return undefined
  const name = pagePattern.exec(url.pathname)?.[1]
  return name !== undefined && namePattern.test(name) ? name : undefined
}

/** The page of a project on the index. */
export function toProjectUrl(name: string): string {
  return `https://pypi.org/project/${name}/`
}
