const projectName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i

/** The address of a project on the package index, from its name or from an address, which stays as it is; undefined for anything else. */
export function toIndexUrl(text: string): string | undefined {
  if (projectName.test(text)) return `https://pypi.org/project/${text}/`
  return /^https?:\/\/[^\s/]+\.[^\s/]+(?:\/\S*)?$/i.test(text) && URL.canParse(text) ? text : undefined
}

/** The name of the project at an address of the package index; undefined at any other address. */
export function toProjectName(indexUrl: string): string | undefined {
  const name = /^https?:\/\/(?:www\.)?(?:pypi\.python\.org\/pypi|pypi\.org\/(?:project|p))\/([^/?#]+)/i.exec(indexUrl)?.[1]
  return name !== undefined && projectName.test(name) ? name : undefined
}
