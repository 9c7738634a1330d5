import { type Html, html, type HtmlValue } from '../http/html.ts'
import { shorten } from '../http/texts.ts'
import type { Json } from '../rest/json.ts'
import { type RevisionRow, toFieldChanges } from './resource.ts'

/** More of one edit are counted, not shown. */
const shownChanges = 40
const shownCharacters = 400

type RowChange = RevisionRow['changes'][number]

/** What one edit changed, field by field. */
export function changesTable({ id, changes }: Pick<RevisionRow, 'id' | 'changes'>): Html {
  const shown = changes.slice(0, shownChanges)
  const more = changes.length - shown.length
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Changes of edit ${id}"><table class="diff"><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody>${shown.map(changeRows)}</tbody></table></div>${
    more > 0 && html`<p class="soft">And ${more} more.</p>`
  }`
}

const actionWords: Readonly<Record<string, string>> = { insert: 'added', update: 'changed', delete: 'removed' }

function changeRows({ table, id, action, before, after }: RowChange): HtmlValue {
  const noun = table === 'grid_package' ? 'place in a grid' : table === 'element' ? 'cell' : table
  const fields = Object.entries(toFieldChanges(before, after)).filter(
    ([name, { from, to }]) => !hiddenFields.has(name) && toShownValue(from) !== toShownValue(to),
  )
  return html`<tr><th scope="rowgroup" colspan="3">${noun} <span class="faint">${id}</span> ${actionWords[action]}</th></tr>${fields.map(
    ([name, { from, to }]) =>
      html`<tr><th scope="row">${name.replaceAll('_', ' ')}</th><td>${value(from, 'del')}</td><td>${value(to, 'ins')}</td></tr>`,
  )}`
}

/** They say when a row was made, which the edit says too. */
const hiddenFields: ReadonlySet<string> = new Set(['package', 'grid', 'created', 'modified', 'created_by', 'modified_by'])

function value(json: Json, element: 'del' | 'ins'): HtmlValue {
  const text = shorten(toShownValue(json), shownCharacters)
  if (text === '') return html`<span class="faint">empty</span>`
  return element === 'del' ? html`<del dir="auto">${text}</del>` : html`<ins dir="auto">${text}</ins>`
}

/** A value of a column as readers see it; empty for nothing. */
export function toShownValue(json: Json): string {
  if (typeof json === 'string') return json
  if (json === null || json === false || (Array.isArray(json) && json.length === 0)) return ''
  return Array.isArray(json) ? json.map(toShownValue).join(', ') : JSON.stringify(json)
}
