import type { Hyperlinks } from './hyperlinks.ts'
import type { Resource } from './resource.ts'

/** `packages/`, or `grids/:key/features/` below another resource. */
export function toListPath({ name, parent }: Pick<Resource, 'name' | 'parent'>): string {
  return parent ? `${parent.resource}/:key/${name}/` : `${name}/`
}

/** Absolute address of one record; `key` names the record above it, if there is one. */
export function toLocation(links: Hyperlinks, resource: Pick<Resource, 'name' | 'parent'>, key: string, id: number): string {
  return links.record(toListPath(resource).slice(0, -1).replace(':key', encodeURIComponent(key)), id)
}
