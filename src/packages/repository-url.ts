import { BlockList, isIP } from 'node:net'

/** Why a text is not the address of a repository, in words for whoever typed it. */
export class RepositoryUrlError extends Error {
  override name = 'RepositoryUrlError'
}

const notAnAddress = 'Enter a valid URL.'

/** Hosts whose repositories have just an owner and a name. */
const ownerAndName: ReadonlySet<string> = new Set(['github.com', 'bitbucket.org', 'codeberg.org'])
/** What the pages of these hosts put behind the repository in their addresses. */
const pageMarkers: ReadonlySet<string> = new Set(
  'tree blob commit commits compare releases pull pulls issues src raw tags wiki settings merge_requests milestone actions branches -'.split(
    ' ',
  ),
)

/**
 * The address of a repository as it is kept, from whatever people copy: a page within it (`…/tree/main`), a clone address (`….git`,
 * `ssh://git@…`, `git@host:owner/name.git`), or one without a scheme. The letters' case stays, because hosts show it; two addresses that
 * differ in nothing else are the same repository. Never one of this machine or of a private network: Packgrid is to fetch from it.
 * @throws RepositoryUrlError
 */
export function normaliseRepositoryUrl(text: string): string {
  const { host, port, path } = parse(text.trim())
  const name = host
    .toLowerCase()
    .replace(/^www\./, '')
    .replace(/\.$/, '')
  requirePublicHost(name)
  const segments = toSegments(path)
  const kept = keepRepository(name, segments)
  return `https://${name}${port}/${kept.map(encodeSegment).join('/')}`
}

function parse(text: string): { host: string; port: string; path: string } {
  const withoutScheme = /^(?![a-z][a-z0-9+.-]*:\/\/)/i.test(text)
  // git's own short form: user@host:path. A colon and digits would be a port.
  const short = withoutScheme ? /^[\w.-]+@([a-z0-9.-]+):(?!\d+(?:\/|$))\/?(.+)$/i.exec(text) : null
  if (short) return { host: short[1] ?? '', port: '', path: short[2] ?? '' }
  if (withoutScheme && !/^[a-z0-9-]+(?:\.[a-z0-9-]+)+\/./i.test(text)) throw new RepositoryUrlError(notAnAddress)
  const url = URL.parse(withoutScheme ? `https://${text}` : text.replace(/^git\+/i, ''))
  if (!url || !/^(https?|ssh|git):$/.test(url.protocol) || /\s/.test(text)) throw new RepositoryUrlError(notAnAddress)
  // The port of a web server is part of the address; that of ssh says nothing about the pages.
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  return { host: url.hostname, port: isWeb && url.port !== '' ? `:${url.port}` : '', path: url.pathname }
}

const privateNames = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|onion|arpa)$/

const privateAddresses = new BlockList()
const privateRanges =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3 ' +
  '::/127 64:ff9b::/32 100::/8 2002::/16 fc00::/6'
for (const [address = '', prefix] of privateRanges.split(' ').map((range) => range.split('/'))) {
  privateAddresses.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4')
}

function requirePublicHost(host: string): void {
  const address = host.replace(/^\[|\]$/g, '')
  const version = isIP(address)
  const isPrivate = version === 0 ? privateNames.test(host) : privateAddresses.check(address, version === 6 ? 'ipv6' : 'ipv4')
  if (isPrivate) throw new RepositoryUrlError('Enter a URL that everybody can reach, not one of a private network.')
  const isName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/.test(host)
  if (version === 0 && !isName) throw new RepositoryUrlError(notAnAddress)
}

function toSegments(path: string): string[] {
  const segments = path
    .split('/')
    .map(decodeSegment)
    .filter((segment) => segment !== '')
  if (segments.some((segment) => segment === '.' || segment === '..' || /[\s\\/?#\0]/.test(segment))) {
    throw new RepositoryUrlError(notAnAddress)
  }
  return segments
}

/** The segments that name the repository. A repository may itself be called `wiki`, so a marker counts only behind owner and name. */
function keepRepository(host: string, segments: readonly string[]): string[] {
  const least = ownerAndName.has(host) || host === 'gitlab.com' ? 2 : 1
  const marker = segments.findIndex((segment, index) => index >= Math.max(least, 2) && pageMarkers.has(segment))
  const cut = marker === -1 ? [...segments] : segments.slice(0, marker)
  const kept = ownerAndName.has(host) ? cut.slice(0, 2) : cut
  const last = kept.pop()?.replace(/\.git$/i, '') ?? ''
  if (last !== '') kept.push(last)
  if (kept.length < least) {
    throw new RepositoryUrlError('Invalid repository path. Expected format: owner/repo or group/project.')
  }
  return kept
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new RepositoryUrlError(notAnAddress)
  }
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(/%(40|7E|2B|3A)/g, decodeURIComponent)
}
