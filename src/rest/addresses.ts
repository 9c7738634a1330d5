import type { Endpoint } from './endpoint.ts'

/** A request for one endpoint: the form in which its path names it. */
export interface EndpointAddress {
  kind: 'endpoint'
  endpoint: Endpoint
  /** Decoded. */
  path: string
  key: string
  /** What stands for `:child`: the key of a record within the one that `key` names. */
  child: string
  suffix: string | undefined
}

/** What a path means: an endpoint, one that lacks its final slash, or nothing. */
export type Address = EndpointAddress | { kind: 'no slash' } | { kind: 'unknown' }

/**
 * Reads paths as the router of Django REST framework does: every address ends in a slash, or in a format suffix with or without one
 * (`packages/`, `packages.json`, `packages/3402/`, `packages/3402.json/`).
 */
export function createAddressBook(root: string, endpoints: readonly Endpoint[]): (path: string) => Address {
  const patterns = endpoints.map((endpoint) => ({ endpoint, pattern: toPattern(root, endpoint.path) }))

  function find(path: string): EndpointAddress | undefined {
    for (const { endpoint, pattern } of patterns) {
      const groups = pattern.exec(path)?.groups
      if (!groups) continue
      const { key = '', child = '', suffix } = groups
      return { kind: 'endpoint', endpoint, path, key, child, suffix }
    }
    return undefined
  }

  return (path) => find(path) ?? (find(`${path}/`) ? { kind: 'no slash' } : { kind: 'unknown' })
}

function toPattern(root: string, path: string): RegExp {
  const suffix = String.raw`\.(?<suffix>[a-z0-9]+)/?`
  if (path === '') return new RegExp(`^${root}(?:${suffix})?$`)
  const keyed = path.slice(0, -1).replaceAll(/:(key|child)/g, '(?<$1>[^/.]+)')
  return new RegExp(`^${root}${keyed}(?:/|${suffix})$`)
}

/** The path of `endpoint` for other keys, in the form (slash or suffix) of the address that was asked for. */
export function toPath(root: string, { endpoint, child, suffix }: EndpointAddress, key: string): string {
  const path = `${root}${endpoint.path.replace(':key', encodeURIComponent(key)).replace(':child', encodeURIComponent(child))}`
  return suffix === undefined ? path : `${path.slice(0, -1)}.${suffix}`
}
