/** The parameters of a query string. Of a repeated parameter the last value counts, as in Django. */
export class Query {
  readonly #pairs: [name: string, value: string][]

  constructor(text: string) {
    // The constructor drops one question mark.
    this.#pairs = [...new URLSearchParams(`?${text}`)]
  }

  get(name: string): string | undefined {
    return this.#pairs.findLast(([key]) => key === name)?.[1]
  }

  /** The query string with `changes` made (undefined removes), grouped and sorted by name in code-point order as Python writes it. */
  with(changes: Record<string, string | undefined>): string {
    const kept = this.#pairs.filter(([name]) => !Object.hasOwn(changes, name))
    for (const [name, value] of Object.entries(changes)) if (value !== undefined) kept.push([name, value])
    // Array sorting is stable: the values of one name keep their order.
    kept.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    return kept.map(([name, value]) => `${quote(name)}=${quote(value)}`).join('&')
  }
}

/** Percent-encoding as Python's `quote_plus`: everything but letters, digits and `_.-~`, a space as `+`. */
export function quote(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
