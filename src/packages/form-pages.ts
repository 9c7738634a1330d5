import { csrfField, errorSummary } from '../http/forms.ts'
import { type Html, html, type HtmlValue } from '../http/html.ts'
import { layoutPage } from '../http/layout.ts'
import type { Site, Viewer } from '../http/site.ts'
import type { FormErrors } from '../rest/form-errors.ts'
import { toPackageCrumbs } from './package-crumbs.ts'
import { packagePath } from './package-rows.ts'

export interface FormPage {
  site: Site
  viewer: Viewer
  /** Undefined for a package that is not there yet. */
  pkg: { slug: string; title: string } | undefined
  title: string
  /** What stands between the heading and the form. */
  lede?: HtmlValue
  action: string
  fields: HtmlValue
  submit: HtmlValue
  errors?: FormErrors | undefined
  labels?: Readonly<Record<string, string>>
  /** Forms of their own below the form. */
  after?: HtmlValue
}

/** A page with one form about a package. */
export function formPage({
  site,
  viewer,
  pkg,
  title,
  lede,
  action,
  fields,
  submit,
  errors = {},
  labels = {},
  after,
}: FormPage): Html {
  const known = Object.fromEntries(Object.entries(labels).filter(([name]) => name in errors))
  return layoutPage(site, {
    title: pkg ? `${title}: ${pkg.title}` : title,
    section: '/packages/',
    breadcrumbs: pkg
      ? toPackageCrumbs(pkg, title)
      : [{ label: 'Home', href: '/' }, { label: 'Packages', href: '/packages/' }, { label: title }],
    path: action,
    viewer,
    content: html`<main id="content" class="wrap" tabindex="-1">
<div class="page-head"><div><h1 dir="auto">${title}${pkg && html`: <a href="${packagePath(pkg.slug)}">${pkg.title}</a>`}</h1>${lede && html`<div class="soft prose">${lede}</div>`}</div></div>
${errorSummary(errors, known)}
<form class="form" method="post" action="${action}">${csrfField(viewer.csrfToken)}
${fields}
<div class="form-actions">${submit}${pkg && html`<a href="${packagePath(pkg.slug)}">Cancel</a>`}</div>
</form>
${after}
</main>`,
  })
}
