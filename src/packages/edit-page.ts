import { dateElement } from '../http/figures.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { message } from '../http/messages.ts'
import { toShownValue } from '../revisions/changes-view.ts'
import type { Edit } from '../revisions/history.ts'
import type { PackageFieldName } from './package-form.ts'
import { packageLabels } from './package-form.ts'

export interface Change {
  name: PackageFieldName
  from: string
  to: string
}

/** What saving would change. */
export function changesPreview(changes: readonly Change[]): Html {
  return html`<div class="section" id="preview"><h2 id="preview-title">What changes</h2>
<div class="table-scroll" tabindex="0" role="region" aria-labelledby="preview-title"><table class="diff"><thead><tr><th scope="col">Field</th><th scope="col">Now</th><th scope="col">Then</th></tr></thead><tbody>${changes.map(
    ({ name, from, to }) =>
      html`<tr><th scope="row">${packageLabels[name]}</th><td>${value(from, 'del')}</td><td>${value(to, 'ins')}</td></tr>`,
  )}</tbody></table></div></div>`
}

function value(text: string, element: 'del' | 'ins'): HtmlValue {
  if (text === '') return html`<span class="faint">empty</span>`
  return element === 'del' ? html`<del>${text}</del>` : html`<ins>${text}</ins>`
}

/** What others changed since the form was shown. */
export function meanwhile(edits: readonly Edit[]): Html {
  return message(
    'warning',
    html`<p><strong>Nothing has been saved yet: somebody else has changed the package since you opened this form.</strong> Look at what they did; saving again puts yours in its place.</p>
<ul>${edits.map(
      ({ account, at, fields }) =>
        html`<li>${account ?? 'Somebody'} on ${dateElement(at)}: ${Object.entries(fields)
          .filter(([name]) => isFieldName(name))
          .map(
            ([name, { from, to }], index) =>
              html`${index > 0 && ', '}${isFieldName(name) && packageLabels[name]} from “${toShownValue(from)}” to “${toShownValue(to)}”`,
          )}</li>`,
    )}</ul>`,
  )
}

export function isFieldName(name: string): name is PackageFieldName {
  return name in packageLabels
}
