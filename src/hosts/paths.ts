/** The path of a repository in its web address, without `.git` and what follows the repository; undefined for an address of no repository. */
export function toRepositoryPath(
  repositoryUrl: string,
  { webUrl, segments }: { webUrl: string; segments: number | 'any' },
): string | undefined {
  const root = (URL.parse(webUrl)?.pathname ?? '/').replace(/\/*$/, '/')
  const pathname = URL.parse(repositoryUrl)?.pathname
  if (!pathname?.startsWith(root)) return undefined
  // GitLab puts all pages of a project behind `/-/`.
  const [path = ''] = pathname.slice(root.length).split('/-/')
  const parts = path.split('/').flatMap((part) => (part === '' ? [] : [decode(part)]))
  const named = segments === 'any' ? parts : parts.slice(0, segments)
  const least = segments === 'any' ? 2 : segments
  const isSafe = named.every((part) => part !== undefined && !/[/\\]|^\.{1,2}$/.test(part))
  return named.length < least || !isSafe ? undefined : named.join('/').replace(/\.git$/, '')
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
