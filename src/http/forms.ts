import { type Html, html, type HtmlValue } from './html.ts'
import { icon } from './icons.ts'
import { message } from './messages.ts'

interface FieldBase {
  /** Also the id of its input. */
  name: string
  label: string
  /** What was typed or what is stored. */
  value?: string | undefined
  hint?: string | Html | undefined
  /** What is wrong with the value. */
  errors?: readonly string[] | undefined
  isRequired?: boolean
}

export interface TextField extends FieldBase {
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'number' | 'date' | 'datetime-local'
  maxLength?: number
  /** How browsers may fill it: `username`, `new-password`. */
  autocomplete?: string
  isReadOnly?: boolean
  placeholder?: string
}

/** One line of text. */
export function textField(field: TextField): Html {
  const { name, value, type = 'text', maxLength, autocomplete, isReadOnly, placeholder } = field
  return labelled(
    field,
    html`<input type="${type}" id="${name}" name="${name}" value="${value ?? ''}"${attributes(field)}${maxLength !== undefined && html` maxlength="${maxLength}"`}${
      autocomplete && html` autocomplete="${autocomplete}"`
    }${isReadOnly && html` readonly`}${placeholder && html` placeholder="${placeholder}"`}>`,
  )
}

/** Several lines of text. */
export function textArea(field: FieldBase & { maxLength?: number; rows?: number; isCode?: boolean }): Html {
  const { name, value = '', maxLength, rows = 6, isCode } = field
  // A line break at once after the tag is not part of the text.
  return labelled(
    field,
    html`<textarea id="${name}" name="${name}" rows="${rows}"${isCode && html` class="code" spellcheck="false"`}${attributes(field)}${
      maxLength !== undefined && html` maxlength="${maxLength}"`
    }>\n${value}</textarea>`,
  )
}

export interface Choice {
  value: string
  label: string
}

/** One of several. */
export function selectField(field: FieldBase & { choices: readonly Choice[] }): Html {
  const { name, choices, value } = field
  return labelled(field, html`<select id="${name}" name="${name}"${attributes(field)}>${options(choices, value)}</select>`)
}

export function options(choices: readonly Choice[], selected: string | undefined): Html[] {
  return choices.map(
    (choice) =>
      html`<option value="${choice.value}"${choice.value === (selected ?? '') && html` selected`}>${choice.label}</option>`,
  )
}

/** Yes or no. */
export function checkField({ name, label, value = '1', isChecked, hint }: FieldBase & { isChecked?: boolean }): Html {
  return html`<div class="field"><label class="check"><input type="checkbox" name="${name}" value="${value}"${isChecked && html` checked`}><span>${label}</span></label>${
    hint && html`<p class="hint">${hint}</p>`
  }</div>`
}

/** Above a form that came back: what is wrong, each a link to its field. */
export function errorSummary(
  errors: Readonly<Record<string, readonly string[]>>,
  labels: Readonly<Record<string, string>> = {},
): HtmlValue {
  const entries = Object.entries(errors).filter(([, texts]) => texts.length > 0)
  if (entries.length === 0) return undefined
  const list = entries.map(([name, texts]) =>
    name in labels
      ? html`<li><a href="#${name}">${labels[name]}</a>: ${texts.join(' ')}</li>`
      : html`<li>${texts.join(' ')}</li>`,
  )
  return message('error', html`<p><strong>Nothing has been saved yet.</strong> Please look again at:</p><ul>${list}</ul>`)
}

/** The token that proves that a form came from one of our pages. */
export function csrfField(token: string): Html {
  return html`<input type="hidden" name="csrf" value="${token}">`
}

function labelled({ name, label, hint, errors = [], isRequired }: FieldBase, input: Html): Html {
  return html`<div class="field${errors.length > 0 && ' has-error'}"><label for="${name}">${label}${
    !isRequired && html` <span class="optional">(optional)</span>`
  }</label>${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}${input}${
    errors.length > 0 && html`<p class="error" id="${name}-error">${icon('warning')}<span>${errors.join(' ')}</span></p>`
  }</div>`
}

function attributes({ name, hint, errors = [], isRequired }: FieldBase): Html {
  const described = [hint && `${name}-hint`, errors.length > 0 && `${name}-error`].filter(Boolean).join(' ')
  return html`${isRequired && html` required`}${errors.length > 0 && html` aria-invalid="true"`}${described && html` aria-describedby="${described}"`}`
}
