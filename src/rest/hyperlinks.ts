import { quote } from './query.ts'

/** Makes the absolute links of one answer; the format that the request named in its URL goes on into every link. */
export interface Hyperlinks {
  /** Origin that readers use. */
  readonly origin: string
  /** To a list: `…/api/v4/packages/`. */
  list(resource: string): string
  /** To one record: `…/api/v4/packages/3402/`. */
  record(resource: string, id: number): string
}

export interface HyperlinkOptions {
  origin: string
  /** Path above the resources, with its slash: `/api/v4/`. */
  root: string
  /** Format suffix of the request's path. */
  suffix: string | undefined
  /** Value of the request's `format` parameter, even an empty one. */
  formatParameter: string | undefined
}

export function createHyperlinks({ origin, root, suffix, formatParameter }: HyperlinkOptions): Hyperlinks {
  const ending = (suffix ? `.${suffix}` : '/') + (formatParameter === undefined ? '' : `?format=${quote(formatParameter)}`)
  return {
    origin,
    list: (resource) => `${origin}${root}${resource}${ending}`,
    record: (resource, id) => `${origin}${root}${resource}/${id}${ending}`,
  }
}
