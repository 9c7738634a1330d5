import { parseInteger } from './integers.ts'

/** How an answer is written: compact or indented JSON, or the browsable page. */
export type Format = { name: 'json'; indent: number } | { name: 'api' }

/** Why no format fits: an unknown name in the URL is a missing page, an `Accept` that fits nothing is refused. */
export type NegotiationFailure = 'unknown format' | 'not acceptable'

/** In the order of preference. */
const renderers = [
  { name: 'json', type: 'application', subtype: 'json' },
  { name: 'api', type: 'text', subtype: 'html' },
] as const

export const mediaTypes = renderers.map(({ type, subtype }) => `${type}/${subtype}`)

/**
 * Chooses as Django REST framework does: a format named in the URL first narrows the choice; then the most specific accepted media types
 * decide and, among equals, the order of the renderers. Quality values are ignored.
 * @param accept the `Accept` header; absent means anything.
 * @param requested the suffix or `format` parameter; empty or absent means any.
 */
export function negotiateFormat(accept: string | undefined, requested: string | undefined): Format | NegotiationFailure {
  const candidates = requested ? renderers.filter(({ name }) => name === requested) : renderers
  if (candidates.length === 0) return 'unknown format'
  const accepted = (accept ?? '*/*').split(',').map(parseMediaType)
  for (const precedence of [3, 2, 1, 0]) {
    for (const { name, type, subtype } of candidates) {
      for (const range of accepted) {
        if (range.precedence !== precedence) continue
        if (range.type !== '*' && range.type !== type) continue
        if (range.subtype !== '*' && range.subtype !== subtype) continue
        return name === 'json' ? { name, indent: toIndent(range.parameters.get('indent')) } : { name }
      }
    }
  }
  return 'not acceptable'
}

interface MediaRange {
  type: string
  subtype: string
  parameters: Map<string, string>
  precedence: number
}

function parseMediaType(text: string): MediaRange {
  const [full = '', ...rest] = text.split(';')
  const [, type = '', subtype = ''] = /^([^/]*)\/?(.*)$/s.exec(full.trim().toLowerCase()) ?? []
  const parameters = new Map<string, string>()
  for (const parameter of rest) {
    const [name = '', value] = parameter.split('=', 2)
    if (value !== undefined) parameters.set(name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1'))
  }
  return { type, subtype, parameters, precedence: toPrecedence(type, subtype, [...parameters.keys()]) }
}

function toPrecedence(type: string, subtype: string, parameters: string[]): number {
  if (type === '*') return 0
  if (subtype === '*') return 1
  return parameters.every((name) => name === 'q') ? 2 : 3
}

function toIndent(text: string | undefined): number {
  const indent = parseInteger(text) ?? 0n
  return indent < 0n ? 0 : indent > 8n ? 8 : Number(indent)
}
