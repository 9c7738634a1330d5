/** Markup that is safe to send. Only the `html` template makes it, so whatever was not written in one is escaped. */
export class Html {
  readonly #markup: string

  private constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }

  /** `value` as JSON that may stand in a `<script>` of data: nothing in it can end the element. */
  static fromJson(value: object): Html {
    return new Html(
      JSON.stringify(value).replace(
        /[<>&\u2028\u2029]/g,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      ),
    )
  }

  static fromTemplate(strings: TemplateStringsArray, values: readonly HtmlValue[]): Html {
    return new Html(String.raw({ raw: strings }, ...values.map(toMarkup)))
  }
}

/** What may stand in a template: text is escaped, lists are joined, null, undefined and false vanish. */
export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/** `html`<p>${text}</p>`` escapes `text`; attribute values must stand in quotes. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  return Html.fromTemplate(strings, values)
}

export const jsonForScript = (value: object): Html => Html.fromJson(value)

/** `url` if it may stand in a link, which only http and https may; else undefined. */
export function toOutsideLink(url: string): string | undefined {
  const protocol = URL.parse(url)?.protocol
  return protocol === 'http:' || protocol === 'https:' ? url : undefined
}

function toMarkup(value: HtmlValue): string {
  if (value instanceof Html) return value.toString()
  if (value === null || value === undefined || value === false) return ''
  if (typeof value === 'object') return value.map(toMarkup).join('')
  return escapeText(String(value))
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
