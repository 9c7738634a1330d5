/** What forms about a grid tell after they lead back to it, by its name in the address. */
const gridNotices = {
  saved: 'Your changes are saved.',
  'grid-added': 'The grid is there. Now it needs packages and features.',
  'feature-added': 'The feature is a row of the grid now.',
  'feature-deleted': 'The feature and its cells are deleted.',
  'cell-saved': 'The cell is saved.',
  'package-added': 'The package is in the grid.',
  'package-removed': 'The package has left the grid.',
} as const

export type GridNotice = keyof typeof gridNotices

/** The sentence that `?done=` asks for. */
export function findGridNotice(query: URLSearchParams): string | undefined {
  const name = query.get('done') ?? ''
  return isNotice(name) ? gridNotices[name] : undefined
}

/** The path, with the notice asked for. */
export function toldOf(path: string, notice: GridNotice): string {
  const [, address = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(path) ?? []
  return `${address}${address.includes('?') ? '&' : '?'}done=${notice}${fragment}`
}

const isNotice = (name: string): name is GridNotice => Object.hasOwn(gridNotices, name)
