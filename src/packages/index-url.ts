const projectName = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i

/** The address of a project on the package index, from its name or from an address, which stays as it is; undefined for anything else. */
export function toIndexUrl(text: string): string | undefined {
  if (projectName.test(text)) return `https://pypi.org/project/${text}/`
  return /^https?:\/\/[^\s/]+\.[^\s/]+(?:\/\S*)?$/i.test(text) && URL.canParse(text) ? text : undefined
}
