/**
 * Reads the parameters of a list page. What cannot be used is left out and said, the others stand: `problems` are sentences for the
 * reader. `href` writes the address of the same list with something changed.
 */
export class ListParameters {
  readonly problems: string[] = []
  readonly #path: string
  readonly #query: URLSearchParams
  /** What differs from the plain list. */
  readonly #used = new Map<string, string>()

  constructor(path: string, query: URLSearchParams) {
    this.#path = path.replace(/\?.*$/s, '')
    this.#query = query
  }

  /** Words typed by a reader; at most `maxLength` characters of them count. */
  text(name: string, maxLength = 200): string {
    const given = (this.#query.get(name) ?? '').replaceAll('\0', '').trim().toWellFormed()
    if (given.length > maxLength) this.problems.push(`Only the first ${maxLength} characters of the search count.`)
    const value = given.slice(0, maxLength).toWellFormed()
    if (value !== '') this.#used.set(name, value)
    return value
  }

  /** One of `choices`; `fallback` when none or another one is given. */
  choice<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const given = this.#query.get(name) ?? ''
    if (given === '') return fallback
    const chosen = choices.find((choice) => choice === given)
    if (chosen === undefined) {
      this.problems.push(
        `There is no ${name} “${abridge(given)}”, so it was left out.${choices.length > 10 ? '' : ` There are: ${choices.join(', ')}.`}`,
      )
      return fallback
    }
    if (chosen !== fallback) this.#used.set(name, chosen)
    return chosen
  }

  /** The words of a repeated parameter, each once, at most `maxCount` of them. */
  words(name: string, maxCount: number): string[] {
    const given = this.#query.getAll(name).flatMap((value) => value.split(','))
    const words = [...new Set(given.filter((word) => /^[\w-]{1,50}$/.test(word)))].slice(0, maxCount)
    if (words.length > 0) this.#used.set(name, words.join(','))
    return words
  }

  /** The number of a page, or the last one. */
  page(): number | 'last' {
    const given = this.#query.get('page') ?? ''
    if (given === 'last') return 'last'
    if (given === '' || /^0*[1-9]\d{0,8}$/.test(given)) return Number(given || 1)
    this.problems.push(`There is no page “${abridge(given)}”; this is the first one.`)
    return 1
  }

  /** The page to show of a list of `total` entries, and where it begins. */
  paginate(total: number, perPage: number): { page: number; pages: number; offset: number } {
    const pages = Math.max(1, Math.ceil(total / perPage))
    const asked = this.page()
    const page = asked === 'last' ? pages : Math.min(asked, pages)
    if (asked !== 'last' && asked > pages) this.problems.push(`There is no page ${asked}; this is the last one.`)
    return { page, pages, offset: (page - 1) * perPage }
  }

  /** Address of this list with `changes` made (undefined removes); the page starts again at the first unless it is one of them. */
  href(changes: Readonly<Record<string, string | undefined>> = {}): string {
    const pairs = [...this.#used].filter(([name]) => !(name in changes))
    for (const [name, value] of Object.entries(changes)) if (value !== undefined) pairs.push([name, value])
    const text = new URLSearchParams(pairs).toString()
    return text === '' ? this.#path : `${this.#path}?${text}`
  }

  /** What a form that changes only `except` must carry along. */
  hidden(except: readonly string[]): { name: string; value: string }[] {
    return [...this.#used].filter(([name]) => !except.includes(name)).map(([name, value]) => ({ name, value }))
  }
}

function abridge(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40).toWellFormed()}…` : text.toWellFormed()
}
