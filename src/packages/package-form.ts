import { selectField, textField } from '../http/forms.ts'
import { type Html, html } from '../http/html.ts'
import type { FormErrors } from '../rest/form-errors.ts'
import type { Category } from './categories.ts'
import { hostLabels } from './repository-host.ts'
import { repositoryHosts } from './schema.ts'

/** What people may say of a package, by the names of the API; the order is the form's. */
export const packageLabels = {
  repo_url: 'Repository',
  title: 'Title',
  slug: 'Slug',
  category: 'Category',
  pypi_url: 'Package index',
  documentation_url: 'Documentation',
  repo_host: 'Kind of host',
} as const
export type PackageFieldName = keyof typeof packageLabels
export type TypedPackage = Readonly<Record<PackageFieldName, string>>

export const packageFieldNames = Object.keys(packageLabels).filter((name): name is PackageFieldName => name in packageLabels)

/** What was typed; empty where nothing was. */
export function toTypedPackage(read: (name: PackageFieldName) => string | null | undefined): TypedPackage {
  const typed = (name: PackageFieldName) => read(name) ?? ''
  return {
    repo_url: typed('repo_url'),
    title: typed('title'),
    slug: typed('slug'),
    category: typed('category'),
    pypi_url: typed('pypi_url'),
    documentation_url: typed('documentation_url'),
    repo_host: typed('repo_host'),
  }
}

/** The fields of a package, with what is typed in them and what is wrong with it. */
export function packageFields(typed: TypedPackage, errors: FormErrors, categories: readonly Category[]): Html {
  const field = (name: PackageFieldName) => ({ name, label: packageLabels[name], value: typed[name], errors: errors[name] })
  return html`${textField({ ...field('repo_url'), maxLength: 200, isRequired: true, hint: 'The address of its repository, as your browser shows it.' })}
${textField({ ...field('title'), maxLength: 100, isRequired: true })}
${textField({ ...field('slug'), maxLength: 50, isRequired: true, hint: 'Its name in addresses here: letters, digits, - and _.' })}
${selectField({
  ...field('category'),
  isRequired: true,
  choices: [{ value: '', label: 'Choose …' }, ...categories.map(({ slug, title }) => ({ value: slug, label: title }))],
})}
<details class="more"><summary>What the categories mean</summary><dl class="facts">${categories.map(({ title, description }) => html`<dt>${title}</dt><dd>${description}</dd>`)}</dl></details>
${textField({ ...field('pypi_url'), maxLength: 255, hint: 'Its name on PyPI, or the address there.' })}
${textField({ ...field('documentation_url'), maxLength: 200 })}
${selectField({
  ...field('repo_host'),
  hint: 'Only needed for servers that cannot be told by their name.',
  choices: [
    { value: '', label: 'As the address tells' },
    ...repositoryHosts.map((value) => ({ value, label: hostLabels[value] })),
  ],
})}`
}
