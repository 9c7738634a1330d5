import { checkField, type Choice, csrfField, errorSummary, selectField, textArea, textField } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import type { Exchange } from './exchange.ts'
import type { Fields, WritableField } from './input/field.ts'
import type { Json } from './json.ts'
import { renderJson } from './json.ts'

/** What stands below the answer for whoever may write: a form for people, one for raw JSON, and deleting behind a question. */
export function writeForms(exchange: Exchange, status: number, body: Json): HtmlValue {
  const { allowed, viewer, endpoint } = exchange
  if (!viewer || allowed.length === 0) return undefined
  const fields = endpoint.writing?.fields
  const problems = status === 400 ? toProblems(body) : {}
  const record = status === 200 || status === 201 ? toRecord(body) : {}
  const method = (['PUT', 'POST'] as const).find((candidate) => allowed.includes(candidate))
  return html`<section class="api-forms" aria-label="Write">${method && fields && fieldsForm(exchange, method, fields, record, problems)}${
    method && fields && rawForm(exchange, fields, record)
  }${method && !fields && form(exchange, method, html`<button class="button primary">${endpoint.name}</button>`)}${
    allowed.includes('DELETE') && deleteForm(exchange)
  }</section>`
}

function fieldsForm(
  exchange: Exchange,
  method: 'POST' | 'PUT',
  fields: Fields,
  record: Readonly<Record<string, Json>>,
  problems: Readonly<Record<string, string[]>>,
): Html {
  const writable = Object.entries(fields).flatMap(([name, field]) => (field.readOnly ? [] : [{ name, field }]))
  const labels = Object.fromEntries(writable.map(({ name, field }) => [name, field.label]))
  const inputs = writable.map(({ name, field }) => {
    const given = exchange.submitted?.getAll(name).filter((value) => typeof value === 'string')
    const value = given === undefined ? toText(record[name], field) : given.join('\n')
    const isChecked = given === undefined ? record[name] === true : given.length > 0
    return input(exchange, name, field, value, isChecked, problems[name] ?? [])
  })
  const button = method === 'POST' ? 'Add' : 'Save'
  return html`<details${exchange.submitted !== undefined && html` open`}><summary>${button} (${method})</summary>${form(
    exchange,
    method,
    html`${errorSummary(problems, labels)}${inputs}<button class="button primary">${button}</button>`,
  )}</details>`
}

function input(
  { choices, root }: Exchange,
  name: string,
  field: WritableField,
  value: string,
  isChecked: boolean,
  errors: readonly string[],
): Html {
  const common = { name, label: field.label, value, errors, isRequired: field.required && !field.isList }
  if (field.type === 'boolean') return checkField({ ...common, value: 'true', isChecked })
  const related = choices[name]?.map((choice) => ({ ...choice, value: `${root}${field.target}/${choice.value}/` }))
  const listed: readonly Choice[] | undefined = related ?? field.choices
  if (listed) return selectField({ ...common, choices: [{ value: '', label: '—' }, ...listed] })
  if (field.isList) {
    return textArea({
      ...common,
      rows: 4,
      isCode: true,
      hint: `One a line: an address such as ${root}${field.target}/1/, an id, or a slug.`,
    })
  }
  const length = field.maxLength === undefined ? {} : { maxLength: field.maxLength }
  return field.isLong ? textArea({ ...common, ...length }) : textField({ ...common, ...length })
}

/** JSON as a program would send it. PATCH takes a part of it. */
function rawForm(exchange: Exchange, fields: Fields, record: Readonly<Record<string, Json>>): Html {
  const shown = Object.entries(fields).filter(([, field]) => !field.readOnly && !field.isHidden)
  const content = renderJson(Object.fromEntries(shown.map(([name]) => [name, record[name] ?? null])), 4)
  const given = exchange.submitted?.get('_content')
  const methods = exchange.allowed.filter((method) => method !== 'DELETE')
  const buttons = methods.map((method) => html`<button class="button" name="_method" value="${method}">${method}</button> `)
  return html`<details><summary>Raw data (${methods.join(', ')})</summary>${form(
    exchange,
    undefined,
    html`<input type="hidden" name="_content_type" value="application/json">${textArea({
      name: '_content',
      label: 'JSON',
      value: typeof given === 'string' ? given : content,
      rows: 16,
      isCode: true,
      isRequired: true,
    })}<p>${buttons}</p>`,
  )}</details>`
}

function deleteForm(exchange: Exchange): Html {
  return html`<details><summary>Delete (DELETE)</summary>${form(
    exchange,
    'DELETE',
    html`<p>Delete this ${exchange.endpoint.documentation.write?.noun.toLowerCase() ?? 'record'} and all that belongs to it?</p><button class="button danger">Yes, delete</button>`,
  )}</details>`
}

/** Browsers send forms by GET and POST alone, so the method stands in a field; the token of the session proves that the form is ours. */
function form({ viewer, address }: Exchange, method: string | undefined, content: Html): Html {
  return html`<form class="form" method="post" action="${address}">${csrfField(viewer?.csrfToken ?? '')}${
    method && html`<input type="hidden" name="_method" value="${method}">`
  }${content}</form>`
}

function toText(value: Json | undefined, field: WritableField): string {
  if (isList(value)) return value.flatMap((link) => (typeof link === 'string' ? [toPath(link)] : [])).join('\n')
  if (value === null || value === undefined || typeof value === 'object') return ''
  return field.type === 'field' ? toPath(String(value)) : String(value)
}

/** Links of this API go without their origin, so that forms stay readable. */
function toPath(link: string): string {
  return URL.parse(link)?.pathname ?? link
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function toRecord(body: Json): { readonly [name: string]: Json } {
  return body !== null && typeof body === 'object' && !isList(body) && !('results' in body) ? body : {}
}

function toProblems(body: Json): Record<string, string[]> {
  const problems: Record<string, string[]> = {}
  for (const [name, texts] of Object.entries(toRecord(body))) {
    problems[name] = (isList(texts) ? texts : [texts]).filter((text) => typeof text === 'string')
  }
  return problems
}
