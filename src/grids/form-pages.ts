import { csrfField, errorSummary } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { type Crumb, layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { FormState, Typed } from './editing.ts'
import { gridPath } from './list-pages.ts'

export interface FormPage {
  site: Site
  viewer: Viewer
  /** Path and query of the form. */
  path: string
  title: string
  /** Undefined for a grid that is not there yet. */
  grid: { slug: string; title: string } | undefined
  state: FormState
  /** Names of the fields, for the list of what is wrong. */
  labels: Readonly<Record<string, string>>
  lede?: HtmlValue
  fields: HtmlValue
  /** What the button says. */
  action: string
  isDanger?: boolean
  /** Where one goes who does not want to. */
  cancel: string
  /** Below the form. */
  aside?: HtmlValue
}

/** A form about a grid in the frame of the site. */
export function formPage(page: FormPage): Html {
  const { site, viewer, path, title, grid, state, labels, lede, fields, action, isDanger, cancel, aside } = page
  const crumbs: Crumb[] = [
    { label: 'Home', href: '/' },
    { label: 'Grids', href: '/grids/' },
  ]
  if (grid) crumbs.push({ label: grid.title, href: gridPath(grid.slug) })
  return layoutPage(site, {
    title: grid ? `${title}: ${grid.title}` : title,
    section: '/grids/',
    breadcrumbs: [...crumbs, { label: title }],
    path,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1"><div class="page-head"><div><h1>${title}</h1>${lede}</div></div>
${errorSummary(state.errors, labels)}
<form class="form" method="post" action="${path}">${csrfField(viewer.csrfToken)}
${fields}
<div class="form-actions"><button class="${isDanger ? 'danger' : 'primary'}">${action}</button><a href="${cancel}">Cancel</a></div>
</form>
${aside}
</main>`,
  })
}

/** Says which version of the record the form was made from. */
export function baseField(base: string): Html {
  return html`<input type="hidden" name="base" value="${base}">`
}

/** What is stored now, where a form has something else. */
export function storedNow({ stored }: FormState, labels: Typed): HtmlValue {
  return (
    stored &&
    html`<dl class="facts">${Object.entries(stored).map(
      ([name, value]) =>
        name in labels && html`<dt>${labels[name]} as stored now</dt><dd dir="auto">${value.slice(0, 2_000).toWellFormed()}</dd>`,
    )}</dl>`
  )
}
