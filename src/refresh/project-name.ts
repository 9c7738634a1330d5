/**
 * The project that an entry of the catalogue names: the last part of an address of the index, or the entry itself
 * (`https://pypi.org/project/Django/` → `Django`).
 */
export function toProjectName(entry: string): string {
  const path = /^https?:\/\/[^/]+\/(?:project|pypi|simple)\/([^/?#]+)/i.exec(entry)?.[1] ?? entry
  return decode(path).trim().replace(/^\/+|\/+$/g, '')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
