import type { RepositoryHost } from './schema.ts'

const hosts: ReadonlyMap<string, RepositoryHost> = new Map([
  ['github.com', 'github'],
  ['gitlab.com', 'gitlab'],
  ['bitbucket.org', 'bitbucket'],
  ['codeberg.org', 'codeberg'],
])

/** The host that a repository's address names; '' for any other, because an own Forgejo or GitLab server cannot be told by its name. */
export function toRepositoryHost(repositoryUrl: string): RepositoryHost | '' {
  return hosts.get(URL.parse(repositoryUrl)?.hostname ?? '') ?? ''
}

export const hostLabels: Readonly<Record<RepositoryHost, string>> = {
  github: 'GitHub',
  gitlab: 'GitLab',
  bitbucket: 'Bitbucket',
  codeberg: 'Codeberg',
  forgejo: 'Forgejo',
}
