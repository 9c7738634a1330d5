/** Address of the account of a participant at the repository's own host; undefined where its name tells none, as full names do. */
export function toParticipantUrl(name: string, repositoryUrl: string, repositoryHost: string): string | undefined {
  const origin = URL.parse(repositoryUrl)?.origin
  if (repositoryHost === '' || origin === undefined || !origin.startsWith('http')) return undefined
  return /^[\w](?:[\w.-]*[\w])?$/.test(name) ? `${origin}/${name}` : undefined
}
