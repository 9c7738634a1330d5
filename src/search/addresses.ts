import { PackageURL } from 'packageurl-js'

/** A query that names one package by an address. */
export interface Address {
  /** Repository addresses as `repo_key` writes them, the most precise first. */
  repositories: string[]
  /** Project of the package index, or slug here. */
  name: string | undefined
  /** What to look for when no package has the address. */
  words: string
}

/** Reads a web address, an SCP form (`git@host:owner/repo.git`), `host.tld/owner/repo` or a purl (`pkg:pypi/django-mfa@2.0`). */
export function parseAddress(text: string): Address | undefined {
  if (/\s/.test(text)) return undefined
  if (text.toLowerCase().startsWith('pkg:')) return parsePurl(text)
  const scp = /^(?:[\w.-]+@)([\w-]+(?:\.[\w-]+)+):(?!\/\/)(.+)$/.exec(text)
  const url = scp ? `https://${scp[1]}/${scp[2]}` : /^[a-z][a-z+]*:\/\//i.test(text) ? text : undefined
  const bare = /^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\/[^/]+/i.test(text) ? `https://${text}` : undefined
  const parsed = URL.parse((url ?? bare ?? '').replace(/^git\+/i, ''))
  return parsed?.hostname ? toAddress(parsed) : undefined
}

function toAddress({ hostname, port, pathname }: URL): Address | undefined {
  const host = hostname.toLowerCase().replace(/^www\./, '') + (port && `:${port}`)
  const segments = decode(pathname)
    .split('/')
    .filter((segment) => segment !== '')
    .map((segment) => segment.replace(/\.git$/i, ''))
  if (segments.length === 0) return undefined
  const name = toProjectName(host, segments)
  // A page inside of a repository: its address begins with the repository's, which has two segments, at GitLab more.
  const lengths = Array.from({ length: Math.min(segments.length, 6) - 1 }, (_, index) => index + 2).toReversed()
  const repositories = [...new Set([...lengths, 1])].map((length) => [host, ...segments.slice(0, length)].join('/').toLowerCase())
  const known = /^(github\.com|bitbucket\.org|codeberg\.org|gitlab\.com)$/.test(host)
  return { repositories, name, words: name ?? (known ? segments[1] : segments.at(-1)) ?? '' }
}

/** The package that a page of the package index, of Read the Docs or of a directory like this one is about. */
function toProjectName(host: string, segments: string[]): string | undefined {
  const [first, second, third] = segments
  if (/^pypi(\.python)?\.org$/.test(host)) return first === 'pypi' || first === 'project' || first === 'p' ? second : undefined
  if (/\.(readthedocs\.(io|org)|rtfd\.io)$/.test(host)) return host.split('.')[0]
  return first === 'packages' && second === 'p' ? third : undefined
}

function parsePurl(text: string): Address | undefined {
  try {
    const { type, namespace, name } = PackageURL.fromString(text)
    if (!name) return undefined
    const host = { github: 'github.com', gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' }[type ?? '']
    if (!host) return { repositories: [], name, words: name }
    return { repositories: [`${host}/${namespace}/${name}`.toLowerCase()], name: undefined, words: name }
  } catch {
    return undefined
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
