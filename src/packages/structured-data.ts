import { toOutsideLink } from '../http/html.ts'
import type { Site } from '../http/site.ts'
import type { PackageFacts } from './package-facts.ts'
import { packagePath } from './package-rows.ts'

/** The package for machines that read pages, as schema.org has it. */
export function toStructuredData(site: Site, facts: PackageFacts): object {
  const { title, description, slug, repositoryUrl, indexUrl, documentationUrl, licence, version } = facts
  const sameAs = [indexUrl, documentationUrl ?? ''].flatMap((url) => toOutsideLink(url) ?? [])
  return {
    '@context': 'https://schema.org',
    '@type': 'SoftwareSourceCode',
    name: title,
    ...(description !== '' && { description: description.slice(0, 1_000).toWellFormed() }),
    url: `${site.origin()}${packagePath(slug)}`,
    ...(toOutsideLink(repositoryUrl) && { codeRepository: repositoryUrl }),
    programmingLanguage: 'Python',
    runtimePlatform: site.framework,
    ...(licence && { license: licence.slice(0, 200) }),
    ...(version !== null && { version }),
    ...(sameAs.length > 0 && { sameAs }),
    dateCreated: facts.createdAt.slice(0, 10),
    dateModified: facts.modifiedAt.slice(0, 10),
  }
}
