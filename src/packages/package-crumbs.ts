import type { Crumb } from '../http/layout.ts'
import { packagePath } from './package-rows.ts'

/** The way to a page about a package. */
export function toPackageCrumbs({ slug, title }: { slug: string; title: string }, label: string): Crumb[] {
  return [
    { label: 'Home', href: '/' },
    { label: 'Packages', href: '/packages/' },
    { label: title, href: packagePath(slug) },
    { label },
  ]
}
