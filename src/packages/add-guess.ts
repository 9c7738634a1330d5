import { toTypedPackage, type TypedPackage } from './package-form.ts'
import { toRepositoryHost } from './repository-host.ts'

/** What the address of a repository tells of its package: the last part of it is the name nearly everywhere. */
export function guessPackage(repositoryUrl: string): TypedPackage {
  const segments = (URL.parse(repositoryUrl)?.pathname ?? '').split('/').filter((segment) => segment !== '')
  const name = decodeSegment(segments.at(-1) ?? '')
  const values: Partial<TypedPackage> = {
    repo_url: repositoryUrl,
    repo_host: toRepositoryHost(repositoryUrl),
    title: name.slice(0, 100),
    slug: toSlug(name),
    pypi_url: /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name) ? name : '',
  }
  return toTypedPackage((field) => values[field])
}

/** `Django.REST framework` → `django-rest-framework` */
function toSlug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
